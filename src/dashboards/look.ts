// How values look: unit, bounds, colours, words in place of numbers, links. What every kind of panel understands.
import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import {
  type DashboardLink,
  MappingType,
  type ThresholdsConfig,
  ThresholdsConfigBuilder,
  ThresholdsMode,
  type ValueMapping,
} from '@grafana/grafana-foundation-sdk/dashboard';

/** A colour from a value on; the first step has no value, and begins below all. */
export type Step = readonly [from: number | null, color: string];

export interface Link {
  readonly title: string;
  readonly url: string;
}

export interface Look {
  /** An id of Grafana's units. */
  readonly unit: string;
  readonly decimals?: number;
  readonly min?: number;
  readonly max?: number;
  readonly steps?: readonly Step[];
  readonly mappings?: readonly ValueMapping[];
  /** What stands where there is no data. */
  readonly noValue: string;
  readonly links?: readonly Link[];
}

const GREY = 'text';

/** Share of an error budget that is left: overspent, nearly gone, half gone, fine. */
export const BUDGET_STEPS: readonly Step[] = [
  [null, 'red'],
  [0.000_001, 'orange'],
  [0.25, 'yellow'],
  [0.5, 'green'],
];

/** Burn rate: sustainable up to 1; above it the budget does not last. */
export const BURN_STEPS: readonly Step[] = [
  [null, 'green'],
  [1, 'yellow'],
  [3, 'orange'],
  [10, 'red'],
];

export const NEUTRAL_STEPS: readonly Step[] = [[null, GREY]];

/** Anything above nothing is bad. */
export const ZERO_STEPS: readonly Step[] = [
  [null, 'green'],
  [1, 'red'],
];

export function thresholds(steps: readonly Step[]): Builder<ThresholdsConfig> {
  return new ThresholdsConfigBuilder()
    .mode(ThresholdsMode.Absolute)
    .steps(steps.map(([value, color]) => ({ value, color })));
}

/** Words for single values. */
export function wordsFor(words: Readonly<Record<string, readonly [text: string, color: string]>>): ValueMapping {
  const options = Object.entries(words).map(
    ([value, [text, color]], index) => [value, { text, color, index }] as const,
  );
  return { type: MappingType.ValueToText, options: Object.fromEntries(options) };
}

/** Words for everything from a value on. */
export function wordsFrom(from: number, text: string, color: string): ValueMapping {
  // The type of the SDK wants both ends; Grafana takes null for none.
  return { type: MappingType.RangeToText, options: { from, to: null as unknown as number, result: { text, color } } };
}

/** A link as a value carries it. The SDK has the type of a dashboard's link here, whose other fields no value knows. */
export function valueLink({ title, url }: Link): Builder<DashboardLink> {
  return { build: () => ({ title, url, targetBlank: false }) as DashboardLink };
}
