// What rules cost by Prometheus' own count: samples that their expressions touch, times how often they are evaluated.
import type { RuleSet } from './rule-sets.ts';
import type { Server } from './server.ts';

export interface Cost {
  /** Samples touched per minute. */
  readonly samples: number;
  readonly evaluations: number;
  /** Series that are recorded. */
  readonly series: number;
  /** The same per rule, the most expensive first. */
  readonly byRule: readonly { readonly name: string; readonly expr: string; readonly samples: number }[];
}

/** Seconds before the end of the history: at each of them everything is there that a rule reads. */
const MOMENTS = [60, 90, 120];

export async function costOf(server: Server, set: RuleSet, job: string, end: number): Promise<Cost> {
  const byRule = [];
  let evaluations = 0;
  let series = 0;
  for (const { intervalSeconds, rules } of set.groups[job] ?? []) {
    const perMinute = 60 / intervalSeconds;
    for (const { name, expr, isAlert } of rules) {
      const answers = [];
      for (const moment of MOMENTS) answers.push(await server.query(expr, end - moment));
      const samples = answers.reduce((sum, answer) => sum + answer.samples, 0) / MOMENTS.length;
      byRule.push({ name, expr, samples: samples * perMinute });
      evaluations += perMinute;
      if (!isAlert) series += answers[0]?.series.length ?? 0;
    }
  }
  byRule.sort((a, b) => b.samples - a.samples);
  return { samples: byRule.reduce((sum, rule) => sum + rule.samples, 0), evaluations, series, byRule };
}
