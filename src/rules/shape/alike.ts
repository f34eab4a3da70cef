// SLOs in, for each one whose rules are the same but for names out: what is asked of rules and not of names is asked once.
import type { CompiledSlo } from '../rule.ts';
import { sloShapeOf } from './slo-shape.ts';

/** In the place of each SLO the first of its shape. */
export function firstsOfShapes(slos: readonly CompiledSlo[]): CompiledSlo[] {
  const firsts = new Map<string, CompiledSlo>();
  return slos.map((compiled) => {
    const shape = sloShapeOf(compiled.slo);
    const first = (shape && firsts.get(shape.key)) ?? compiled;
    if (shape) firsts.set(shape.key, first);
    return first;
  });
}
