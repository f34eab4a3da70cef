// Proof of indicators of time from raw series, for conditions of the common form "selector compared with a number": the
// time in which it holds, and the outage alert. Other conditions are proven from the base layer upwards.
import { SERIES } from '../../model/series-names.ts';
import type { TimeIndicator } from '../../model/slo.ts';
import { baseWindowMs, fastIntervalMs } from '../../model/windows.ts';
import type { Binary, Expr, Selector } from '../../promql/ast.ts';
import { compares, isComparison, VALUE_OF_ONE } from '../../promql/comparison.ts';
import { identityLabels } from '../../rules/names.ts';
import type { AlertingRule } from '../../rules/rule.ts';
import { MINUTE_MS } from '../../text/time.ts';
import { ruleFor, type TestContext } from '../context/context.ts';
import { distractors } from '../context/distractors.ts';
import { fires, isSilent, records, recordsNothing } from '../context/expect.ts';
import type { Labels } from '../context/label-set.ts';
import { evaluationAt, renderedAlone } from '../context/render.ts';
import type { Check, InputSeries, Scenario } from '../context/scenario.ts';
import { gauge } from '../context/series.ts';
import { chooseLabels, distractorLabels } from '../context/synthesize.ts';

const SETTLED_MS = 10 * MINUTE_MS;

/** A condition that made-up series can meet and miss. */
interface SimpleCondition {
  readonly selector: Selector;
  readonly met: number;
  readonly missed: number;
}

export function simpleCondition({ condition }: TimeIndicator): SimpleCondition | undefined {
  const comparison = condition.kind === 'aggregation' && condition.op === 'count' ? condition.expr : condition;
  if (comparison.kind !== 'binary' || comparison.right.kind !== 'number' || comparison.bool) return undefined;
  const selector = singleSelector(comparison.left);
  const values = valuesFor(comparison, comparison.right.value);
  return selector && values && { selector, ...values };
}

function singleSelector(expr: Expr): Selector | undefined {
  // What is read at another time than the present is not what the scenarios feed in.
  if (expr.kind === 'selector')
    return expr.metric === undefined || expr.offset !== undefined || expr.at !== undefined ? undefined : expr;
  return expr.kind === 'aggregation' && VALUE_OF_ONE.includes(expr.op) && !expr.param
    ? singleSelector(expr.expr)
    : undefined;
}

function valuesFor({ op }: Binary, bound: number): { met: number; missed: number } | undefined {
  if (!isComparison(op)) return undefined;
  const holds = (value: number) => compares(op, value, bound);
  const near = [bound, bound + 1, bound - 1];
  const [met, missed] = [near.find(holds), near.find((value) => !holds(value))];
  return met === undefined || missed === undefined ? undefined : { met, missed };
}

/** What the three scenarios of a condition share. */
interface AlertTiming {
  readonly context: TestContext;
  readonly indicator: TimeIndicator;
  readonly condition: SimpleCondition;
  readonly outage: AlertingRule | undefined;
  /** Steps until the condition changes, and until an outage alert has had its hold. */
  readonly settled: number;
  readonly long: number;
}

export function proveTime(context: TestContext, indicator: TimeIndicator, condition: SimpleCondition): Scenario[] {
  const { scrapeIntervalMs } = context.slo;
  const outage = ruleFor(context, 'outage');
  const settled = Math.ceil(SETTLED_MS / scrapeIntervalMs);
  const long = settled + Math.ceil(((outage?.forMs ?? 0) + 3 * MINUTE_MS) / scrapeIntervalMs);
  const timing: AlertTiming = { context, indicator, condition, outage, settled, long };
  const watched = indicator.noData === 'bad' ? [beginsToWatch(timing)] : [];
  return [conditionHolds(timing), conditionMissed(timing), dataGone(timing), ...watched];
}

function scenario(
  { context }: AlertTiming,
  named: Pick<Scenario, 'id' | 'title'>,
  series: readonly InputSeries[],
  checks: readonly Check[],
): Scenario {
  const stepMs = context.slo.scrapeIntervalMs;
  return { ...named, rules: 'raw', stepMs, evaluationMs: fastIntervalMs(stepMs), series, checks, rendered: [] };
}

/** Series that the condition does not read, with a value that would meet it. */
function similarSeries({ context, condition: { selector, met } }: AlertTiming, steps: number): InputSeries[] {
  return distractorLabels(selector, context.subject).map((labels) => ({
    metric: selector.metric ?? '',
    labels,
    values: gauge([[steps, met]]),
  }));
}

function conditionSeries({ condition: { selector } }: AlertTiming, group: Labels, values: string): InputSeries {
  return { metric: selector.metric ?? '', labels: chooseLabels(selector.matchers, group) ?? {}, values };
}

