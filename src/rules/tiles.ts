// Events added up: the events of a quarter of an hour (a tile), those since the last full quarter, and those of a window, which
// is its whole tiles and the part after them. Each event counts once, whenever it happens.
import { SERIES } from '../model/series-names.ts';
import type { BudgetSlo } from '../model/slo.ts';
import { fastIntervalMs } from '../model/windows.ts';
import type { Expr } from '../promql/ast.ts';
import {
  add,
  and,
  call,
  clampMin,
  div,
  groupLeft,
  gte,
  lt,
  mod,
  mul,
  num,
  on,
  or,
  range,
  sub,
  subquery,
  time,
} from '../promql/build.ts';
import { HOUR_MS, SECOND_MS } from '../text/time.ts';
import { LABELS, recorded } from './names.ts';
import { record } from './record-rule.ts';
import type { RecordingRule } from './rule.ts';
import { baseSeries, type Events, increaseSeries, TILES_MS, tileMs, tiles } from './windows.ts';

const EVENTS: readonly Events[] = ['total', 'bad'];

/** The series from which the events of a window are added up. */
export const TILE_LAYER: readonly string[] = [
  SERIES.heartbeat,
  ...EVENTS.flatMap((events) => [openSeries(events), ...TILES_MS.map((lengthMs) => increaseSeries(events, lengthMs))]),
];

/** The events of the last tile's length, and those since the last full one. */
export function tileRules(slo: BudgetSlo): RecordingRule[] {
  return [
    ...EVENTS.map((events) => record(slo, increaseSeries(events, tileMs(slo)), tile(slo, events))),
    ...EVENTS.map((events) => record(slo, openSeries(events), sinceLastTile(slo, events), OPEN_LABELS)),
  ];
}

/** The events of one window, from tiles. */
export function increaseRules(slo: BudgetSlo, windowMs: number): RecordingRule[] {
  return EVENTS.map((events) => record(slo, increaseSeries(events, windowMs), increaseOver(slo, events, windowMs)));
}

/** The label that tells the events since the last full tile from those of whole tiles while the two are added up. */
export const OPEN_LABELS: Readonly<Record<string, string>> = { [LABELS.part]: 'since-last-tile' };

/** The series that holds the events since the last full tile. */
export function openSeries(events: Events): string {
  return events === 'bad' ? SERIES.badOpen : SERIES.totalOpen;
}

/** The average rates of an hour, for boards: moments without samples count as moments without events. */
export function hourlyRules(slo: BudgetSlo): RecordingRule[] {
  const hourly = (events: Events) => overEvaluations(slo, events, HOUR_MS, 1);
  return [record(slo, SERIES.totalHourly, hourly('total')), record(slo, SERIES.badHourly, hourly('bad'))];
}

function tile(slo: BudgetSlo, events: Events): Expr {
  return overEvaluations(slo, events, tileMs(slo), tileMs(slo) / SECOND_MS);
}

/**
 * The sum of the recorded rates times what each stands for, of `whole` in all. That follows from the number of evaluations
 * there were: a series that was not there meanwhile had no events, an evaluation that was missed says nothing. Where more than
 * half were missed, the others do not stand for all of it. Half an interval less than the length holds the same number of
 * samples whether a range is open on the left (Prometheus 3) or closed (2).
 */
function overEvaluations(slo: BudgetSlo, events: Events, lengthMs: number, whole: number): Expr {
  const intervalMs = fastIntervalMs(slo.scrapeIntervalMs);
  const windowMs = lengthMs - intervalMs / 2;
  const evaluations = call('count_over_time', range(recorded(SERIES.heartbeat, slo.identity), windowMs));
  const each = div(num(whole), clampMin(evaluations, Math.ceil(lengthMs / intervalMs / 2)));
  const rates = call('sum_over_time', range(baseSeries(events, slo.identity), windowMs));
  return mul(rates, each, groupLeft(on()));
}

/**
 * The events since the last full tile. A range cannot begin at a moment that depends on the clock, but what it holds can be
 * told apart by the clock: of every two tiles the first is even, the second odd, and a range of one tile's length holds a part
 * of each. The steps of a subquery are multiples of itself, and the one at the edge belongs to the tile that ends there.
 */
function sinceLastTile(slo: BudgetSlo, events: Events): Expr {
  const [lengthMs, intervalMs] = [tileMs(slo), fastIntervalMs(slo.scrapeIntervalMs)];
  const length = lengthMs / SECOND_MS;
  const inTile = (moment: Expr, isOdd: boolean) =>
    isOdd
      ? gte(mod(moment, num(2 * length)), num(length), { bool: true })
      : lt(mod(moment, num(2 * length)), num(length), { bool: true });
  const part = (isOdd: boolean) => {
    const rates = mul(baseSeries(events, slo.identity), inTile(sub(time(), num(1)), isOdd));
    const held = call('sum_over_time', subquery(rates, lengthMs - intervalMs / 2, intervalMs));
    return mul(held, inTile(time(), isOdd));
  };
  return mul(add(part(false), part(true)), num(intervalMs / SECOND_MS));
}

/** Whole tiles and the part after the last one. Either may be missing: a service that is idle, or one that was just born. */
function increaseOver(slo: BudgetSlo, events: Events, windowMs: number): Expr {
  const parts = or(tiles(events, windowMs, slo), openPart(slo, events));
  return { kind: 'aggregation', op: 'sum', expr: parts, grouping: { kind: 'without', labels: [LABELS.part] } };
}

/**
 * The events since the last full tile, if the newest sample of them is of the tile that is open now. Another group evaluates at other
 * moments: soon after a tile is full it still finds the sample of before, whose events the full tile has, too.
 */
function openPart(slo: BudgetSlo, events: Events): Expr {
  const part = recorded(openSeries(events), slo.identity);
  const opened = sub(time(), mod(time(), num(tileMs(slo) / SECOND_MS)));
  return and(part, gte(call('timestamp', part), opened));
}
