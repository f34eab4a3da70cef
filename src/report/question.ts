// What a server is asked about an SLO and a period: sums of recorded tiles for each day, and what each quarter of an hour was
// like. Tiles are read at full quarters, where each holds the events since the one before, so every event counts once.
import { SERIES } from '../model/series-names.ts';
import { errorBudget, type Slo } from '../model/slo.ts';
import { fastIntervalMs } from '../model/windows.ts';
import type { Expr } from '../promql/ast.ts';
import { call, count, eq, gt, mul, num, range, selector, subquery } from '../promql/build.ts';
import { print } from '../promql/print.ts';
import { identityMatchers, recorded } from '../rules/names.ts';
import { increaseSeries, TILES_MS, tileMs } from '../rules/windows.ts';
import { SECOND_MS } from '../text/time.ts';
import { daysOf, type Period, type Stretch } from './calendar.ts';

/** An expression, at every step from the first moment to the last. */
export interface ReportQuery {
  readonly expr: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly stepMs: number;
}

export interface ReportQuestions {
  /** Events of each day, at its end. Empty for zero tolerance. */
  readonly total: readonly ReportQuery[];
  readonly bad: readonly ReportQuery[];
  /** Evaluations of the rules in each tile. */
  readonly evaluations: readonly ReportQuery[];
  /** How many groups had data, at the end of each tile. */
  readonly present: readonly ReportQuery[];
  /** Bad events of tiles in which more than the budget was spent; of zero tolerance, of those in which there were any. */
  readonly burning: readonly ReportQuery[];
  /** Alerts that fired, tile by tile. */
  readonly firing: readonly ReportQuery[];
}

/** Prometheus answers with at most 11,000 points of a series. */
const MOST_POINTS = 10_000;

/** The length of an SLO's tiles in milliseconds. */
export function tileOf(slo: Slo): number {
  return slo.kind === 'budget' ? tileMs(slo) : (TILES_MS[0] ?? 0);
}

/** The days of a period, cut where tiles end: only where a time zone is not in step with tiles of an hour does that move. */
export function wholeDays(slo: Slo, period: Period): Stretch[] {
  const tile = tileOf(slo);
  const cut = (ms: number) => Math.ceil(ms / tile) * tile;
  const lastMs = Math.floor(period.endMs / tile) * tile;
  return daysOf(period)
    .map(({ startMs, endMs }) => ({
      startMs: cut(startMs),
      endMs: Math.min(cut(endMs), period.isOpen ? lastMs : Infinity),
    }))
    .filter(({ startMs, endMs }) => startMs < endMs);
}

/** What is asked of an SLO for a period, as queries with the times at which they are asked. */
export function questionsOf(slo: Slo, period: Period): ReportQuestions {
  const days = wholeDays(slo, period);
  const tiles = tileQueries(slo, days);
  const tile = tileOf(slo);
  const whileEvaluated = range(heartbeat(slo), tile - fastIntervalMs(slo.scrapeIntervalMs) / 2);
  const alerts = selector('ALERTS', [eq('alertstate', 'firing'), ...identityMatchers(slo.identity)]);
  return {
    ...dayQuestions(slo, days),
    evaluations: tiles(call('count_over_time', whileEvaluated)),
    present: tiles(count(slo.kind === 'budget' ? tiled(slo, 'total') : recorded(SERIES.breachTargets, slo.identity))),
    burning: tiles(burning(slo)),
    firing: tiles(call('max_over_time', range(alerts, tile))),
  };
}

/** What is recorded with every evaluation of the fast group. */
function heartbeat({ kind, identity }: Slo) {
  return recorded(kind === 'budget' ? SERIES.heartbeat : SERIES.info, identity);
}

function tiled(slo: Slo, events: 'bad' | 'total') {
  return recorded(increaseSeries(events, tileOf(slo)), slo.identity);
}

function burning(slo: Slo): Expr {
  if (slo.kind === 'budget') return gt(tiled(slo, 'bad'), mul(num(errorBudget(slo.objective)), tiled(slo, 'total')));
  return gt(call('max_over_time', range(recorded(SERIES.breachEvents, slo.identity), tileOf(slo))), num(0));
}

function dayQuestions(slo: Slo, days: readonly Stretch[]): Pick<ReportQuestions, 'total' | 'bad'> {
  if (slo.kind !== 'budget') return { total: [], bad: [] };
  const queries = (events: 'bad' | 'total') =>
    runsOf(days).map(({ firstMs, lastMs, lengthMs }): ReportQuery => {
      const held = subquery(tiled(slo, events), lengthMs - SECOND_MS, tileOf(slo));
      return { expr: print(call('sum_over_time', held)), startMs: firstMs, endMs: lastMs, stepMs: lengthMs };
    });
  return { total: queries('total'), bad: queries('bad') };
}

/** Days of one length that follow each other: their ends are steps of one query. */
function runsOf(days: readonly Stretch[]): { firstMs: number; lastMs: number; lengthMs: number }[] {
  const runs: { firstMs: number; lastMs: number; lengthMs: number }[] = [];
  for (const { startMs, endMs } of days) {
    const run = runs.at(-1);
    if (run && run.lastMs === startMs && run.lengthMs === endMs - startMs) run.lastMs = endMs;
    else runs.push({ firstMs: endMs, lastMs: endMs, lengthMs: endMs - startMs });
  }
  return runs;
}

/** The queries of an expression at the end of each tile. */
function tileQueries(slo: Slo, days: readonly Stretch[]): (expr: Expr) => ReportQuery[] {
  const stepMs = tileOf(slo);
  const [startMs, endMs] = [days[0]?.startMs ?? 0, days.at(-1)?.endMs ?? 0];
  return (expr) => {
    const queries: ReportQuery[] = [];
    for (let from = startMs + stepMs; from <= endMs; from += MOST_POINTS * stepMs) {
      queries.push({
        expr: print(expr),
        startMs: from,
        endMs: Math.min(from + (MOST_POINTS - 1) * stepMs, endMs),
        stepMs,
      });
    }
    return queries;
  };
}
