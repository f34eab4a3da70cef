// Selectors of events beside those of all events: which belong together, and which labels tell them apart.
import type { Matcher, Selector } from '../../promql/ast.ts';
import { familyOf } from './metric-names.ts';

/** Which events `events` count. */
export type Counted = 'bad' | 'good';

/** Selectors without a name may select anything. */
export function isOfOneFamily({ metric: a }: Selector, { metric: b }: Selector): boolean {
  return a !== undefined && b !== undefined && familyOf(a) === familyOf(b);
}

/** The matchers of a selector on a label. */
export function testsOf({ matchers }: Selector, label: string): readonly Matcher[] {
  return matchers.filter((matcher) => matcher.label === label);
}

/** The labels that the selectors match, but for `le`: a bucket is a part of its histogram's count. */
export function labelsOf(...selectors: readonly Selector[]): string[] {
  const labels = selectors.flatMap(({ matchers }) => matchers.map(({ label }) => label));
  return [...new Set(labels)].filter((label) => label !== 'le');
}

/** Whether a selector chooses buckets other than the one that holds every event. */
export function hasBound({ matchers }: Selector): boolean {
  return matchers.some(({ label, value }) => label === 'le' && value !== '+Inf');
}

/** For each selector of events that is of a counter of `total` the labels that tell the two apart. */
export function decidingLabels(total: readonly Selector[], events: readonly Selector[]): string[][] {
  return events.flatMap((selector) => {
    const rivals = total.filter((other) => isOfOneFamily(selector, other));
    if (rivals.length === 0) return [];
    const differs = (label: string) => (other: Selector) =>
      textOf(testsOf(other, label)) !== textOf(testsOf(selector, label));
    return [labelsOf(selector).filter((label) => rivals.every(differs(label)))];
  });
}

function textOf(tests: readonly Matcher[]): string {
  return tests
    .map(({ op, value }) => `${op}${value}`)
    .sort()
    .join(' ');
}
