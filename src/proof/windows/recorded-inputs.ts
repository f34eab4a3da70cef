// Scenarios above the base layer: the recorded rates are fed in, and the tiles made of them, so that days pass in a few hundred
// evaluations and one proof serves every kind of indicator. Each level of errors lasts for whole steps.
import { SERIES } from '../../model/series-names.ts';
import type { BudgetSlo } from '../../model/slo.ts';
import { printNumber } from '../../promql/literals.ts';
import { identityLabels } from '../../rules/names.ts';
import { OPEN_LABELS, openSeries } from '../../rules/tiles.ts';
import { increaseSeries, tileMs } from '../../rules/windows.ts';
import type { TestContext } from '../context/context.ts';
import { distractors, seriesRead } from '../context/distractors.ts';
import type { Labels } from '../context/label-set.ts';
import type { Check, InputSeries, RenderedAlert, RulesUnderTest, Scenario, ScenarioId } from '../context/scenario.ts';
import { gauge } from '../context/series.ts';
import { eventsPerStep, sinceLastTile, tileAt } from './tiled-events.ts';

/** A level of traffic: events per second, and the share of them that is bad. */
export interface Level {
  readonly steps: number;
  /** Undefined: no data. */
  readonly total: number | undefined;
  readonly errorRatio: number;
  /** Bad events per second, where they matter to the last digit; both rates are rounded otherwise. */
  readonly bad?: number;
}

export interface RecordedInputs {
  readonly id: ScenarioId;
  readonly title: string;
  readonly stepMs: number;
  readonly levels: readonly Level[];
  readonly checks: readonly Check[];
  readonly rules: Exclude<RulesUnderTest, 'raw'>;
  readonly about?: string;
  /** Time between evaluations where that is not the step. */
  readonly evaluationMs?: number;
  readonly rendered?: readonly RenderedAlert[];
  /** Feed in the series of other SLOs too. */
  readonly hasDistractors?: boolean;
  /** Feed in tiles as well, for windows that are added up from them. */
  readonly hasTiles?: boolean;
}

/** The levels happen in the subject's group; the control group's, where there is one, is healthy all the time. */
export function recordedScenario(context: TestContext, parts: RecordedInputs): Scenario {
  const {
    id,
    title,
    stepMs,
    levels,
    checks,
    rules,
    about,
    rendered = [],
    hasDistractors = false,
    hasTiles = false,
  } = parts;
  const { slo, subject } = context;
  const steps = levels.reduce((sum, level) => sum + level.steps, 0);
  const series = (group: Labels, groupLevels: readonly Level[]) => [
    ...recordedSeries(slo, group, groupLevels),
    ...(hasTiles ? recordedTiles(slo, group, groupLevels, stepMs) : []),
  ];
  return {
    id,
    title,
    rules,
    ...(about !== undefined && { about }),
    stepMs,
    evaluationMs: parts.evaluationMs ?? stepMs,
    series: [
      ...series(subject, levels),
      ...(context.controlGroup ? series(context.controlGroup, [{ steps, total: context.busy, errorRatio: 0 }]) : []),
      ...(hasDistractors ? distractors(slo.identity, seriesRead(slo), subject, steps) : []),
    ],
    checks,
    rendered,
  };
}

/** The two recorded rates of a group. */
export function recordedSeries(slo: BudgetSlo, group: Labels, levels: readonly Level[]): InputSeries[] {
  const labels = { ...identityLabels(slo.identity), ...group };
  const values = (of: (level: Level & { total: number }) => number) =>
    gauge(
      levels.map(({ total, ...level }) => {
        const value = total === undefined ? undefined : of({ ...level, total });
        return [level.steps, value === undefined || level.bad !== undefined ? value : rounded(value)] as const;
      }),
    );
  return [
    { metric: SERIES.totalRate, labels, values: values(({ total }) => total) },
    {
      metric: SERIES.badRate,
      labels,
      values: values(({ total, errorRatio, bad }) => bad ?? total * errorRatio),
    },
  ];
}

/** What the rules would record of those rates: the events of the last tile's length, and those since the last full one. */
export function recordedTiles(slo: BudgetSlo, group: Labels, levels: readonly Level[], stepMs: number): InputSeries[] {
  const labels = { ...identityLabels(slo.identity), ...group };
  const lengthMs = tileMs(slo);
  const events = eventsPerStep(levels, stepMs);
  const tile = events.map((_, step) => tileAt(events, step, stepMs, lengthMs));
  // At whole tiles nothing has come since the last one.
  const open = stepMs % lengthMs === 0 ? [] : events.map((_, step) => sinceLastTile(events, step, stepMs, lengthMs));
  return (['total', 'bad'] as const).flatMap((of) => [
    { metric: increaseSeries(of, lengthMs), labels, values: gaugeOf(tile.map((sums) => sums?.[of])) },
    ...(open.length === 0
      ? []
      : [
          {
            metric: openSeries(of),
            labels: { ...labels, ...OPEN_LABELS },
            values: gaugeOf(open.map((sums) => sums?.[of])),
          },
        ]),
  ]);
}

/** One value after the other, equal neighbours as one level. */
function gaugeOf(values: readonly (number | undefined)[]): string {
  const starts = values.flatMap((value, at) => (at > 0 && value === values[at - 1] ? [] : [at]));
  return gauge(starts.map((start, at) => [(starts[at + 1] ?? values.length) - start, values[start]] as const));
}

/** Without the noise of binary fractions, so that the file reads well. */
function rounded(value: number): number {
  return Number(printNumber(value));
}
