// Texts with units to numbers. Only for texts that the schema has let through.
import { parseDuration, parseLatency } from '../promql/duration.ts';

/** `99.9%` to 0.999, without the noise that dividing by 100 leaves (0.9990000000000001). */
export function percentToRatio(text: string): number {
  return Number((Number.parseFloat(text) / 100).toPrecision(12));
}

/** A ratio as a percentage that a person would write: 0.999 to `99.9%`. */
export function ratioToPercent(ratio: number): string {
  return `${Number((ratio * 100).toPrecision(10))}%`;
}

/** A duration of the spec language to milliseconds. */
export function durationToMs(text: string): number {
  const ms = parseDuration(text);
  if (ms === undefined) throw new Error(`not a duration: ${text}`);
  return ms;
}

/** A latency of the spec language to milliseconds, which need not be whole. */
export function latencyToMs(text: string): number {
  const ms = parseLatency(text);
  if (ms === undefined) throw new Error(`not a latency: ${text}`);
  return ms;
}