function conditionHolds(timing: AlertTiming): Scenario {
  const { context, condition, outage, settled } = timing;
  const { identity } = context.slo;
  const groups = context.controlGroup ? [context.subject, context.controlGroup] : [context.subject];
  return scenario(
    timing,
    { id: { kind: 'condition-holds' }, title: 'the condition holds: the time is good' },
    groups.map((group) => conditionSeries(timing, group, gauge([[settled + 2, condition.met]]))),
    [
      records(SETTLED_MS, SERIES.badRate, identity, 0, groups),
      records(SETTLED_MS, SERIES.totalRate, identity, 1, groups),
      ...(outage ? [isSilent(SETTLED_MS, outage)] : []),
    ],
  );
}

function conditionMissed(timing: AlertTiming): Scenario {
  const { context, condition, settled, long, outage } = timing;
  const { identity, scrapeIntervalMs } = context.slo;
  // From the first scrape at which it is met again, the alert goes on for as long as it is kept.
  const backMs = long * scrapeIntervalMs;
  const clearMs = backMs + (outage?.keepFiringForMs ?? 0) + 2 * Math.max(MINUTE_MS, scrapeIntervalMs);
  const steps = Math.ceil(clearMs / scrapeIntervalMs) + 2;
  const levels = [
    [settled, condition.met],
    [long - settled, condition.missed],
    [steps - long, condition.met],
  ] as const;
  const firesMs = SETTLED_MS + (outage?.forMs ?? 0) + MINUTE_MS;
  return {
    ...scenario(
      timing,
      {
        id: { kind: 'condition-missed' },
        title:
          'the condition is missed while look-alikes meet it: the time is bad, and the outage alert fires after its hold until it is met again',
      },
      [
        conditionSeries(timing, context.subject, gauge(levels)),
        ...similarSeries(timing, steps),
        ...distractors(identity, [SERIES.totalRate], context.subject, steps),
      ],
      [
        records(SETTLED_MS + MINUTE_MS, SERIES.badRate, identity, 1, [context.subject]),
        ...outageChecks(timing),
        ...(outage ? [isSilent(clearMs, outage)] : []),
      ],
    ),
    rendered: outage ? renderedAlone(outage, context.subject, evaluationAt(firesMs, context.slo)) : [],
  };
}

function dataGone(timing: AlertTiming): Scenario {
  const { context, indicator, condition, settled, outage } = timing;
  const { identity } = context.slo;
  const atMs = SETTLED_MS + 2 * MINUTE_MS;
  const bad = { bad: 1, good: 0, ignored: undefined }[indicator.noData];
  return scenario(
    timing,
    {
      id: { kind: `data-gone-${indicator.noData}` },
      title: `the data is gone: it counts as ${indicator.noData}`,
    },
    [conditionSeries(timing, context.subject, `${gauge([[settled, condition.met]])} stale`)],
    [
      bad === undefined
        ? recordsNothing(atMs, SERIES.badRate, identity)
        : records(atMs, SERIES.badRate, identity, bad, [context.subject]),
      ...(indicator.noData === 'bad' ? outageChecks(timing) : []),
      ...(outage && indicator.noData !== 'bad' ? [isSilent(SETTLED_MS + outage.forMs + MINUTE_MS, outage)] : []),
    ],
  );
}

/** Nothing is there, and the rules were evaluated once. */
function beginsToWatch({ context }: AlertTiming): Scenario {
  const { identity, scrapeIntervalMs } = context.slo;
  const stepMs = fastIntervalMs(scrapeIntervalMs);
  const window = baseWindowMs(scrapeIntervalMs) / stepMs;
  const beat = Math.ceil(SETTLED_MS / stepMs);
  const first = beat + Math.ceil(window);
  const last = beat + Math.ceil(2 * window) - 1;
  // Ranges of Prometheus 2 hold the sample at their left end, too.
  const over = beat + Math.floor(2 * window) + 1;
  const rates = [SERIES.totalRate, SERIES.badRate];
  const nothing = (step: number) => rates.map((rate) => recordsNothing(step * stepMs, rate, identity));
  const allBad = (step: number) => rates.map((rate) => records(step * stepMs, rate, identity, 1, [context.subject]));
  return {
    id: { kind: 'begins-to-watch' },
    title:
      'without any data: the time is bad where the rules were evaluated a base window before, and not known elsewhere',
    rules: 'watched',
    stepMs,
    evaluationMs: stepMs,
    series: [
      { metric: SERIES.heartbeat, labels: identityLabels(identity), values: `_x${beat} 1` },
      ...distractors(identity, [SERIES.heartbeat, SERIES.totalRate], context.subject, over + 1),
    ],
    checks: [...nothing(first - 1), ...allBad(first), ...allBad(last), ...nothing(over)],
    rendered: [],
  };
}

function outageChecks({ outage, context }: AlertTiming): Check[] {
  if (!outage) return [];
  const firesMs = SETTLED_MS + outage.forMs;
  return [isSilent(firesMs - MINUTE_MS, outage), fires(firesMs + MINUTE_MS, outage, [context.subject])];
}
