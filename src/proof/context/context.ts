// The test context of one SLO: its groups, its traffic, its rules by purpose.
import { lowerIndicator } from '../../indicator/lower.ts';
import { type BudgetSlo, errorBudget } from '../../model/slo.ts';
import { selectorsOf } from '../../promql/visit.ts';
import type { AlertingRule, AlertPurpose, CompiledSlo } from '../../rules/rule.ts';
import { isBaseItself } from '../../rules/windows.ts';
import { HOUR_MS } from '../../text/time.ts';
import type { Labels } from './label-set.ts';
import { chooseLabels } from './synthesize.ts';

/** The two groups of a scenario: the one in which things happen, and one that must stay untouched. */
export interface TestContext {
  readonly slo: BudgetSlo;
  readonly budget: number;
  /** An error ratio at which no alert fires: half of the least threshold. */
  readonly mildRatio: number;
  readonly subject: Labels;
  /** Absent for an SLO without groups, or whose selectors allow one group only. */
  readonly controlGroup?: Labels;
  readonly rules: readonly AlertingRule[];
  /** Events per step: enough for a hundredth of the budget to be a whole number. */
  readonly eventsPerStep: number;
  /** Events per second that are far above every guard. */
  readonly busy: number;
  /** Leaves that do not report. */
  readonly missingLeaves?: readonly string[];
}

/** What the scenarios of an SLO share: its groups, its rules, its traffic. */
export function testContextOf({ groups }: CompiledSlo, slo: BudgetSlo): TestContext {
  const rules = groups.flatMap((group) => group.rules).filter((rule) => rule.kind === 'alerting');
  const subject = groupLabels(slo, 'a') ?? {};
  const controlGroup = groupLabels(slo, 'b');
  const isOther = controlGroup && Object.entries(subject).some(([label, value]) => controlGroup[label] !== value);
  const budget = errorBudget(slo.objective);
  const least = Math.min(
    budget,
    ...slo.tiers.map(({ factor }) => factor * budget),
    ...slo.thresholds.map(({ errorRatio }) => errorRatio),
  );
  const guard = Math.max(slo.minimumTraffic.total, slo.minimumTraffic.bad);
  return {
    slo,
    budget,
    mildRatio: least / 2,
    subject,
    ...(isOther && { controlGroup }),
    rules,
    // One step of a total outage passes the guard, and so does one second of errors at the least threshold.
    eventsPerStep: powerOfTen(1_000, 100 / least, 2 * guard),
    busy: powerOfTen(1_000_000, guard / least),
  };
}

/** The least power of ten that is none of these numbers short. */
function powerOfTen(...least: readonly number[]): number {
  return 10 ** Math.ceil(Math.log10(Math.max(...least)));
}

/** Groups that share all labels but one with the subject's. */
export function controlGroups({ slo: { by }, subject, controlGroup }: TestContext): Labels[] {
  return by.flatMap((label) => {
    const other = controlGroup?.[label];
    return other === undefined || other === subject[label] ? [] : [{ ...subject, [label]: other }];
  });
}

/** The context without its control group. */
export function withoutControlGroup({ controlGroup: _absent, ...context }: TestContext): TestContext {
  return context;
}

/** How long a window's ratio averages the fed rates: one no longer than the base window is the base layer itself. */
export function averagedMs({ slo }: TestContext, windowMs: number): number {
  return isBaseItself(windowMs, slo) ? 0 : windowMs;
}

/** Whether the rates that a scenario feeds in reach the window: exact ones up to an hour read raw series instead. */
export function readsRecorded({ slo }: TestContext, windowMs: number): boolean {
  return slo.precision === 'layered' || windowMs > HOUR_MS;
}

/** The first alert of a kind whose purpose is the one that is looked for. */
export function ruleFor<K extends AlertPurpose['kind']>(
  { rules }: TestContext,
  kind: K,
  isIt: (purpose: Extract<AlertPurpose, { kind: K }>) => boolean = () => true,
): AlertingRule | undefined {
  return rules.find(({ purpose }) => purpose.kind === kind && isIt(purpose as Extract<AlertPurpose, { kind: K }>));
}

/** Values of the group labels that the SLO's own selectors accept. */
function groupLabels(slo: BudgetSlo, suffix: string): Labels | undefined {
  const selectors = selectorsOf(lowerIndicator(slo).total({ ms: 60_000 }));
  const matchers = (selectors[0]?.matchers ?? []).filter(({ label }) => slo.by.includes(label));
  const preferred = Object.fromEntries(slo.by.map((label) => [label, `${label.replace(/^.*_/, '')}-${suffix}`]));
  return chooseLabels(matchers, preferred);
}
