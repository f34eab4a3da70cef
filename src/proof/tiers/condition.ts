// The condition of a burn-rate alert alone: the alert is loaded and nothing else, and all that it reads is fed in, evaluation by
// evaluation. So each of its comparisons is put exactly on its boundary, and days pass without a window being added up.
import { SERIES } from '../../model/series-names.ts';
import type { BudgetSlo, Tier } from '../../model/slo.ts';
import { fastIntervalMs } from '../../model/windows.ts';
import { selectorsOf } from '../../promql/visit.ts';
import { apartPhrase } from '../../rules/alert-name.ts';
import { errorRatioSeries, identityLabels, LABELS } from '../../rules/names.ts';
import type { AlertingRule } from '../../rules/rule.ts';
import { increaseSeries, isTiled, tileMs } from '../../rules/windows.ts';
import { SECOND_MS } from '../../text/time.ts';
import { ruleFor, type TestContext } from '../context/context.ts';
import { distractors } from '../context/distractors.ts';
import { alertLabels, fires } from '../context/expect.ts';
import { distinctBy, type Labels } from '../context/label-set.ts';
import type { Check, InputSeries, Scenario } from '../context/scenario.ts';
import { gauge } from '../context/series.ts';

/** What the condition reads at one evaluation; undefined where there is no sample. */
export interface Inputs {
  /** The error ratios of the long and of the short window. */
  readonly long: number;
  readonly short: number | undefined;
  /** Events in the long window, and all events in the short one, where tiles are added up for them. */
  readonly total: number;
  readonly bad: number;
  readonly seen: number;
  /** Bad events in the short window, where tiles are added up for them. */
  readonly failed: number;
  /** The two recorded rates, of which events are counted elsewhere. */
  readonly totalRate: number | undefined;
  readonly badRate: number | undefined;
  /** The tile by which the age of the data is told. */
  readonly tile: number | undefined;
  /** The usual rate of all events, where that is known. */
  readonly usual?: number;
}

/** So many evaluations with the same inputs, and whether the alert fires in the subject's group at the last of them. */
export interface Phase {
  readonly inputs: Inputs;
  readonly steps: number;
  /** Undefined where nothing is claimed. */
  readonly fires?: boolean;
}

/** What of a tier, or of a named alert, its condition depends on. */
export interface Condition extends Pick<Tier, 'tier' | 'longMs' | 'shortMs' | 'minimumAgeMs'> {
  readonly settings: Pick<Tier['settings'], 'forMs' | 'keepFiringForMs'>;
}

export interface ConditionTiming {
  readonly context: TestContext;
  readonly tier: Condition;
  readonly rule: AlertingRule;
  readonly stepMs: number;
  /** The error ratio above which the tier fires, as the rule works it out. */
  readonly threshold: number;
  /** Evaluations until the tier fires, and for how many it is kept firing. */
  readonly hold: number;
  readonly keep: number;
  /** How many evaluations the age of its data takes. */
  readonly age: number;
  /** Other groups, in which everything fails all the time. */
  readonly others: readonly Labels[];
}

/** The timing of a tier at an interval of evaluation. */
export function conditionTiming(context: TestContext, tier: Tier, stepMs: number): ConditionTiming | undefined {
  const rule = ruleFor(context, 'burn-rate', (purpose) => purpose.tier === tier);
  return rule && timingAt({ context, tier, rule, threshold: tier.factor * context.budget }, stepMs);
}

/** The waits of a tier, which are milliseconds, as evaluations that are `stepMs` apart. */
export function timingAt(
  timing: Pick<ConditionTiming, 'context' | 'tier' | 'rule' | 'threshold'>,
  stepMs: number,
): ConditionTiming {
  const { settings, minimumAgeMs } = timing.tier;
  const steps = (ms: number) => Math.ceil(ms / stepMs);
  return {
    ...timing,
    stepMs,
    hold: steps(settings.forMs),
    keep: steps(settings.keepFiringForMs),
    age: steps(minimumAgeMs),
    others: [],
  };
}

/** Evaluations so often that each finds the alert of the one before, which lives five minutes. */
const OFTEN_MS = 4 * 60 * SECOND_MS;

/** So often that half of a wait is another number of evaluations than all of it; whole intervals of the rules. */
export function conditionStep(context: TestContext, condition: Condition): number {
  const { slo } = context;
  const { settings, shortMs, minimumAgeMs } = condition;
  const intervalMs = fastIntervalMs(slo.scrapeIntervalMs);
  const waits = [settings.forMs, settings.keepFiringForMs].filter((ms) => ms > 0).map((ms) => ms / 2);
  if (!isTiled(shortMs, slo)) waits.push(shortMs / 4);
  // The age of data is found where there is a sample in each stretch as long as it.
  if (minimumAgeMs > 0 && !readsTilesOfAge(context, condition)) waits.push(minimumAgeMs / 2);
  const most = Math.min(OFTEN_MS, ...waits);
  return intervalMs * Math.max(1, Math.floor(most / intervalMs));
}

