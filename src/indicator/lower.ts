// The registry of indicator kinds: any indicator of the model to rates of bad and of all events.
import type { BudgetSlo, Indicator } from '../model/slo.ts';
import { lowerLatency } from './latency.ts';
import type { LoweredIndicator } from './lowered.ts';
import { lowerNativeLatency } from './native-latency.ts';
import { lowerRatio } from './ratio.ts';
import { lowerRawEvents, lowerRawRatio } from './raw.ts';
import { lowerTime } from './time.ts';

type Lowerings = {
  readonly [Kind in Indicator['kind']]: (
    indicator: Extract<Indicator, { kind: Kind }>,
    by: readonly string[],
    requiredBy: readonly string[],
  ) => LoweredIndicator;
};

const LOWERINGS: Lowerings = Object.freeze({
  ratio: lowerRatio,
  latency: lowerLatency,
  'native-latency': lowerNativeLatency,
  time: lowerTime,
  'raw-events': lowerRawEvents,
  'raw-ratio': lowerRawRatio,
});

/** The rates of bad and of all events, as functions of the window. */
export function lowerIndicator({
  indicator,
  by,
  optionalBy,
}: Pick<BudgetSlo, 'indicator' | 'by' | 'optionalBy'>): LoweredIndicator {
  const lower = LOWERINGS[indicator.kind] as (
    indicator: Indicator,
    ...labels: (readonly string[])[]
  ) => LoweredIndicator;
  return lower(
    indicator,
    by,
    by.filter((label) => !optionalBy.includes(label)),
  );
}
