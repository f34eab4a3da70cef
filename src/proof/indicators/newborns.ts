// Proof that every kind of series that a selector may meet counts as newborn for what it is: all of them are born at once on a
// target that is known, stand still, are left out of some scrapes, and come back.
import { MISSING_BEFORE_MS } from '../../indicator/counting.ts';
import { baseWindowMs, fastIntervalMs } from '../../model/windows.ts';
import { controlGroups, type TestContext } from '../context/context.ts';
import { seriesKey } from '../context/label-set.ts';
import type { InputSeries, Scenario } from '../context/scenario.ts';
import type { EventSource } from './event-source.ts';
import { counted } from './every-label.ts';
import { type CoveredSeries, labelCoverageOf } from './label-coverage.ts';

const MINUTE_MS = 60_000;

/** Nothing before this moment is looked back to. */
const SETTLED_MS = 12 * MINUTE_MS;

/** Longer than half of the time for which a series may be left out of scrapes. */
export const GAP_MS = 7.5 * MINUTE_MS;

export function proveNewborns(context: TestContext, source: EventSource): Scenario[] {
  const { slo, subject } = context;
  const groups = [subject, ...controlGroups(context)];
  const known = source
    .traffic(subject, [{ steps: 1, total: 2, bad: 1 }])
    .map(({ metric, labels }) => ({ metric, labels }));
  const targets = new Set(known.map(({ labels }) => targetOf(labels)));
  const keys = new Set(known.map(seriesKey));
  const born = labelCoverageOf(slo, subject, groups.slice(1)).filter(
    (covered) => targets.has(targetOf(covered.labels)) && !keys.has(seriesKey(covered)),
  );
  const seen = born.filter(({ total }) => total > 0);
  if (!groups.every((group) => seen.some((one) => slo.by.every((label) => one.group[label] === group[label]))))
    return [];
  const { scrapeIntervalMs } = slo;
  const life = lifeAt(scrapeIntervalMs);
  const at = (step: number) => step * scrapeIntervalMs;
  // What is born counts over the base window without one scrape.
  const share = scrapeIntervalMs / (baseWindowMs(scrapeIntervalMs) - scrapeIntervalMs);
  return [
    {
      id: { kind: 'newborns' },
      title:
        'every kind of series that a selector may meet is born on a known target: each counts for what it is, once, and not again after a gap',
      rules: 'raw',
      about: 'births',
      stepMs: scrapeIntervalMs,
      evaluationMs: fastIntervalMs(scrapeIntervalMs),
      series: [
        ...known.map((one): InputSeries => ({ ...one, values: `0+0x${life.end + 1}` })),
        ...born.map((one) => seriesOf(one, life)),
      ],
      checks: [
        ...counted(context, born, groups, at(life.birth), share),
        ...counted(context, born, groups, at(life.settled), 0),
        ...(life.isKnown ? counted(context, born, groups, at(life.end), 0) : []),
      ],
      rendered: [],
    },
  ];
}

function targetOf({ job = '', instance = '' }: CoveredSeries['labels']): string {
  return JSON.stringify([job, instance]);
}

/** When a series is scraped, in scrapes from the start, and when it is looked at. */
interface Life {
  readonly birth: number;
  /** Its birth is outside of every window. */
  readonly settled: number;
  readonly gone: number;
  readonly back: number;
  readonly end: number;
  /** Longer gaps are not told from births. */
  readonly isKnown: boolean;
}

function lifeAt(scrapeIntervalMs: number): Life {
  const steps = (ms: number) => Math.ceil(ms / scrapeIntervalMs);
  const base = steps(baseWindowMs(scrapeIntervalMs));
  const evaluationMs = fastIntervalMs(scrapeIntervalMs);
  // Quick scrapes come between the evaluations, too: the first one from a step on that is evaluated.
  const evaluated = (step: number): number =>
    (step * scrapeIntervalMs) % evaluationMs === 0 ? step : evaluated(step + 1);
  const birth = evaluated(steps(SETTLED_MS));
  const settled = evaluated(birth + base + 2);
  const gap = Math.max(base + 1, steps(GAP_MS));
  // So long that it was there ten minutes before it is back.
  const gone = Math.max(settled + 2, birth + steps(3 * MINUTE_MS));
  const back = gone + gap;
  const isKnown = (gap + 1) * scrapeIntervalMs < MISSING_BEFORE_MS;
  return { birth, settled, gone, back, end: evaluated(back + 1), isKnown };
}

/** It is there from the step of its birth until it is gone, and again from the step at which it is back. */
function seriesOf({ metric, labels, increment }: CoveredSeries, { birth, gone, back, end }: Life): InputSeries {
  return {
    metric,
    labels,
    values: `_x${birth} ${increment}+0x${gone - birth - 1} stale _x${back - gone - 1} ${increment}+0x${end + 1 - back}`,
  };
}
