// Proof of the absence alert, from raw series: the input ends, or loses what the indicator needs of it.

import type { LatencyIndicator } from '../model/slo.ts';
import { fastIntervalMs } from '../model/windows.ts';
import type { Matcher, Selector } from '../promql/ast.ts';
import { eq, neq, selector } from '../promql/build.ts';
import { print } from '../promql/print.ts';
import { LABELS } from '../rules/names.ts';
import type { AlertingRule } from '../rules/rule.ts';
import type { EventSource, Phase } from './event-source.ts';
import { alertLabels, claimOf, isSilent } from './expect.ts';
import type { Check, InputSeries, Scenario } from './scenario.ts';
import { ruleFor, type Stage } from './stage.ts';
import { type Labels, labelText } from './synthesize.ts';

const MINUTE_MS = 60_000;

/** The healthy time before; longer than the window in which a bucket must show up beside its count. */
const HEALTHY_MS = 15 * MINUTE_MS;

export function proveAbsence(stage: Stage, source: EventSource): Scenario[] {
  const rule = ruleFor(stage, 'absent');
  const { indicator, by, scrapeIntervalMs } = stage.slo;
  if (!rule || (indicator.kind !== 'ratio' && indicator.kind !== 'latency')) return [];
  const inputs =
    indicator.kind === 'ratio' ? indicator.total : [selector(`${indicator.histogram}_count`, indicator.matchers)];
  const steps = (ms: number) => Math.ceil(ms / scrapeIntervalMs) + 1;
  const phase: Phase = { steps: steps(HEALTHY_MS), total: stage.eventsPerStep, bad: 0 };
  const longer = { ...phase, steps: steps(rule.forMs + 2 * HEALTHY_MS) };
  const nameless = Object.fromEntries(by.map((label) => [label, '']));
  const afterMs = HEALTHY_MS + rule.forMs;
  const withoutGroup = source.traffic(nameless, [longer]);
  const series = [
    ...source.traffic(stage.subject, [phase], { ends: true }),
    ...source.decoys(stage.subject, longer.steps, stage.eventsPerStep),
  ];
  return [
    scenario(
      stage,
      'all series end while look-alikes go on: the absence alert fires after its hold, and names the input',
      series,
      [
        isSilent(afterMs - MINUTE_MS, rule),
        ...namesInputs(afterMs + 2 * Math.max(MINUTE_MS, scrapeIntervalMs), rule, inputs, by),
      ],
    ),
    ...(by.length === 0 || withoutGroup.length === 0
      ? []
      : [
          scenario(
            stage,
            'the group labels are gone from the series: the absence alert fires',
            withoutGroup,
            namesInputs(afterMs, rule, inputs, by),
          ),
        ]),
    ...(indicator.kind === 'latency' ? [bucketMissing(stage, indicator, source, rule, longer)] : []),
  ];
}

function scenario({ slo }: Stage, name: string, series: readonly InputSeries[], checks: readonly Check[]): Scenario {
  const evaluationMs = fastIntervalMs(slo.scrapeIntervalMs);
  return { name, rules: 'raw', stepMs: slo.scrapeIntervalMs, evaluationMs, series, checks, rendered: [] };
}

/** The bucket that decides does not exist, while its histogram counts. */
function bucketMissing(
  stage: Stage,
  { bound, histogram }: LatencyIndicator,
  source: EventSource,
  rule: AlertingRule,
  phase: Phase,
): Scenario {
  const bounds = bound.kind === 'bucket' ? [bound.le] : [bound.lower, bound.upper].filter((le) => le > 0);
  return scenario(
    stage,
    'the histogram has no such bucket: the absence alert fires and names it',
    source.traffic(stage.subject, [phase], { withoutBucket: true }),
    [
      isSilent(rule.forMs, rule),
      ...bounds.map((le) =>
        firesFor(rule.forMs + HEALTHY_MS, rule, `${histogram}_bucket{le="${le}"}`, [stage.subject]),
      ),
    ],
  );
}

/** The alert fires for each of the inputs. */
function namesInputs(atMs: number, rule: AlertingRule, inputs: readonly Selector[], by: readonly string[]): Check[] {
  const metrics = [...new Set(inputs.map(({ metric }) => metric ?? ''))];
  return metrics.map((metric) => {
    const own = inputs
      .filter((input) => input.metric === metric)
      .map(({ matchers }) => labelsOfAbsent(matchers, by))
      // The alert's own labels overwrite them.
      .map((labels) =>
        Object.fromEntries(Object.entries(labels).filter(([label]) => !Object.hasOwn(rule.labels, label))),
      );
    const distinct = [...new Map(own.map((labels) => [labelText(labels), labels])).values()];
    return firesFor(atMs, rule, metric, distinct);
  });
}

/** The labels that `absent` gives to its result: those of equality matchers, as long as nothing else speaks of them. */
function labelsOfAbsent(matchers: readonly Matcher[], by: readonly string[]): Labels {
  const all = [...matchers, ...by.map((label) => neq(label, ''))];
  const told = all.filter(({ label, op }) => op === '=' && all.filter((other) => other.label === label).length === 1);
  return Object.fromEntries(told.map(({ label, value }) => [label, value]));
}

/** The alert fires for this input, once for each set of further labels. */
function firesFor(atMs: number, rule: AlertingRule, input: string, further: readonly Labels[]): Check {
  const labels = { ...alertLabels(rule, {}), [LABELS.missing]: input };
  const own = Object.entries(labels).filter(([label]) => label.startsWith('alert') || label.startsWith('slo'));
  return {
    what: `${rule.alert} must fire and name ${input}`,
    claim: claimOf(rule, 'fires'),
    atMs,
    expr: print(
      selector(
        'ALERTS',
        own.map(([label, value]) => eq(label, value)),
      ),
    ),
    samples: further.map((more) => ({ labels: `ALERTS${labelText({ ...more, ...labels })}`, value: 1 })),
  };
}
