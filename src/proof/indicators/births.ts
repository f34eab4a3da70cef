// Proof of how a newborn series counts: with the events that it is born with, where its target was scraped before, or with its
// first events, where it stood at zero; with none of them on a new target, after scrapes that left it out, or under labels that
// all series have just got.
import { MISSING_BEFORE_MS } from '../../indicator/counting.ts';
import { SERIES } from '../../model/series-names.ts';
import { baseWindowMs } from '../../model/windows.ts';
import { MINUTE_MS } from '../../text/time.ts';
import type { TestContext } from '../context/context.ts';
import { records } from '../context/expect.ts';
import { isFree } from '../context/free-label.ts';
import type { Labels } from '../context/label-set.ts';
import type { Check, InputSeries, Scenario } from '../context/scenario.ts';
import { rawIntervalFor } from '../context/step.ts';
import { steps } from './base.ts';
import type { EventSource, Phase, TrafficOptions } from './event-source.ts';
import { GAP_MS } from './newborns.ts';

/** The events that a series is born with. */
const BORN: Phase = { steps: 1, total: 80, bad: 40 };
/** One good and one bad event, and a good one alone: one is then the total of a histogram, too. */
const ONES: readonly Phase[] = [
  { steps: 1, total: 2, bad: 1 },
  { steps: 1, total: 1, bad: 0 },
];
const STILL: Omit<Phase, 'steps'> = { total: 0, bad: 0 };
const ALL_ONES = ONES.reduce((sum, { total, bad }) => ({ total: sum.total + total, bad: sum.bad + bad }), STILL);

/** Nothing before this moment is looked back to. */
const SETTLED_MS = 12 * MINUTE_MS;

export function proveBirths(context: TestContext, source: EventSource): Scenario[] {
  const selectors = Array.from({ length: source.selectors }, (_, at) => at);
  return [
    newborn(context, source),
    ...selectors.map((selector) => initialised(context, source, selector)),
    relabelled(context, source),
  ];
}

function newborn(context: TestContext, source: EventSource): Scenario {
  const { scrapeIntervalMs } = context.slo;
  const born = steps(context, SETTLED_MS);
  const after = steps(context, baseWindowMs(scrapeIntervalMs)) + 2;
  const other = born + after;
  const flat = (options: TrafficOptions, count: number, labels: Labels) =>
    labelled(source.traffic(context.subject, [BORN, { steps: count, ...STILL }], options), labels);
  const window = baseWindowMs(scrapeIntervalMs);
  // A series is new for the base window without one scrape.
  const lastNew = Math.ceil((window - scrapeIntervalMs) / scrapeIntervalMs) - 1;
  const last = other + lastNew + 1;
  const gap = Math.max(steps(context, window) + 1, steps(context, GAP_MS));
  return scenario(context, {
    id: { kind: 'births' },
    title: 'new series: they count with the events that they are born with, but not on a new target nor after a gap',
    series: [
      ...source.traffic(context.subject, [{ steps: last + 2, ...STEADY }]),
      ...flat({ startsAfter: born, bornWithEvents: true }, last - born, { place: 'newborn' }),
      ...['instance', 'job']
        .filter((label) => isFree(context, label))
        .flatMap((label) => [
          ...flat({ startsAfter: other, bornWithEvents: true }, lastNew + 2, { place: label, [label]: 'other' }),
          // What does not count makes no target known.
          ...labelled(source.distractors(context.subject, last + 2, 1), { [label]: 'other' }),
        ]),
      ...(gap * scrapeIntervalMs < MISSING_BEFORE_MS ? backAgain(context, source, other, gap) : []),
    ],
    checks: [
      ...counted(context, born - 1, STILL),
      ...counted(context, born, BORN),
      ...counted(context, born + lastNew, BORN),
      ...counted(context, born + lastNew + 1, STILL),
      ...counted(context, other, STILL),
    ],
  });
}

/** A counter that stood at zero for longer than anything is looked back to; beside it some that were at one: one that grew and
 *  began anew since then, and one that was left out of some scrapes and stands still. */
