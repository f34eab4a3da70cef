// What rules cost a Prometheus: samples that one evaluation touches, counted on the expressions themselves.
import type { Expr, RangeVector, Selector } from '../promql/ast.ts';
import type { CompiledSlo, Rule, RuleGroup } from '../rules/rule.ts';
import { MINUTE_MS } from '../text/time.ts';

export interface CostAssumptions {
  /** Series that a selector on raw metrics finds; one number for all of them, or that of each. */
  readonly rawSeries: number | ((selector: Selector) => number);
  /** Groups of the SLO: series of each recorded name. */
  readonly groups: number;
}

export interface Cost {
  /** Samples touched per minute, as Prometheus counts them (`query_samples_total`). */
  readonly samplesPerMinute: number;
  readonly rules: number;
  /** Series that the recording rules add. */
  readonly series: number;
  readonly evaluationsPerMinute: number;
}

/** What the rules of an SLO cost a Prometheus, if it has so many raw series and groups. */
export function costOf({ slo, groups }: CompiledSlo, assumptions: CostAssumptions): Cost {
  const { rawSeries, groups: groupCount } = assumptions;
  const rawSeriesOf = typeof rawSeries === 'number' ? () => rawSeries : rawSeries;
  const intervals = new Map(
    groups.flatMap(({ intervalMs, rules }) => rules.map((rule) => [recordOf(rule), intervalMs] as const)),
  );
  const samplesOf = (selector: Selector, rangeMs: number): number => {
    const recordedEvery = intervals.get(selector.metric ?? '');
    // Prometheus records one series for each alert that fires.
    const isRaw = recordedEvery === undefined && selector.metric !== 'ALERTS';
    const leaves = slo.topology?.part === 'global' ? slo.topology.leaves.length : undefined;
    const unrecorded = () => (leaves === undefined ? rawSeriesOf(selector) : leaves * groupCount);
    const series = isRaw ? unrecorded() : groupCount;
    return series * Math.max(1, rangeMs / (recordedEvery ?? slo.scrapeIntervalMs));
  };
  const perMinute = (group: RuleGroup, count: (rule: Rule) => number) =>
    group.rules.reduce((total, rule) => total + count(rule), 0) * (MINUTE_MS / group.intervalMs);
  const total = (count: (rule: Rule) => number) => groups.reduce((sum, group) => sum + perMinute(group, count), 0);
  const rules = groups.flatMap((group) => group.rules);
  return {
    samplesPerMinute: Math.round(total((rule) => samplesIn(rule.expr, samplesOf))),
    rules: rules.length,
    series: rules.reduce((count, rule) => count + seriesOf(rule, groupCount), 0),
    evaluationsPerMinute: Math.round(total(() => 1)),
  };
}

/** Constants have no groups. */
function seriesOf({ kind, expr }: Rule, groups: number): number {
  if (kind !== 'recording') return 0;
  return expr.kind === 'call' && expr.name === 'vector' ? 1 : groups;
}

function recordOf(rule: Rule): string {
  return rule.kind === 'recording' ? rule.record : '';
}

function samplesIn(expr: Expr | RangeVector, samplesOf: (selector: Selector, rangeMs: number) => number): number {
  switch (expr.kind) {
    case 'selector':
      return samplesOf(expr, 0);
    case 'matrix':
      return samplesOf(expr.selector, Number(expr.range));
    case 'subquery':
      return (Number(expr.range) / Number(expr.step ?? MINUTE_MS)) * samplesIn(expr.expr, samplesOf);
    case 'call':
      return expr.args.reduce((sum, arg) => sum + samplesIn(arg, samplesOf), 0);
    case 'aggregation':
    case 'unary':
      return samplesIn(expr.expr, samplesOf);
    case 'binary':
      return samplesIn(expr.left, samplesOf) + samplesIn(expr.right, samplesOf);
    default:
      return 0;
  }
}

/**
 * Samples per minute of the usual design at the same assumptions: seven windows from 5m to 3d read from raw series, and the
 * period as the mean of 5m ratios, all each half minute. This is how Sloth's rules read.
 */
export function rawDesignSamplesPerMinute(
  periodMs: number,
  scrapeIntervalMs: number,
  { rawSeries, groups }: { readonly rawSeries: number; readonly groups: number },
): number {
  const windowHours = 5 / 60 + 0.5 + 1 + 2 + 6 + 24 + 72;
  const raw = (windowHours * 3_600_000 * rawSeries * RAW_SERIES_PER_RATIO) / scrapeIntervalMs;
  const period = (2 * periodMs * groups) / RAW_DESIGN_INTERVAL_MS;
  return Math.round((raw + period) * (MINUTE_MS / RAW_DESIGN_INTERVAL_MS));
}

/** Every series is read for the total, and about half of them again for the errors. */
const RAW_SERIES_PER_RATIO = 1.5;
const RAW_DESIGN_INTERVAL_MS = 30_000;
