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
  const steps = (ms: number) => Math.ceil(ms / slo.scrapeIntervalMs);
  const seen = born.filter(({ total }) => total > 0);
  if (!groups.every((group) => seen.some((one) => slo.by.every((label) => one.group[label] === group[label]))))
    return [];
  const birth = steps(SETTLED_MS);
  const after = birth + steps(baseWindowMs(slo.scrapeIntervalMs)) + 2;
  const gap = Math.max(steps(baseWindowMs(slo.scrapeIntervalMs)) + 1, steps(GAP_MS));
  // So long that it was there ten minutes before it is back.
  const back = Math.max(after + 2, birth + steps(3 * MINUTE_MS)) + gap;
  // Longer gaps are not told from births.
  const isKnown = (gap + 1) * slo.scrapeIntervalMs < MISSING_BEFORE_MS;
  const at = (step: number) => step * slo.scrapeIntervalMs;
  // What is born counts over the base window without one scrape.
  const share = slo.scrapeIntervalMs / (baseWindowMs(slo.scrapeIntervalMs) - slo.scrapeIntervalMs);
  return [
    {
      name: 'every kind of series that a selector may meet is born on a known target: each counts for what it is, once, and not again after a gap',
      rules: 'raw',
      about: 'births',
      stepMs: slo.scrapeIntervalMs,
      evaluationMs: fastIntervalMs(slo.scrapeIntervalMs),
      series: [
        ...known.map((one): InputSeries => ({ ...one, values: `0+0x${back + 2}` })),
        ...born.map((one) => seriesOf(one, birth, back - gap, gap)),
      ],
      checks: [
        ...counted(context, born, groups, at(birth), share),
        ...counted(context, born, groups, at(after), 0),
        ...(isKnown ? counted(context, born, groups, at(back + 1), 0) : []),
      ],
      rendered: [],
    },
  ];
}

function targetOf({ job = '', instance = '' }: CoveredSeries['labels']): string {
  return JSON.stringify([job, instance]);
}

/** It is there from `birth` to `end`, and again after the gap. */
function seriesOf({ metric, labels, increment }: CoveredSeries, birth: number, end: number, gap: number): InputSeries {
  return {
    metric,
    labels,
    values: `_x${birth} ${increment}+0x${end - birth - 1} stale _x${gap - 1} ${increment}+0x2`,
  };
}
