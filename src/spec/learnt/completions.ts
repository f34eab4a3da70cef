// Which texts of the spec language name something of the world, so that a schema can offer editors what was learnt of it.
import * as z from 'zod';
import type { LearntMetric } from './metrics-schema.ts';

type Named = 'counter' | 'histogram' | 'label';

const registry = z.registry<{ readonly names: Named }>();

/** The schema, which from now on is known to name such a thing. */
export function names<T extends z.ZodType>(schema: T, what: Named): T {
  registry.add(schema, { names: what });
  return schema;
}

/** What editors offer at a schema: an example, not the only texts that are right. */
export function completionsOf(schema: z.core.$ZodType, metrics: readonly LearntMetric[]): readonly string[] {
  const what = registry.get(schema)?.names;
  if (what === undefined) return [];
  if (what === 'label') return [...new Set(metrics.flatMap(({ labels }) => labels))].sort();
  return metrics.flatMap(({ name, type }) => {
    if (what === 'histogram') return type === 'histogram' ? [name] : [];
    if (type === 'histogram' || type === 'summary') return [`${name}_count`];
    return type === 'gauge' ? [] : [name];
  });
}