function initialised(context: TestContext, source: EventSource, selector: number): Scenario {
  const { scrapeIntervalMs } = context.slo;
  const window = baseWindowMs(scrapeIntervalMs);
  const first = steps(context, SETTLED_MS + window) + 2;
  const lastNew = Math.ceil((window - scrapeIntervalMs) / scrapeIntervalMs) - 1;
  // Ranges of Prometheus 2 hold the sample at their left end, too.
  const last = first + lastNew + 2;
  const still = (count: number): Phase => ({ steps: count, ...STILL });
  const bornAtOne = (place: string, seriesOf: (birth: Phase) => readonly InputSeries[]) =>
    ONES.flatMap((birth, at) => labelled(seriesOf(birth), { place: `${place}-${at + 1}` }));
  const gap = Math.max(steps(context, window) + 1, steps(context, GAP_MS));
  const leftOut = (birth: Phase) =>
    source.traffic(context.subject, [birth, still(first - gap - 2)], { bornWithEvents: true, selector, pause: gap });
  // As old as the window when the others are looked at for the first time as new.
  const young = steps(context, window);
  const growing = (birth: Phase, count: number, options: TrafficOptions) =>
    source.traffic(context.subject, [{ ...birth, steps: count }], { bornWithEvents: true, selector, ...options });
  const restarted = (birth: Phase) =>
    joined(growing(birth, young, { startsAfter: first - young }), growing(birth, last - first + 1, {}));
  return scenario(context, {
    id: { kind: 'births', variant: selector === 0 ? 'initialised' : `initialised-${selector + 1}` },
    title: `counters that stand at zero${selector === 0 ? '' : `, of the selector ${selector + 1}`}: their first events count like those of new series, and those that were at one count what they grow by`,
    series: [
      ...source.traffic(context.subject, [{ steps: last + 1, ...STEADY }]),
      ...labelled(source.traffic(context.subject, [still(first), BORN, still(last - first)], { selector }), {
        place: 'zero',
      }),
      ...bornAtOne('restarted', restarted),
      ...(gap * scrapeIntervalMs < MISSING_BEFORE_MS ? bornAtOne('left-out', leftOut) : []),
    ],
    checks: [
      ...counted(context, first - 1, STILL, ALL_ONES),
      ...counted(context, first, BORN, ALL_ONES),
      ...counted(context, first + lastNew, BORN, ALL_ONES),
      ...counted(context, last, STILL, ALL_ONES),
    ],
  });
}

/** Series that go on with the values of others, of the same names and in the same order. */
function joined(first: readonly InputSeries[], rest: readonly InputSeries[]): InputSeries[] {
  return first.map((input, at) => ({ ...input, values: `${input.values} ${rest[at]?.values ?? ''}`.trimEnd() }));
}

/** Series that are left out of some scrapes until a step. */
function backAgain(context: TestContext, source: EventSource, back: number, gap: number) {
  const phases: Phase[] = [BORN, { steps: back - gap - 1, ...STILL }];
  return labelled(source.traffic(context.subject, phases, { bornWithEvents: true, pause: gap }), {
    place: 'back-again',
  });
}

/** A changed scrape configuration: every series goes on under another label. */
function relabelled(context: TestContext, source: EventSource): Scenario {
  const before = steps(context, SETTLED_MS);
  const phases: Phase[] = [BORN, { steps: before - 1, ...STILL }];
  return scenario(context, {
    id: { kind: 'relabelled' },
    title: 'all series get another label: none of them is new',
    series: [
      ...labelled(source.traffic(context.subject, phases, { ends: true }), { place: 'before' }),
      ...labelled(
        source.traffic(context.subject, [BORN, { steps: 3, ...STILL }], { startsAfter: before, bornWithEvents: true }),
        { place: 'after' },
      ),
    ],
    checks: [SERIES.totalRate, SERIES.badRate].map((rate) =>
      records(before * context.slo.scrapeIntervalMs, rate, context.slo.identity, 0, [context.subject]),
    ),
  });
}

/** What is there all the time: good events at each scrape, so few that those of a newborn series show beside them. */
const STEADY = { total: 90, bad: 0 } as const;

/** At a scrape the base layer has counted the steady traffic, and these events beside it, and what comes `each` scrape. */
function counted(
  context: TestContext,
  step: number,
  { total, bad }: Omit<Phase, 'steps'>,
  each: Omit<Phase, 'steps'> = STILL,
): Check[] {
  const { identity, scrapeIntervalMs } = context.slo;
  const atMs = step * scrapeIntervalMs;
  // A rate is an increase over one scrape less than its window.
  const seconds = (baseWindowMs(scrapeIntervalMs) - scrapeIntervalMs) / 1_000;
  const perSecond = (count: number) => (count / scrapeIntervalMs) * 1_000;
  const usual = { total: perSecond(STEADY.total + each.total), bad: perSecond(STEADY.bad + each.bad) };
  return [
    records(atMs, SERIES.totalRate, identity, usual.total + total / seconds, [context.subject]),
    records(atMs, SERIES.badRate, identity, usual.bad + bad / seconds, [context.subject]),
  ];
}

function labelled(series: readonly InputSeries[], labels: Labels): InputSeries[] {
  return series.map((input) => ({ ...input, labels: { ...input.labels, ...labels } }));
}

function scenario({ slo }: TestContext, parts: Pick<Scenario, 'id' | 'title' | 'series' | 'checks'>): Scenario {
  return {
    ...parts,
    rules: 'raw',
    about: 'births',
    stepMs: slo.scrapeIntervalMs,
    evaluationMs: rawIntervalFor(slo.scrapeIntervalMs, parts.checks),
    rendered: [],
  };
}
