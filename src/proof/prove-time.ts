// Proof of indicators of time from raw series, for conditions of the common form "selector compared with a number": the
// time in which it holds, and the outage alert. Other conditions are proven from the base layer upwards.
import type { TimeIndicator } from '../model/slo.ts';
import { fastIntervalMs } from '../model/windows.ts';
import type { Binary, Expr, Selector } from '../promql/ast.ts';
import { SERIES } from '../rules/names.ts';
import { fires, isSilent, records, recordsNothing } from './expect.ts';
import type { Check, InputSeries, Scenario } from './scenario.ts';
import { gauge } from './series.ts';
import { ruleFor, type Stage } from './stage.ts';
import { chooseLabels, type Labels, seriesName } from './synthesize.ts';

const MINUTE_MS = 60_000;
const SETTLED_MS = 10 * MINUTE_MS;

/** A condition that made-up series can meet and miss. */
interface SimpleCondition {
  readonly selector: Selector;
  readonly met: number;
  readonly missed: number;
}

const COMPARISONS: Readonly<Record<string, (value: number, bound: number) => boolean>> = {
  '==': (value, bound) => value === bound,
  '!=': (value, bound) => value !== bound,
  '>': (value, bound) => value > bound,
  '<': (value, bound) => value < bound,
  '>=': (value, bound) => value >= bound,
  '<=': (value, bound) => value <= bound,
};

/** Aggregations that of one series give the series itself. */
const IDENTITIES: readonly string[] = ['max', 'min', 'sum', 'avg'];

export function simpleCondition({ condition }: TimeIndicator): SimpleCondition | undefined {
  const comparison = condition.kind === 'aggregation' && condition.op === 'count' ? condition.expr : condition;
  if (comparison.kind !== 'binary' || comparison.right.kind !== 'number' || comparison.bool) return undefined;
  const selector = singleSelector(comparison.left);
  const values = valuesFor(comparison, comparison.right.value);
  return selector && values && { selector, ...values };
}

function singleSelector(expr: Expr): Selector | undefined {
  if (expr.kind === 'selector') return expr.metric === undefined ? undefined : expr;
  return expr.kind === 'aggregation' && IDENTITIES.includes(expr.op) && !expr.param
    ? singleSelector(expr.expr)
    : undefined;
}

function valuesFor({ op }: Binary, bound: number): { met: number; missed: number } | undefined {
  const holds = COMPARISONS[op];
  if (!holds) return undefined;
  const near = [bound, bound + 1, bound - 1];
  const [met, missed] = [near.find((value) => holds(value, bound)), near.find((value) => !holds(value, bound))];
  return met === undefined || missed === undefined ? undefined : { met, missed };
}

export function proveTime(
  stage: Stage,
  indicator: TimeIndicator,
  { selector, met, missed }: SimpleCondition,
): Scenario[] {
  const { slo } = stage;
  const stepMs = slo.scrapeIntervalMs;
  const steps = Math.ceil(SETTLED_MS / stepMs);
  const labels = (group: Labels) => chooseLabels(selector.matchers, group) ?? {};
  const series = (group: Labels, values: string): InputSeries[] => [
    { series: seriesName(selector.metric ?? '', labels(group)), values },
  ];
  const groups = stage.bystander ? [stage.subject, stage.bystander] : [stage.subject];
  const rule = ruleFor(stage, 'outage');
  const outageMs = SETTLED_MS + (rule?.forMs ?? 0);
  const long = steps + Math.ceil((rule?.forMs ?? 0) / stepMs) + 6;
  const base = (atMs: number, bad: number | undefined, which: readonly Labels[]): Check =>
    bad === undefined
      ? recordsNothing(atMs, SERIES.badRate, slo.identity)
      : records(atMs, SERIES.badRate, slo.identity, bad, which);
  const gone = { bad: 1, good: 0, ignored: undefined }[indicator.noData];
  const play = (name: string, input: readonly InputSeries[], checks: readonly Check[]): Scenario => ({
    name,
    rules: 'all',
    stepMs,
    evaluationMs: fastIntervalMs(stepMs),
    series: input,
    checks,
    rendered: [],
  });
  const alerts = (group: Labels): Check[] =>
    rule ? [isSilent(outageMs - MINUTE_MS, rule), fires(outageMs + MINUTE_MS, rule, [group])] : [];
  return [
    play(
      'the condition holds: the time is good',
      groups.flatMap((group) => series(group, gauge([[steps + 2, met]]))),
      [
        base(SETTLED_MS, 0, groups),
        records(SETTLED_MS, SERIES.totalRate, slo.identity, 1, groups),
        ...(rule ? [isSilent(SETTLED_MS, rule)] : []),
      ],
    ),
    play(
      'the condition is missed: the time is bad, and the outage alert fires after its hold',
      series(
        stage.subject,
        gauge([
          [steps, met],
          [long - steps, missed],
        ]),
      ),
      [base(SETTLED_MS + MINUTE_MS, 1, [stage.subject]), ...alerts(stage.subject)],
    ),
    play(
      `the data is gone: it counts as ${indicator.noData}`,
      series(stage.subject, `${gauge([[steps, met]])} stale`),
      [
        base(SETTLED_MS + 2 * MINUTE_MS, gone, [stage.subject]),
        ...(rule && indicator.noData !== 'bad' ? [isSilent(outageMs + MINUTE_MS, rule)] : []),
        ...(indicator.noData === 'bad' ? alerts(stage.subject) : []),
      ],
    ),
  ];
}
