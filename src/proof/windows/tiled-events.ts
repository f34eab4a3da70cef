// The events that tiles hold, worked out from the levels of traffic that a scenario feeds in: each sample of a rate stands for
// the step before it.
import type { Level } from './recorded-inputs.ts';

/** Numbers of events. */
export interface Sums {
  readonly total: number;
  readonly bad: number;
}

/** The events of each step; undefined where there is no data. */
export function eventsPerStep(levels: readonly Level[], stepMs: number): (Sums | undefined)[] {
  const seconds = stepMs / 1_000;
  return levels.flatMap(({ steps, total, errorRatio, bad }) => {
    const events =
      total === undefined ? undefined : { total: total * seconds, bad: (bad ?? total * errorRatio) * seconds };
    return new Array<Sums | undefined>(steps).fill(events);
  });
}

/** The events of the tile's length before a step. A step that is longer than a tile stands for as many events each second. */
export function tileAt(
  events: readonly (Sums | undefined)[],
  step: number,
  stepMs: number,
  tileMs: number,
): Sums | undefined {
  const ofStep = events[step];
  if (stepMs >= tileMs)
    return ofStep && { total: (ofStep.total * tileMs) / stepMs, bad: (ofStep.bad * tileMs) / stepMs };
  return sumOf(events.slice(Math.max(0, step + 1 - Math.round(tileMs / stepMs)), step + 1));
}

/** The events since the last whole tile, at a step that is shorter than a tile. */
export function sinceLastTile(
  events: readonly (Sums | undefined)[],
  step: number,
  stepMs: number,
  tileMs: number,
): Sums | undefined {
  const each = Math.round(tileMs / stepMs);
  const held = events.slice(Math.max(0, step + 1 - each), step + 1);
  if (held.every((sums) => sums === undefined)) return undefined;
  return sumOf(events.slice(step + 1 - (step % each), step + 1)) ?? { total: 0, bad: 0 };
}

/** Undefined where there is no data at all. */
export function sumOf(held: readonly (Sums | undefined)[]): Sums | undefined {
  const known = held.filter((sums) => sums !== undefined);
  if (known.length === 0) return undefined;
  const sum = (of: (sums: Sums) => number) => known.reduce((all, sums) => all + of(sums), 0);
  return { total: sum(({ total }) => total), bad: sum(({ bad }) => bad) };
}

/** How many samples, a whole number of tiles apart, a window of tiles holds: one tile less than it is long. */
export function samplesInTiled(windowMs: number, stepMs: number, tileMs: number): number {
  const tiles = Math.floor(windowMs / tileMs) - 1;
  return Math.floor(((tiles - 1) * tileMs) / stepMs) + 1;
}
