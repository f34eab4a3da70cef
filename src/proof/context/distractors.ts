// Series of other SLOs that are alike but for one part of their identity. A rule that has lost the matcher of that part
// takes them for its own, and fails or says something else.
import { SERIES } from '../../model/series-names.ts';
import type { BudgetSlo, Identity } from '../../model/slo.ts';
import { errorRatioSeries, identityLabels } from '../../rules/names.ts';
import { openSeries } from '../../rules/tiles.ts';
import { increaseSeries, tileMs } from '../../rules/windows.ts';
import type { Labels } from './label-set.ts';
import type { InputSeries } from './scenario.ts';
import { gauge } from './series.ts';

/** For each part of the identity a neighbour, for which `series` have the value 1 in this group all the time. */
export function distractors(
  identity: Identity,
  series: readonly string[],
  group: Labels,
  steps: number,
): InputSeries[] {
  const identifying = identityLabels(identity);
  return Object.entries(identifying).flatMap(([label, value]) =>
    series.map((name) => ({
      metric: name,
      labels: { ...identifying, [label]: `${value}-x`, ...group },
      values: gauge([[steps, 1]]),
    })),
  );
}

/** Every series above the base layer that the rules of an SLO read. */
export function seriesRead(slo: BudgetSlo): string[] {
  const { tiers, thresholds } = slo;
  const windows = [
    ...new Set([
      ...tiers.flatMap(({ longMs, shortMs }) => [longMs, shortMs]),
      ...thresholds.map(({ overMs }) => overMs),
    ]),
  ];
  return [
    SERIES.totalRate,
    SERIES.badRate,
    SERIES.totalHourly,
    SERIES.badHourly,
    SERIES.errorRatioOfPeriod,
    SERIES.heartbeat,
    SERIES.abandonedRate,
    SERIES.abandonedUsually,
    ...(['total', 'bad'] as const).flatMap((events) => [
      openSeries(events),
      ...new Set([tileMs(slo), ...windows, slo.periodMs].map((windowMs) => increaseSeries(events, windowMs))),
    ]),
    ...windows.map(errorRatioSeries),
  ];
}
