// How far the period's error ratio, as each rule set computes it, is from the exact numbers of events.
import type { Ledger } from './history.ts';
import type { RuleSet } from './rule-sets.ts';
import type { Series, Server } from './server.ts';
import { median } from './whole-process.ts';

export interface Accuracy {
  /** Relative errors with their sign: of the middle one of all moments, and the largest. NaN where there is no number. */
  readonly median: number;
  readonly worst: number;
  /** Moments at which the rule yields nothing or NaN. */
  readonly without: number;
  readonly moments: number;
}

export const PERIOD_SECONDS = 30 * 86_400;
const HOUR = 3600;
const MOMENTS = 24;
/** No divisor of a day, so that the moments are at all times of it. */
const EVERY_SECONDS = 7 * HOUR;
/** How long before the end of the history the first moment is. */
export const ASKED_SECONDS = MOMENTS * EVERY_SECONDS;

/** The rule that computes the period, and how its answer reads as an error ratio. */
const PERIODS: Readonly<Record<RuleSet['name'], { readonly rule: string; ratio(answer: readonly Series[]): number }>> =
  {
    slo: { rule: 'slo:error_ratio:period', ratio: onlyValue },
    Sloth: { rule: 'slo:sli_error:ratio_rate30d', ratio: onlyValue },
    // It records the increase of each code; its web page divides them.
    Pyrra: { rule: 'http_requests:increase30d', ratio: shareOfErrors },
  };

function onlyValue(answer: readonly Series[]): number {
  return answer[0]?.points[0]?.[1] ?? Number.NaN;
}

function shareOfErrors(answer: readonly Series[]): number {
  const sum = (series: readonly Series[]) => series.reduce((total, { points }) => total + (points[0]?.[1] ?? 0), 0);
  return sum(answer.filter(({ labels }) => labels.code?.startsWith('5'))) / sum(answer);
}

/** Asks at full hours of the history's last week: what lies at the edges of the period differs from one to the next. */
export async function accuracyOf(
  server: Server,
  set: RuleSet,
  job: string,
  ledger: Ledger,
  end: number,
): Promise<Accuracy> {
  const period = PERIODS[set.name];
  const rule = (set.groups[job] ?? []).flatMap(({ rules }) => rules).find(({ name }) => name === period.rule);
  if (rule === undefined) throw new Error(`${set.name} has no ${period.rule} for ${job}`);
  const lastHour = Math.floor(end / HOUR) * HOUR;
  const errors: number[] = [];
  for (let at = 0; at < MOMENTS; at += 1) {
    const time = lastHour - at * EVERY_SECONDS;
    const { series } = await server.query(rule.expr, time);
    errors.push(period.ratio(series) / exactRatio(ledger, job, time) - 1);
  }
  const known = errors.filter((error) => !Number.isNaN(error));
  const worst = known.toSorted((a, b) => Math.abs(b) - Math.abs(a))[0] ?? Number.NaN;
  return { median: median(known), worst, without: errors.length - known.length, moments: errors.length };
}

function exactRatio(ledger: Ledger, job: string, time: number): number {
  const [before, now] = [time - PERIOD_SECONDS, time].map((moment) => ledger.get(job)?.get(moment));
  if (before === undefined || now === undefined) throw new Error(`nothing is known of ${job} at ${time}`);
  return (now.bad - before.bad) / (now.all - before.all);
}
