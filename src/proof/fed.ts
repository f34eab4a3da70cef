// Scenarios above the base layer: the two recorded rates are fed in, so that days pass in a few hundred evaluations and
// one proof serves every kind of indicator. Each level of errors lasts for whole steps.

import type { BudgetSlo } from '../model/slo.ts';
import { printNumber } from '../promql/literals.ts';
import { identityLabels, SERIES } from '../rules/names.ts';
import type { Labels } from './label-set.ts';
import { neighbours, seriesRead } from './neighbours.ts';
import type { Check, InputSeries, RenderedAlert, RulesUnderTest, Scenario } from './scenario.ts';
import { gauge } from './series.ts';
import type { Stage } from './stage.ts';

/** A level of traffic: events per second, and the share of them that is bad. */
export interface Level {
  readonly steps: number;
  /** Undefined: no data. */
  readonly total: number | undefined;
  readonly errorRatio: number;
  /** Bad events per second, where they matter to the last digit; both rates are rounded otherwise. */
  readonly bad?: number;
}

export interface FedPlot {
  readonly name: string;
  readonly stepMs: number;
  readonly levels: readonly Level[];
  readonly checks: readonly Check[];
  readonly rules: Exclude<RulesUnderTest, 'raw'>;
  readonly about?: string;
  /** Time between evaluations where that is not the step. */
  readonly evaluationMs?: number;
  readonly rendered?: readonly RenderedAlert[];
  /** Feed in the series of other SLOs too. */
  readonly hasNeighbours?: boolean;
}

/** The levels happen in the subject's group; the bystander's, where there is one, is healthy all the time. */
export function fedScenario(stage: Stage, plot: FedPlot): Scenario {
  const { name, stepMs, levels, checks, rules, about, rendered = [], hasNeighbours = false } = plot;
  const { slo, subject } = stage;
  const steps = levels.reduce((sum, level) => sum + level.steps, 0);
  return {
    name,
    rules,
    ...(about !== undefined && { about }),
    stepMs,
    evaluationMs: plot.evaluationMs ?? stepMs,
    series: [
      ...fedSeries(slo, subject, levels),
      ...(stage.bystander ? fedSeries(slo, stage.bystander, [{ steps, total: stage.busy, errorRatio: 0 }]) : []),
      ...(hasNeighbours ? neighbours(slo.identity, seriesRead(slo), subject, steps) : []),
    ],
    checks,
    rendered,
  };
}

/** The two recorded rates of a group. */
export function fedSeries(slo: BudgetSlo, group: Labels, levels: readonly Level[]): InputSeries[] {
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

/** Without the noise of binary fractions, so that the file reads well. */
function rounded(value: number): number {
  return Number(printNumber(value));
}
