// Proof of indicators of time from raw series, for conditions of the common form "selector compared with a number": the
// time in which it holds, and the outage alert. Other conditions are proven from the base layer upwards.

import type { TimeIndicator } from '../../model/slo.ts';
import { fastIntervalMs } from '../../model/windows.ts';
import type { Binary, Expr, Selector } from '../../promql/ast.ts';
import { SERIES } from '../../rules/names.ts';
import type { AlertingRule } from '../../rules/rule.ts';
import { ruleFor, type Stage } from '../context/context.ts';
import { neighbours } from '../context/distractors.ts';
import { fires, isSilent, records, recordsNothing } from '../context/expect.ts';
import type { Labels } from '../context/label-set.ts';
import { evaluationAt, renderedFor } from '../context/render.ts';
import type { Check, InputSeries, Scenario } from '../context/scenario.ts';
import { gauge } from '../context/series.ts';
import { chooseLabels, decoysOf } from '../context/synthesize.ts';

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
  // What is read at another time than the present is not what the scenarios feed in.
  if (expr.kind === 'selector')
    return expr.metric === undefined || expr.offset !== undefined || expr.at !== undefined ? undefined : expr;
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

/** What the three scenarios of a condition share. */
interface Play {
  readonly stage: Stage;
  readonly indicator: TimeIndicator;
  readonly condition: SimpleCondition;
  readonly outage: AlertingRule | undefined;
  /** Steps until the condition changes, and until an outage alert has had its hold. */
  readonly settled: number;
  readonly long: number;
}

export function proveTime(stage: Stage, indicator: TimeIndicator, condition: SimpleCondition): Scenario[] {
  const { scrapeIntervalMs } = stage.slo;
  const outage = ruleFor(stage, 'outage');
  const settled = Math.ceil(SETTLED_MS / scrapeIntervalMs);
  const long = settled + Math.ceil(((outage?.forMs ?? 0) + 3 * MINUTE_MS) / scrapeIntervalMs);
  const play: Play = { stage, indicator, condition, outage, settled, long };
  return [conditionHolds(play), conditionMissed(play), dataGone(play)];
}

function scenario({ stage }: Play, name: string, series: readonly InputSeries[], checks: readonly Check[]): Scenario {
  const stepMs = stage.slo.scrapeIntervalMs;
  return { name, rules: 'raw', stepMs, evaluationMs: fastIntervalMs(stepMs), series, checks, rendered: [] };
}

/** Series that the condition does not read, with a value that would meet it. */
function lookAlikes({ stage, condition: { selector, met } }: Play, steps: number): InputSeries[] {
  return decoysOf(selector, stage.subject).map((labels) => ({
    metric: selector.metric ?? '',
    labels,
    values: gauge([[steps, met]]),
  }));
}

function conditionSeries({ condition: { selector } }: Play, group: Labels, values: string): InputSeries {
  return { metric: selector.metric ?? '', labels: chooseLabels(selector.matchers, group) ?? {}, values };
}

function conditionHolds(play: Play): Scenario {
  const { stage, condition, outage, settled } = play;
  const { identity } = stage.slo;
  const groups = stage.bystander ? [stage.subject, stage.bystander] : [stage.subject];
  return scenario(
    play,
    'the condition holds: the time is good',
    groups.map((group) => conditionSeries(play, group, gauge([[settled + 2, condition.met]]))),
    [
      records(SETTLED_MS, SERIES.badRate, identity, 0, groups),
      records(SETTLED_MS, SERIES.totalRate, identity, 1, groups),
      ...(outage ? [isSilent(SETTLED_MS, outage)] : []),
    ],
  );
}

function conditionMissed(play: Play): Scenario {
  const { stage, condition, settled, long, outage } = play;
  const { identity, scrapeIntervalMs } = stage.slo;
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
      play,
      'the condition is missed while look-alikes meet it: the time is bad, and the outage alert fires after its hold until it is met again',
      [
        conditionSeries(play, stage.subject, gauge(levels)),
        ...lookAlikes(play, steps),
        ...neighbours(identity, [SERIES.totalRate], stage.subject, steps),
      ],
      [
        records(SETTLED_MS + MINUTE_MS, SERIES.badRate, identity, 1, [stage.subject]),
        ...outageChecks(play),
        ...(outage ? [isSilent(clearMs, outage)] : []),
      ],
    ),
    rendered: outage ? [renderedFor(outage, stage.subject, evaluationAt(firesMs, stage.slo))] : [],
  };
}

function dataGone(play: Play): Scenario {
  const { stage, indicator, condition, settled, outage } = play;
  const { identity } = stage.slo;
  const atMs = SETTLED_MS + 2 * MINUTE_MS;
  const bad = { bad: 1, good: 0, ignored: undefined }[indicator.noData];
  return scenario(
    play,
    `the data is gone: it counts as ${indicator.noData}`,
    [conditionSeries(play, stage.subject, `${gauge([[settled, condition.met]])} stale`)],
    [
      bad === undefined
        ? recordsNothing(atMs, SERIES.badRate, identity)
        : records(atMs, SERIES.badRate, identity, bad, [stage.subject]),
      ...(indicator.noData === 'bad' ? outageChecks(play) : []),
      ...(outage && indicator.noData !== 'bad' ? [isSilent(SETTLED_MS + outage.forMs + MINUTE_MS, outage)] : []),
    ],
  );
}

function outageChecks({ outage, stage }: Play): Check[] {
  if (!outage) return [];
  const firesMs = SETTLED_MS + outage.forMs;
  return [isSilent(firesMs - MINUTE_MS, outage), fires(firesMs + MINUTE_MS, outage, [stage.subject])];
}
