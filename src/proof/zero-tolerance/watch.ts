// Proof of what zero tolerance records besides events: how many targets answer, how long an event counts, that there is an
// SLO. Without targets the number of events is unknown, and a board has to say so.
import { SERIES } from '../../model/series-names.ts';
import type { ZeroToleranceSlo } from '../../model/slo.ts';
import { fastIntervalMs } from '../../model/windows.ts';
import { identityLabels, LABELS, recorded } from '../../rules/names.ts';
import { type Labels, labelsKey } from '../context/label-set.ts';
import type { Check, InputSeries, Scenario } from '../context/scenario.ts';
import { gauge } from '../context/series.ts';
import { chooseLabels, distractorLabels } from '../context/synthesize.ts';

/** Least samples of each stretch of the scenario: both targets answer, one does, neither is there. */
const LEAST_STRETCH = 6;

export function proveWatch(slo: ZeroToleranceSlo): Scenario[] {
  const { target, matchOn, scrapeIntervalMs } = slo;
  const named = (number: number) => Object.fromEntries(matchOn.map((label) => [label, `${label}-${number}`]));
  const [first, second] = [1, 2].map((number) => chooseLabels(target.matchers, named(number)));
  // Matchers that allow for one target alone leave nothing to count.
  if (!first || !second || labelsKey(first) === labelsKey(second)) return [];
  const input = (labels: Labels, values: string): InputSeries => ({ metric: target.metric ?? 'up', labels, values });
  // Something is evaluated in each stretch before the moment at which it is looked at.
  const samples = Math.max(LEAST_STRETCH, 2 + Math.ceil(fastIntervalMs(scrapeIntervalMs) / scrapeIntervalMs));
  const moment = (stretch: number) => (stretch * samples - 2) * scrapeIntervalMs;
  return [
    {
      id: { kind: 'targets-counted' },
      title: 'targets that answer are counted, whatever others do; without any, nothing is',
      rules: 'raw',
      stepMs: scrapeIntervalMs,
      evaluationMs: fastIntervalMs(scrapeIntervalMs),
      series: [
        input(first, `${gauge([[2 * samples, 1]])} stale`),
        input(second, `${gauge([[samples, 1]])} ${gauge([[samples, 0]])} stale`),
        ...distractorLabels(target, named(1)).map((labels) => input(labels, gauge([[3 * samples, 1]]))),
      ],
      checks: [
        is(slo, SERIES.breachTargets, moment(1), 2),
        is(slo, SERIES.breachTargets, moment(2), 1),
        ...(target.matchers.length > 0 ? [is(slo, SERIES.breachTargets, moment(3), undefined)] : []),
        is(slo, SERIES.breachWindow, moment(1), slo.windowMs / 1_000),
        is(slo, SERIES.info, moment(1), 1, slo.owner === undefined ? {} : { [LABELS.owner]: slo.owner }),
      ],
      rendered: [],
    },
  ];
}

function is({ identity }: ZeroToleranceSlo, name: string, atMs: number, value?: number, labels: Labels = {}): Check {
  return {
    what: value === undefined ? `${name} must not be recorded` : `${name} must be ${value}`,
    atMs,
    expr: recorded(name, identity),
    samples: value === undefined ? [] : [{ metric: name, labels: { ...identityLabels(identity), ...labels }, value }],
  };
}