/** Nothing happens, and there is data. */
export const IDLE: Inputs = {
  long: 0,
  short: 0,
  total: 0,
  bad: 0,
  seen: 0,
  failed: 0,
  totalRate: 0,
  badRate: 0,
  tile: 1,
};

/** No events in either window. */
export const NO_EVENTS = { total: 0, bad: 0, seen: 0, failed: 0, totalRate: 0, badRate: 0 } as const;

/** Whether the long and the short window of the tier are the same. */
export function isOfOneWindow({ tier }: ConditionTiming): boolean {
  return tier.longMs === tier.shortMs;
}

/** Whether the age of the data is read from tiles. */
export function readsTilesOfAge({ slo }: TestContext, { minimumAgeMs }: Condition): boolean {
  return isTiled(2 * minimumAgeMs, slo);
}

/** A scenario of the condition. */
export function conditionScenario(
  timing: ConditionTiming,
  { kind, title }: { readonly kind: string; readonly title: string },
  phases: readonly Phase[],
): Scenario {
  const { context, tier, rule, stepMs, others } = timing;
  const steps = phases.reduce((sum, phase) => sum + phase.steps, 0);
  const failing: Phase = { inputs: failingInputs(context), steps };
  const read = seriesOf(context.slo, tier).filter(([metric]) => isRead(rule, metric));
  const series = (group: Labels, groupPhases: readonly Phase[]) =>
    read.map(
      ([metric, of]): InputSeries => ({
        metric,
        labels: { ...identityLabels(context.slo.identity), ...group },
        values: gauge(groupPhases.map((phase) => [phase.steps, of(phase.inputs)] as const)),
      }),
    );
  const names = read.map(([metric]) => metric);
  const alert = rule.purpose.kind === 'burn-rate' ? tier.tier : apartPhrase(rule);
  return {
    id: { kind, alert },
    title: `${alert}: ${title}`,
    rules: 'alerts',
    about: tier.tier,
    stepMs,
    evaluationMs: stepMs,
    series: [
      ...series(context.subject, phases),
      ...others.flatMap((group) => series(group, [failing])),
      ...distractors(context.slo.identity, names, context.subject, steps),
      ...(isRead(rule, 'ALERTS') ? alertsAlike(timing, rule, steps) : []),
    ],
    checks: checksOf(timing, phases),
    rendered: [],
  };
}

type Reading = readonly [metric: string, of: (inputs: Inputs) => number | undefined];

/** Each series that the condition may read, once, and what it shows. */
function seriesOf(slo: BudgetSlo, { longMs, shortMs }: Condition): Reading[] {
  const readings: Reading[] = [
    [errorRatioSeries(shortMs), ({ short }) => short],
    [increaseSeries('total', shortMs), ({ seen }) => seen],
    [increaseSeries('bad', shortMs), ({ failed }) => failed],
    // Of one window alone this is what counts.
    [errorRatioSeries(longMs), ({ long }) => long],
    [increaseSeries('total', longMs), ({ total }) => total],
    [increaseSeries('bad', longMs), ({ bad }) => bad],
    [SERIES.totalRate, ({ totalRate }) => totalRate],
    [SERIES.badRate, ({ badRate }) => badRate],
    [SERIES.usualRate, ({ usual }) => usual],
    [increaseSeries('total', tileMs(slo)), ({ tile }) => tile],
  ];
  return distinctBy(readings, ([metric]) => metric);
}

function isRead({ expr }: AlertingRule, metric: string): boolean {
  return selectorsOf(expr).some((selector) => selector.metric === metric);
}

/** Everything fails, with more events than any guard asks for. */
export function failingInputs({ busy }: TestContext): Inputs {
  return { ...IDLE, long: 1, short: 1, total: busy, bad: busy, failed: busy, totalRate: busy, badRate: busy };
}

function checksOf({ context, rule, stepMs, others }: ConditionTiming, phases: readonly Phase[]): Check[] {
  let end = 0;
  return phases.flatMap((phase) => {
    end += phase.steps;
    if (phase.fires === undefined) return [];
    return [fires((end - 1) * stepMs, rule, [...(phase.fires ? [context.subject] : []), ...others])];
  });
}

/** Alerts that differ from that of a rule in one label, and fire all the time: none of them is taken for it. */
export function alertsAlike({ context }: ConditionTiming, rule: AlertingRule, steps: number): InputSeries[] {
  const labels = alertLabels(rule, context.subject);
  const telling = ['alertname', LABELS.tier, ...Object.keys(identityLabels(context.slo.identity))];
  const alike = [
    ...telling.map((label) => ({ ...labels, [label]: `${labels[label]}-x` })),
    { ...labels, alertstate: 'pending' },
  ];
  return alike.map((set) => ({ metric: 'ALERTS', labels: set, values: gauge([[steps, 1]]) }));
}

/** The seconds that one recorded rate stands for where events are counted of them. */
export function secondsEach({ context: { slo } }: ConditionTiming): number {
  return fastIntervalMs(slo.scrapeIntervalMs) / SECOND_MS;
}
