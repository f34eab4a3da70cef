// Why a check of a scenario failed: what each condition of the alert was worth at that moment, and when the alert did fire.
import type { TestFile } from '../backends/promtool-test.ts';
import type { Expr } from '../promql/ast.ts';
import { eq, selector } from '../promql/build.ts';
import { accepts } from '../promql/matches.ts';
import type { Check, Scenario } from '../proof/context/scenario.ts';
import { valuesOf } from '../proof/context/series-values.ts';
import { LABELS } from '../rules/names.ts';
import type { AlertingRule } from '../rules/rule.ts';
import { renderLiteral } from '../rules/template.ts';
import { type Condition, conditionsOf } from './conditions.ts';
import type { Promtool } from './find.ts';
import type { FailedCheck, FileOutcome } from './outcome.ts';
import type { PrintedLabels } from './output.ts';
import { probe, type Question, type Sample } from './probe.ts';
import { type RunFiles, withPromtool } from './run.ts';
import { withTemporaryFolder } from './temporary.ts';
import { type AlertState, alertReasons, valueReasons } from './why-words.ts';

/** Reasons by scenario, as lines for a person. */
export type Reasons = ReadonlyMap<Scenario, readonly string[]>;

/** Where all scenarios fail, the reasons of the first few say it. */
const MOST_SCENARIOS = 5;
const MOST_CHECKS = 2;
/** An `all silent` that fails may be broken by every alert. */
const MOST_ALERTS = 2;

/** Asks promtool why scenarios failed, for the first few of them. */
export async function reasonsFor(promtool: Promtool, outcomes: readonly FileOutcome[]): Promise<Reasons> {
  const failed = outcomes.flatMap(({ file, failedChecks }) =>
    file.scenarios.flatMap((scenario, at) => {
      const checks = failedChecks[at] ?? [];
      return checks.length > 0 ? [{ file, scenario, checks: firstOfEach(checks) }] : [];
    }),
  );
  const reasons = new Map<Scenario, readonly string[]>();
  if (failed.length === 0) return reasons;
  await withTemporaryFolder((folder) =>
    withPromtool(promtool, async (run) => {
      for (const { file, scenario, checks } of failed.slice(0, MOST_SCENARIOS)) {
        const context: Context = { file, scenario, folder, run };
        const lines: string[] = [];
        for (const check of checks) lines.push(...(await reasonsOf(check, context)));
        reasons.set(scenario, lines);
      }
    }),
  );
  return reasons;
}

interface Context {
  readonly file: TestFile;
  readonly scenario: Scenario;
  readonly folder: string;
  readonly run: RunFiles;
}

/** An alert that is late fails at several moments, and for one reason. */
function firstOfEach(checks: readonly FailedCheck[]): FailedCheck[] {
  const subjects = checks.map(({ check }) => JSON.stringify(check.claim ?? check.what));
  return checks.filter((_check, at) => subjects.indexOf(subjects[at] ?? '') === at).slice(0, MOST_CHECKS);
}

async function reasonsOf({ check, got }: FailedCheck, context: Context): Promise<string[]> {
  if (check.claim === undefined) return await reasonsOfValue(check, context);
  const lines: string[] = [];
  for (const rule of rulesOf(check, got, context).slice(0, MOST_ALERTS)) {
    lines.push(...(await reasonsOfAlert(rule, check.atMs, context)));
  }
  return lines;
}

/** The alerts that a check is about; of one about all alerts those that were seen. */
function rulesOf({ claim }: Check, got: readonly PrintedLabels[], { file }: Context): AlertingRule[] {
  const rules = file.suite.loaded.flatMap((group) => group.rules).filter((rule) => rule.kind === 'alerting');
  if (claim?.alert === undefined) return rules.filter((rule) => got.some((labels) => isAlertOf(rule, labels)));
  const { alert, tier, apart = [] } = claim;
  return rules.filter(
    (rule) =>
      alert === rule.alert &&
      (tier === undefined || tier === tierOf(rule)) &&
      apart.every((matcher) => accepts(matcher, renderLiteral(rule.labels[matcher.label] ?? ''))),
  );
}

/** Whether the rule has made an alert with these labels. */
function isAlertOf(rule: AlertingRule, { alertname, ...labels }: PrintedLabels): boolean {
  const { [LABELS.tier]: tier } = labels;
  return (
    alertname === rule.alert &&
    (tier === undefined || tier === tierOf(rule)) &&
    rule.apart.every((matcher) => accepts(matcher, labels[matcher.label] ?? ''))
  );
}

function tierOf({ purpose }: AlertingRule): string | undefined {
  return purpose.kind === 'burn-rate' ? purpose.tier.tier : undefined;
}

/** The value that a check compares with the expected one: `abs(value - expected) < bool tolerance`. */
async function reasonsOfValue({ expr, atMs }: Check, context: Context): Promise<string[]> {
  const value = comparedValue(expr);
  if (value === undefined) return [];
  const [samples = []] = await probeAll([{ expr: value, atMs }], context);
  return valueReasons(value, atMs, samples);
}

function comparedValue(expr: Expr): Expr | undefined {
  if (expr.kind !== 'binary' || expr.left.kind !== 'call' || expr.left.name !== 'abs') return undefined;
  const [difference] = expr.left.args;
  return difference?.kind === 'binary' && difference.op === '-' ? difference.left : undefined;
}

async function reasonsOfAlert(rule: AlertingRule, atMs: number, context: Context): Promise<string[]> {
  const conditions = conditionsOf(rule.expr);
  const values = await probeAll(
    conditions.flatMap(({ left, comparison }) =>
      [left, ...(comparison ? [comparison.right] : [])].map((expr) => ({ expr, atMs })),
    ),
    context,
  );
  const moments = momentsOf(context.scenario, atMs);
  const states = await probeAll(
    moments.map((moment) => ({ expr: alertsOf(rule), atMs: moment })),
    context,
  );
  return alertReasons(
    rule,
    atMs,
    withValues(conditions, values),
    moments.map((moment, at) => ({ atMs: moment, state: stateOf(states[at] ?? []) })),
  );
}

async function probeAll(questions: readonly Question[], { file, scenario, folder, run }: Context) {
  return await probe({ suite: file.suite, scenario }, questions, { folder, run });
}

function withValues(conditions: readonly Condition[], values: readonly (readonly Sample[])[]) {
  let at = 0;
  return conditions.map((condition) => ({
    condition,
    left: values[at++] ?? [],
    right: condition.comparison ? (values[at++] ?? []) : [],
  }));
}

/** An alert in any state, told apart from others of its name. */
function alertsOf(rule: AlertingRule): Expr {
  const tier = tierOf(rule);
  return selector('ALERTS', [
    eq('alertname', rule.alert),
    ...(tier === undefined ? [] : [eq(LABELS.tier, tier)]),
    ...rule.apart,
  ]);
}

function stateOf(samples: readonly Sample[]): AlertState {
  if (samples.some(({ labels }) => labels.alertstate === 'firing')) return 'firing';
  return samples.length > 0 ? 'pending' : 'inactive';
}

const MOST_MOMENTS = 1_000;

/** The evaluations until the series end, and at least until the moment of the check. */
function momentsOf({ series, stepMs, evaluationMs }: Scenario, atMs: number): number[] {
  const steps = Math.max(0, ...series.map(({ values }) => valuesOf(values).steps - 1));
  const count = Math.min(MOST_MOMENTS, Math.floor(Math.max(atMs, steps * stepMs) / evaluationMs) + 1);
  return Array.from({ length: count }, (_, at) => at * evaluationMs);
}
