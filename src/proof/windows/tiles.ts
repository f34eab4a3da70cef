// Proof of the tiles and of what is added up from them: each event counts once, before and after the edges of tiles, and what was
// not looked at is told apart from what did not happen.
import { SERIES } from '../../model/series-names.ts';
import { fastIntervalMs } from '../../model/windows.ts';
import { identityLabels } from '../../rules/names.ts';
import { readsEventsOfPeriod } from '../../rules/record.ts';
import { OPEN_LABELS, openSeries } from '../../rules/tiles.ts';
import { increaseSeries, isTiled, tileMs } from '../../rules/windows.ts';
import { HOUR_MS } from '../../text/time.ts';
import { type TestContext, withoutControlGroup } from '../context/context.ts';
import { records } from '../context/expect.ts';
import type { Check, Scenario } from '../context/scenario.ts';
import { gauge } from '../context/series.ts';
import { type Level, recordedScenario } from './recorded-inputs.ts';
import { eventsPerStep, type Sums, sinceLastTile, sumOf, tileAt } from './tiled-events.ts';

const EVENTS = ['total', 'bad'] as const;
type Events = (typeof EVENTS)[number];

const HOURLY = { total: SERIES.totalHourly, bad: SERIES.badHourly } as const;
const HOUR_SECONDS = HOUR_MS / 1_000;

export function proveTiles(context: TestContext): Scenario[] {
  const windowMs = shortestTiled(context);
  return windowMs === undefined
    ? []
    : [
        everyEventOnce(withoutControlGroup(context), windowMs),
        missedEvaluations(withoutControlGroup(context)),
        openPartElsewhere(withoutControlGroup(context)),
      ];
}

/** The shortest window that is recorded from tiles, in milliseconds. */
function shortestTiled(context: TestContext): number | undefined {
  const windows = tiledWindows(context);
  return windows.length === 0 ? undefined : Math.min(...windows);
}

/** The windows that are recorded from tiles, in milliseconds. */
function tiledWindows({ slo }: TestContext): number[] {
  const windows = [
    ...slo.tiers.flatMap(({ longMs, shortMs }) => [longMs, shortMs]),
    ...slo.thresholds.map(({ overMs }) => overMs),
    ...(readsEventsOfPeriod(slo) ? [slo.periodMs] : []),
  ];
  return [...new Set(windows)].filter((windowMs) => isTiled(windowMs, slo));
}

/** How often per tile the traffic of the scenario changes: not a divisor of anything. */
const CHANGES = 7;

/** Traffic that changes all the time, seen in the middle of an even tile, of an odd one, at the edge between two and after it. */
function everyEventOnce(context: TestContext, windowMs: number): Scenario {
  const { slo, subject } = context;
  const [stepMs, lengthMs] = [fastIntervalMs(slo.scrapeIntervalMs), tileMs(slo)];
  const each = Math.round(lengthMs / stepMs);
  // Long enough for the hour to have a beginning that it no longer holds.
  const hour = Math.round(HOUR_MS / stepMs);
  const last = Math.max(2 * each, hour) + Math.ceil(0.6 * each);
  const change = Math.max(1, Math.round(each / CHANGES));
  const traffic = Array.from({ length: Math.ceil(last / change) }, (_, at): Level => {
    return { steps: change, total: 10 + ((at * 7) % 5), errorRatio: ((at * 3) % 4) / 8 };
  });
  // The first evaluation stands for more than one interval.
  const levels = [{ steps: 1, total: undefined, errorRatio: 0 }, ...traffic];
  const events = eventsPerStep(levels, stepMs);
  const at = (step: number): Check[] => {
    const tile = tileAt(events, step, stepMs, lengthMs);
    const open = sinceLastTile(events, step, stepMs, lengthMs);
    const all = sumOf(events.slice(0, step + 1));
    const hourly = sumOf(events.slice(Math.max(0, step + 1 - hour), step + 1));
    const heartbeat = records(step * stepMs, SERIES.heartbeat, slo.identity, 1, [{}]);
    const added = EVENTS.flatMap((of) => [
      tile && records(step * stepMs, increaseSeries(of, lengthMs), slo.identity, tile[of], [subject]),
      open && recordsOpen(context, step * stepMs, of, open),
      all && records(step * stepMs, increaseSeries(of, windowMs), slo.identity, all[of], [subject]),
      step > hour && hourly && records(step * stepMs, HOURLY[of], slo.identity, hourly[of] / HOUR_SECONDS, [subject]),
    ]).filter((check) => check !== undefined && check !== false);
    return [heartbeat, ...added];
  };
  // In the second tile of each kind, so that the first one must no longer count; in tiles of both kinds soon after they begin
  // and soon before they end.
  const later = [2 * each + Math.ceil(0.95 * each), 3 * each + Math.ceil(0.1 * each), Math.ceil(3.4 * each), last];
  const moments = [each - 1, each, Math.ceil(1.4 * each), 2 * each - 1, 2 * each, 2 * each + 1, ...later].filter(
    (step) => step <= last,
  );
  return recordedScenario(context, {
    id: { kind: 'tiles' },
    title: 'tiles: each event counts once in what is added up, wherever the moment lies between two tiles',
    rules: 'tiles',
    about: 'tiles',
    stepMs,
    levels,
    hasDistractors: true,
    checks: moments.flatMap(at),
  });
}

