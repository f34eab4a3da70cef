// Lines that a layout measured for names of some lengths in, for which other lengths the layout is the same out.
import { fitsLine } from '../../promql/pretty.ts';
import { groupBy } from '../../text/lists.ts';
import type { Template } from './template.ts';

/** A line as a template, and how many characters stand around it. */
export interface TemplateLine {
  readonly template: Template;
  readonly taken: number;
}

/** A line that must go on to fit, or to be too long. */
export interface LineBound {
  readonly fits: boolean;
  /** Characters that are no names. */
  readonly fixed: number;
  /** How often each name stands in it. */
  readonly counts: readonly number[];
}

/** What must hold for a layout to stay as it was with names of these lengths. */
export function boundsOf(lines: readonly TemplateLine[], lengths: readonly number[]): LineBound[] {
  const all = lines.map(({ template: { parts, places }, taken }): LineBound => {
    const fixed = parts.reduce((sum, part) => sum + part.length, taken);
    const counts = lengths.map((_, name) => places.filter((place) => place === name).length);
    return { fits: fitsLine(lengthOf({ fixed, counts }, lengths)), fixed, counts };
  });
  return [...groupBy(all, ({ fits, counts }) => `${fits} ${counts}`).values()].map(tightest);
}

/** Of lines that grow alike, the one that is the first to fit no more, or to fit. */
function tightest(bounds: readonly [LineBound, ...LineBound[]]): LineBound {
  return bounds.reduce((tight, bound) => (bound.fits === bound.fixed > tight.fixed ? bound : tight));
}

/** Whether all hold for names of other lengths. */
export function hold(bounds: readonly LineBound[], lengths: readonly number[]): boolean {
  return bounds.every((bound) => fitsLine(lengthOf(bound, lengths)) === bound.fits);
}

function lengthOf({ fixed, counts }: Pick<LineBound, 'fixed' | 'counts'>, lengths: readonly number[]): number {
  return counts.reduce((sum, count, name) => sum + count * (lengths[name] ?? 0), fixed);
}
