// Proof of what a person reads: every burn-rate and threshold alert of the SLO, firing with others, with its texts rendered.
// promtool compares all firing alerts of one name, so a scenario must know which of them fire.
import { printDuration } from '../../promql/duration.ts';
import type { AlertingRule } from '../../rules/rule.ts';
import { isFast } from '../../rules/windows.ts';
import { HOUR_MS, MINUTE_MS, SAMPLE_LIFE_MS } from '../../text/time.ts';
import { readsRecorded, type TestContext } from '../context/context.ts';
import { rendered } from '../context/render.ts';
import type { Scenario } from '../context/scenario.ts';
import { recordedScenario } from '../windows/recorded-inputs.ts';

/** Alerts that mind the age of their data fire hours after the others, so they have scenarios of their own. */
export function proveTexts(context: TestContext): Scenario[] {
  const rules = context.rules.filter(
    (rule) => windowsOf(rule).length > 0 && windowsOf(rule).every((windowMs) => readsRecorded(context, windowMs)),
  );
  const scenarios: Scenario[] = [];
  // The young ones first, which fire at steps so fine that the budget is known; then one scenario for as many as possible.
  const ages = [...new Set(rules.map(ageOf))].sort((a, b) => (a === 0 || b === 0 ? a - b : b - a));
  let left: readonly AlertingRule[] = rules;
  for (const ageMs of ages) {
    if (!left.some((rule) => ageOf(rule) === ageMs)) continue;
    const timing = timingFor(rules, ageMs);
    scenarios.push(burning(context, timing));
    left = left.filter((rule) => !timing.firing.includes(rule));
  }
  return scenarios;
}

/** The steps of a scenario in which everything burns, and the alerts that fire at the last of them. */
interface AlertTiming {
  readonly stepMs: number;
  readonly last: number;
  readonly ageMs: number;
  readonly firing: readonly AlertingRule[];
}

/** A timing at whose end an alert of this age fires, and of which it is sure which others do. */
function timingFor(rules: readonly AlertingRule[], ageMs: number): AlertTiming {
  const timings = stepsFor(ageMs).map((stepMs) => {
    const hold = Math.ceil(Math.max(...rules.map(({ forMs }) => forMs)) / stepMs);
    const last = Math.ceil((2 * ageMs) / stepMs) + hold + 3;
    const seen = rules.map((rule) => [rule, isOldEnough(rule, stepMs, last)] as const);
    return {
      stepMs,
      last,
      ageMs,
      firing: seen.filter(([, isOld]) => isOld).map(([rule]) => rule),
      isSure: seen.every(([, isOld]) => isOld !== undefined),
    };
  });
  const [first] = timings;
  const timing = timings.find(({ isSure }) => isSure) ?? first;
  if (!timing) throw new Error('no step for a scenario of texts');
  return timing;
}

/** Steps to try, in milliseconds. The hourly layer is evaluated with whole hours. */
function stepsFor(ageMs: number): number[] {
  if (ageMs < 6 * HOUR_MS) {
    const most = Math.min(SAMPLE_LIFE_MS / MINUTE_MS - 1, Math.max(1, Math.floor(ageMs / 6 / MINUTE_MS)));
    return Array.from({ length: most }, (_, fewer) => (ageMs === 0 ? 1 : most - fewer) * MINUTE_MS);
  }
  const least = Math.ceil(ageMs / 6 / HOUR_MS);
  return Array.from({ length: 6 }, (_, more) => (least + more) * HOUR_MS);
}

/** Whether the guard of age lets the alert through at this step and during its hold before: whether there is a step that
 *  was one to two ages ago. Undefined where that hangs on the edge of a range. */
function isOldEnough(rule: AlertingRule, stepMs: number, last: number): boolean | undefined {
  const ageMs = ageOf(rule);
  if (ageMs === 0) return true;
  const hold = Math.ceil(rule.forMs / stepMs);
  const moments = Array.from({ length: hold + 1 }, (_, before) => (last - before) * stepMs);
  const answers = moments.map((atMs) => {
    const latest = Math.ceil((atMs - ageMs) / stepMs) - 1;
    if (latest >= 0 && latest * stepMs > atMs - 2 * ageMs) return true;
    const isOnEdge = [atMs - ageMs, atMs - 2 * ageMs].some((edgeMs) => edgeMs >= 0 && edgeMs % stepMs === 0);
    return isOnEdge ? undefined : false;
  });
  if (answers.includes(false)) return false;
  return answers.includes(undefined) ? undefined : true;
}

function burning(context: TestContext, { stepMs, last, ageMs, firing }: AlertTiming): Scenario {
  const { missingLeaves: missing = [] } = context;
  const thresholds = context.rules.map((rule) => thresholdOf(rule, context));
  const ratio = Math.min(1, Math.max(...thresholds) * 1.1);
  // The fast group looks up a budget that the slow group recorded one evaluation before; at coarse steps that is too old.
  const isKnown = (rule: AlertingRule) => stepMs < SAMPLE_LIFE_MS || !windowsOf(rule).every(isFast);
  const remaining = (rule: AlertingRule) =>
    context.slo.precision === 'layered' && missing.length === 0 && isKnown(rule)
      ? 1 - ratio / context.budget
      : undefined;
  return recordedScenario(context, {
    id: { kind: 'texts', variant: ageMs > 0 ? printDuration(ageMs) : undefined },
    title: `everything burns${ageMs > 0 ? ', for long' : ''}: each alert says what it measured, where, and how much of the budget is left`,
    rules: 'budget',
    stepMs,
    hasTiles: true,
    levels: [{ steps: last + 1, total: context.busy, errorRatio: ratio }],
    checks: [],
    rendered: firing.map((rule) =>
      rendered(rule, context, last * stepMs, { ratio, remaining: remaining(rule), missing }),
    ),
  });
}

/** The windows that the alert reads; none for one that is neither of burn rates nor of thresholds. */
function windowsOf({ purpose }: AlertingRule): number[] {
  if (purpose.kind === 'burn-rate') return [purpose.tier.longMs, purpose.tier.shortMs];
  return purpose.kind === 'threshold' ? [purpose.threshold.overMs] : [];
}

function ageOf({ purpose }: AlertingRule): number {
  return purpose.kind === 'burn-rate' ? purpose.tier.minimumAgeMs : 0;
}

/** The error ratio above which the alert fires. */
function thresholdOf({ purpose }: AlertingRule, { budget }: TestContext): number {
  if (purpose.kind === 'burn-rate') return purpose.tier.factor * budget;
  return purpose.kind === 'threshold' ? purpose.threshold.errorRatio : 0;
}