function recordsOpen({ slo, subject }: TestContext, atMs: number, of: Events, open: Sums): Check {
  return records(atMs, openSeries(of), slo.identity, open[of], [{ ...subject, ...OPEN_LABELS }]);
}

/** A third of the evaluations is missed, and then most of them: the others stand for them, but for no more than as many again. */
function missedEvaluations(context: TestContext): Scenario {
  const { slo, subject } = context;
  const [stepMs, lengthMs] = [fastIntervalMs(slo.scrapeIntervalMs), tileMs(slo)];
  const each = Math.round(lengthMs / stepMs);
  const [missed, more] = [Math.floor(each / 3), Math.floor((each * 4) / 5)];
  const few = { total: 12, errorRatio: 0.25 };
  const levels: Level[] = [
    { steps: missed, total: undefined, errorRatio: 0 },
    { steps: each - missed, ...few },
    { steps: more, total: undefined, errorRatio: 0 },
    { steps: each - more, ...few },
  ];
  const scenario = recordedScenario(context, {
    id: { kind: 'missed-evaluations' },
    title: 'tiles: evaluations that were missed are told apart from events that did not happen',
    rules: 'missed-evaluations',
    about: 'tiles',
    stepMs,
    levels,
    checks: EVENTS.flatMap((of) => {
      const perSecond = of === 'total' ? few.total : few.total * few.errorRatio;
      const seen = (evaluations: number) => (perSecond * evaluations * lengthMs) / 1_000;
      const least = Math.ceil(each / 2);
      const check = (step: number, events: number) =>
        records(step * stepMs, increaseSeries(of, lengthMs), slo.identity, events, [subject]);
      // Of the hour less than half has been looked at when the second tile ends.
      const held = perSecond * (2 * each - missed - more);
      const hourly = records((2 * each - 1) * stepMs, HOURLY[of], slo.identity, (2 * held * stepMs) / HOUR_MS, [
        subject,
      ]);
      return [
        check(each - 1, seen(1)),
        check(2 * each - 1, seen((each - more) / least)),
        ...(lengthMs < HOUR_MS / 2 ? [hourly] : []),
      ];
    }),
  });
  const heartbeat = gauge(levels.map(({ steps, total }) => [steps, total === undefined ? undefined : 1] as const));
  return {
    ...scenario,
    series: [...scenario.series, { metric: SERIES.heartbeat, labels: identityLabels(slo.identity), values: heartbeat }],
  };
}

/** So many evaluations a tile; the events since the last full one may be as old as that and are found. */
const STEPS_PER_TILE = 15;

/**
 * The group that adds up evaluates at other moments than the one that counts the events since the last full tile. Soon after a tile is
 * full it finds those of before, which the tile has, too; in the middle of one they count; and so does what is counted at its edge.
 */
function openPartElsewhere(context: TestContext): Scenario {
  const { slo, subject } = context;
  const lengthMs = tileMs(slo);
  const stepMs = lengthMs / STEPS_PER_TILE;
  const labels = { ...identityLabels(slo.identity), ...subject };
  const tile = { total: 900, bad: 45 } as const;
  const open = { total: 80, bad: 8 } as const;
  // One step before the first tile is full, at the edge of the second one, and a step before a moment in the third.
  const parts = [STEPS_PER_TILE - 1, 2 * STEPS_PER_TILE, 2 * STEPS_PER_TILE + 7];
  const moments = [
    { step: STEPS_PER_TILE, tiles: 1, hasPart: false },
    { step: 2 * STEPS_PER_TILE, tiles: 2, hasPart: true },
    { step: 2 * STEPS_PER_TILE + 8, tiles: 2, hasPart: true },
  ];
  const steps = Math.max(...moments.map(({ step }) => step)) + 1;
  const valuesOf = (at: (step: number) => number | undefined) =>
    gauge(Array.from({ length: steps }, (_, step) => [1, at(step)] as const));
  const series = EVENTS.flatMap((of) => [
    {
      metric: increaseSeries(of, lengthMs),
      labels,
      values: valuesOf((step) => (step > 0 && step % STEPS_PER_TILE === 0 ? tile[of] : undefined)),
    },
    {
      metric: openSeries(of),
      labels: { ...labels, ...OPEN_LABELS },
      values: valuesOf((step) => (parts.includes(step) ? open[of] : undefined)),
    },
  ]);
  const checks = moments.flatMap(({ step, tiles, hasPart }) =>
    tiledWindows(context).flatMap((windowMs) =>
      EVENTS.map((of) => {
        const events = tiles * tile[of] + (hasPart ? open[of] : 0);
        return records(step * stepMs, increaseSeries(of, windowMs), slo.identity, events, [subject]);
      }),
    ),
  );
  const title = 'tiles: events since the last full one count as long as it is the last, whenever another group looks';
  return {
    id: { kind: 'open-part' },
    title,
    rules: 'budget',
    about: 'tiles',
    stepMs,
    evaluationMs: stepMs,
    series,
    checks,
    rendered: [],
  };
}
