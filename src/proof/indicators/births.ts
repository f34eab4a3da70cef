// Proof of how a newborn series counts: with the events that it is born with, where its target was scraped before; with none
// of them on a new target, after scrapes that left it out, or under labels that all series have just got.

import { MISSING_BEFORE_MS } from '../../indicator/counting.ts';
import { lowerIndicator } from '../../indicator/lower.ts';
import { baseWindowMs, fastIntervalMs } from '../../model/windows.ts';
import { selectorsOf } from '../../promql/visit.ts';
import { SERIES } from '../../rules/names.ts';
import type { Stage } from '../context/context.ts';
import { records } from '../context/expect.ts';
import type { Labels } from '../context/label-set.ts';
import type { Check, InputSeries, Scenario } from '../context/scenario.ts';
import type { EventSource, Phase, TrafficOptions } from './event-source.ts';
import { GAP_MS } from './newborns.ts';

const MINUTE_MS = 60_000;

/** The events that a series is born with. */
const BORN: Phase = { steps: 1, total: 80, bad: 40 };
const STILL = { total: 0, bad: 0 } as const;

/** Nothing before this moment is looked back to. */
const SETTLED_MS = 12 * MINUTE_MS;

export function proveBirths(stage: Stage, source: EventSource): Scenario[] {
  return [newborn(stage, source), relabelled(stage, source)];
}

function newborn(stage: Stage, source: EventSource): Scenario {
  const { scrapeIntervalMs } = stage.slo;
  const born = steps(stage, SETTLED_MS);
  const after = steps(stage, baseWindowMs(scrapeIntervalMs)) + 2;
  const other = born + after;
  const flat = (options: TrafficOptions, count: number, labels: Labels) =>
    labelled(source.traffic(stage.subject, [BORN, { steps: count, ...STILL }], options), labels);
  const last = other + 2;
  const gap = Math.max(steps(stage, baseWindowMs(scrapeIntervalMs)) + 1, steps(stage, GAP_MS));
  return scenario(stage, {
    name: 'new series: they count with the events that they are born with, but not on a new target nor after a gap',
    series: [
      ...source.traffic(stage.subject, [{ steps: last + 2, ...STEADY }]),
      ...flat({ startsAfter: born, bornWithEvents: true }, last - born, { place: 'newborn' }),
      ...['instance', 'job']
        .filter((label) => isFree(stage, label))
        .flatMap((label) => flat({ startsAfter: other, bornWithEvents: true }, 3, { place: label, [label]: 'other' })),
      ...(gap * scrapeIntervalMs < MISSING_BEFORE_MS ? backAgain(stage, source, other, gap) : []),
    ],
    checks: [
      ...counted(stage, born - 1, STILL),
      ...counted(stage, born, BORN),
      ...counted(stage, born + after - 1, STILL),
      ...counted(stage, other, STILL),
    ],
  });
}

/** Series that are left out of some scrapes until a step. */
function backAgain(stage: Stage, source: EventSource, back: number, gap: number) {
  const phases: Phase[] = [BORN, { steps: back - gap - 1, ...STILL }];
  return labelled(source.traffic(stage.subject, phases, { bornWithEvents: true, pause: gap }), { place: 'back-again' });
}

/** A changed scrape configuration: every series goes on under another label. */
function relabelled(stage: Stage, source: EventSource): Scenario {
  const before = steps(stage, SETTLED_MS);
  const phases: Phase[] = [BORN, { steps: before - 1, ...STILL }];
  return scenario(stage, {
    name: 'all series get another label: none of them is new',
    series: [
      ...labelled(source.traffic(stage.subject, phases, { ends: true }), { place: 'before' }),
      ...labelled(
        source.traffic(stage.subject, [BORN, { steps: 3, ...STILL }], { startsAfter: before, bornWithEvents: true }),
        { place: 'after' },
      ),
    ],
    checks: [records(before * stage.slo.scrapeIntervalMs, SERIES.badRate, stage.slo.identity, 0, [stage.subject])],
  });
}

/** What is there all the time: good events at each scrape, so few that those of a newborn series show beside them. */
const STEADY = { total: 90, bad: 0 } as const;

/** At a scrape the base layer has counted the steady traffic, and these events beside it. */
function counted(stage: Stage, step: number, { total, bad }: Omit<Phase, 'steps'>): Check[] {
  const { identity, scrapeIntervalMs } = stage.slo;
  const atMs = step * scrapeIntervalMs;
  // A rate is an increase over one scrape less than its window.
  const seconds = (baseWindowMs(scrapeIntervalMs) - scrapeIntervalMs) / 1_000;
  const usual = (STEADY.total / scrapeIntervalMs) * 1_000;
  return [
    records(atMs, SERIES.totalRate, identity, usual + total / seconds, [stage.subject]),
    records(atMs, SERIES.badRate, identity, bad / seconds, [stage.subject]),
  ];
}

/** Whether no selector and no group says anything of a label. */
function isFree({ slo }: Stage, label: string): boolean {
  const selectors = selectorsOf(lowerIndicator(slo).total({ ms: 60_000 }));
  return !slo.by.includes(label) && selectors.every(({ matchers }) => matchers.every((other) => other.label !== label));
}

function labelled(series: readonly InputSeries[], labels: Labels): InputSeries[] {
  return series.map((one) => ({ ...one, labels: { ...one.labels, ...labels } }));
}

function scenario({ slo }: Stage, plot: Pick<Scenario, 'name' | 'series' | 'checks'>): Scenario {
  return {
    ...plot,
    rules: 'raw',
    about: 'births',
    stepMs: slo.scrapeIntervalMs,
    evaluationMs: fastIntervalMs(slo.scrapeIntervalMs),
    rendered: [],
  };
}

function steps({ slo }: Stage, ms: number): number {
  return Math.ceil(ms / slo.scrapeIntervalMs);
}
