// Proof of what holds a tier beyond its own windows: while the next slower tier of its severity fires in the same group, it goes on
// without a failure, and without an event. It does not begin by that, and no other alert holds it.
import { SERIES } from '../../model/series-names.ts';
import { countsEvents, type Tier } from '../../model/slo.ts';
import { heldBy } from '../../rules/burn-rate-alert.ts';
import { errorRatioSeries, identityLabels, LABELS } from '../../rules/names.ts';
import type { AlertingRule } from '../../rules/rule.ts';
import { increaseSeries, isTiled } from '../../rules/windows.ts';
import { controlGroups, ruleFor, type TestContext } from '../context/context.ts';
import { distractors } from '../context/distractors.ts';
import { alertLabels, fires } from '../context/expect.ts';
import type { Labels } from '../context/label-set.ts';
import { renderedFor } from '../context/render.ts';
import type { InputSeries, Scenario } from '../context/scenario.ts';
import { gauge } from '../context/series.ts';
import { alertsAlike, type ConditionTiming, conditionStep, conditionTiming } from './condition.ts';
import { untilGone } from './phases.ts';
import { SOME } from './recovery-phases.ts';

export function proveHeldBySlower(context: TestContext, tier: Tier): Scenario[] {
  const timing = conditionTiming(context, tier, conditionStep(context, tier));
  const slower = heldBy(context.slo, tier);
  const slowerRule = slower && ruleFor(context, 'burn-rate', (purpose) => purpose.tier === slower);
  return timing && slower && slowerRule ? [heldScenario(timing, slower, slowerRule)] : [];
}

/** So many evaluations in which the slower tier fires or not, and what is known of the two long windows. That of the slower tier never
 *  burns, or its own rule would let it go on. */
interface Stage {
  readonly steps: number;
  readonly slower: 1 | undefined;
  readonly ratio: number | undefined;
  readonly slowerRatio: number | undefined;
  /** Whether the tier fires at the last of them. */
  readonly fires: boolean;
}

function heldScenario(timing: ConditionTiming, slower: Tier, slowerRule: AlertingRule): Scenario {
  const { context, tier, rule, stepMs, hold, keep } = timing;
  // As a rule left it that had another factor, so that it is not mistaken for what the rule makes of it.
  const { [LABELS.factor]: _other, ...before } = alertLabels(rule, context.subject);
  const stages = stagesOf(hold, keep, untilGone(timing));
  const [waiting] = stages;
  const steps = stages.reduce((sum, stage) => sum + stage.steps, 0);
  return {
    id: { kind: 'held-by-slower', alert: tier.tier },
    title: `${tier.tier}: it fires already; it goes on without a failure and without an event while ${slower.tier} fires in its group`,
    rules: 'alerts',
    about: tier.tier,
    stepMs,
    evaluationMs: stepMs,
    series: [
      {
        metric: 'ALERTS',
        labels: before,
        values: gauge([
          [waiting?.steps ?? 0, undefined],
          [hold + 1, 1],
        ]),
      },
      ...alertsAlike(timing, rule, steps),
      ...slowerAlerts(timing, slowerRule, stages),
      ...ratios(context, [tier.longMs, slower.longMs], stages),
      ...shortWindow(timing, stages),
    ],
    checks: checksOf(timing, stages),
    rendered: [renderedFor(rule, context.subject, lastHeldMs(timing, stages), { ratio: 0, otherMs: slower.longMs })],
  };
}

/** After `gone` evaluations the last sample of a series that has ended is too old to be found. */
function stagesOf(hold: number, keep: number, gone: number): Stage[] {
  const held = gone + keep + 1;
  return [
    { steps: 2, slower: 1, ratio: 0, slowerRatio: 0, fires: false },
    { steps: hold + 1, slower: 1, ratio: 1, slowerRatio: undefined, fires: true },
    { steps: held, slower: 1, ratio: 0, slowerRatio: undefined, fires: true },
    { steps: held, slower: 1, ratio: undefined, slowerRatio: 0, fires: true },
    { steps: held, slower: undefined, ratio: 0, slowerRatio: 0, fires: false },
  ];
}

/** The last evaluation in which the tier is held and its own long window has no ratio, in milliseconds. */
function lastHeldMs({ stepMs }: ConditionTiming, stages: readonly Stage[]): number {
  const last = stages.findLastIndex(({ fires, ratio }) => fires && ratio === undefined);
  return (stages.slice(0, last + 1).reduce((sum, { steps }) => sum + steps, 0) - 1) * stepMs;
}

/** The slower tier's alert in the subject's group, in other groups all the time, and alerts like it that hold nothing. */
function slowerAlerts(timing: ConditionTiming, rule: AlertingRule, stages: readonly Stage[]): InputSeries[] {
  const { context } = timing;
  const steps = stages.reduce((sum, stage) => sum + stage.steps, 0);
  const of = (group: Labels, values: string): InputSeries => ({
    metric: 'ALERTS',
    labels: alertLabels(rule, group),
    values,
  });
  return [
    of(context.subject, gauge(stages.map((stage) => [stage.steps, stage.slower] as const))),
    ...controlGroups(context).map((group) => of(group, gauge([[steps, 1]]))),
    ...alertsAlike(timing, rule, steps),
  ];
}

/** The ratios of the two long windows: none of the other groups is above any threshold. */
function ratios(context: TestContext, longMs: readonly number[], stages: readonly Stage[]) {
  const { slo, subject } = context;
  const steps = stages.reduce((sum, stage) => sum + stage.steps, 0);
  const names = longMs.map(errorRatioSeries);
  const of = (metric: string, group: Labels, values: string): InputSeries => ({
    metric,
    labels: { ...identityLabels(slo.identity), ...group },
    values,
  });
  const [name = '', slowerName = ''] = names;
  return [
    of(name, subject, gauge(stages.map((stage) => [stage.steps, stage.ratio] as const))),
    of(slowerName, subject, gauge(stages.map((stage) => [stage.steps, stage.slowerRatio] as const))),
    ...controlGroups(context).flatMap((group) => names.map((metric) => of(metric, group, gauge([[steps, 0]])))),
    ...distractors(slo.identity, names, subject, steps),
  ];
}

/** A little traffic in the short window, of which as much fails as in the long one: of the same ratio nothing recovers. An indicator of
 *  time recovers by what is seen alone, so nothing is seen there. */
function shortWindow({ context: { slo, subject }, tier }: ConditionTiming, stages: readonly Stage[]): InputSeries[] {
  if (!countsEvents(slo.indicator)) return [];
  const of = (metric: string, value: (stage: Stage) => number): InputSeries => ({
    metric,
    labels: { ...identityLabels(slo.identity), ...subject },
    values: gauge(stages.map((stage) => [stage.steps, value(stage)] as const)),
  });
  return [
    of(errorRatioSeries(tier.shortMs), ({ ratio = 0 }) => ratio),
    ...(isTiled(tier.shortMs, slo) ? [of(increaseSeries('total', tier.shortMs), () => SOME)] : []),
    of(SERIES.totalRate, () => SOME),
    of(SERIES.badRate, ({ ratio = 0 }) => SOME * ratio),
  ];
}

function checksOf({ context, rule, stepMs }: ConditionTiming, stages: readonly Stage[]) {
  let end = 0;
  return stages.map((stage) => {
    end += stage.steps;
    return fires((end - 1) * stepMs, rule, stage.fires ? [context.subject] : []);
  });
}
