// Proof of the constants of an SLO: each is recorded with exactly its value and its labels.
import { SERIES } from '../../model/series-names.ts';
import { printDuration } from '../../promql/duration.ts';
import { identityLabels, LABELS, recorded } from '../../rules/names.ts';
import { MINUTE_MS } from '../../text/time.ts';
import type { TestContext } from '../context/context.ts';
import type { Labels } from '../context/label-set.ts';
import type { Check, Scenario } from '../context/scenario.ts';
import { recordedScenario } from '../windows/recorded-inputs.ts';

/** A recorded constant: further labels than the identity, and the value. */
type Constant = readonly [labels: Labels, value: number];

export function proveConstants({ controlGroup: _absent, ...context }: TestContext): Scenario {
  const { slo, budget } = context;
  const constants: Readonly<Record<string, readonly Constant[]>> = {
    [SERIES.objective]: [[{}, slo.objective]],
    [SERIES.budget]: [[{}, budget]],
    [SERIES.period]: [[{}, slo.periodMs / 1_000]],
    [SERIES.info]: [[slo.owner === undefined ? {} : { [LABELS.owner]: slo.owner }, 1]],
    [SERIES.burnThreshold]: slo.tiers.map(({ tier, factor, longMs, shortMs, settings }) => [
      {
        [LABELS.severity]: settings.severity,
        [LABELS.tier]: tier,
        [LABELS.longWindow]: printDuration(longMs),
        [LABELS.shortWindow]: printDuration(shortMs),
      },
      factor,
    ]),
  };
  const check = ([name, expected]: [string, readonly Constant[]]): Check => ({
    what: `${name} must be recorded as the SLO says`,
    atMs: MINUTE_MS,
    expr: recorded(name, slo.identity),
    samples: expected.map(([labels, value]) => ({
      metric: name,
      labels: { ...identityLabels(slo.identity), ...labels },
      value,
    })),
  });
  return recordedScenario(context, {
    id: { kind: 'constants' },
    title: 'the constants of the SLO are recorded',
    rules: 'budget',
    stepMs: MINUTE_MS,
    levels: [{ steps: 2, total: context.busy, errorRatio: 0 }],
    checks: Object.entries(constants).map(check),
  });
}
