// The configuration of a Prometheus, as far as it says which part of the targets it scrapes.
import { parse } from 'yaml';
import * as z from 'zod';

export interface SliceOfConfiguration {
  /** Jobs of which other shards scrape a part: their targets are chosen by a hash. */
  readonly shardedJobs: readonly string[];
}

const relabelling = z.array(z.object({ action: z.string().optional(), modulus: z.number().optional() })).optional();

const schema = z.object({
  scrape_configs: z.array(z.object({ job_name: z.string(), relabel_configs: relabelling })).default([]),
});

/** What is used of a configuration; undefined for what is none. */
export function sliceOf(yaml: string): SliceOfConfiguration | undefined {
  try {
    const read = schema.safeParse(parse(yaml, { maxAliasCount: 100 }));
    if (!read.success) return undefined;
    const sharded = read.data.scrape_configs.filter(({ relabel_configs = [] }) =>
      relabel_configs.some(({ action, modulus = 0 }) => action === 'hashmod' && modulus > 1),
    );
    return { shardedJobs: sharded.map(({ job_name }) => job_name) };
  } catch {
    return undefined;
  }
}
