// Beliefs in, what must be asked of the world out: which metrics, and by which of their labels.
import type { Matcher } from '../promql/ast.ts';
import { isBucketName } from '../promql/bucket.ts';
import type { Belief } from './belief.ts';

export interface MetricQuestion {
  readonly metric: string;
  /** The labels by which its series are told apart; the values of all others do not matter. */
  readonly labels: readonly string[];
  /** Labels of whose earlier values the answer depends, too: errors are rare. */
  readonly earlier: readonly string[];
  /** Whether it counts events, so that series which come and go lose some. */
  readonly isCounter: boolean;
  /** Whether leaves record it, so that it matters how old it is. */
  readonly isFromLeaves: boolean;
}

/** Labels of the target, which tell that it is scraped twice. */
const TARGET = ['job', 'instance'] as const;

/** One question for each metric that somebody believes something of. */
export function questionsOf(beliefs: readonly Belief[]): MetricQuestion[] {
  const names = [...new Set(beliefs.map(({ selector }) => selector.metric))];
  return names.map((metric) => {
    const ofMetric = beliefs.filter(({ selector }) => selector.metric === metric);
    // What selects all events tells which of these belong to them.
    const selectors = ofMetric.flatMap(({ selector, within }) => [
      selector,
      ...within.filter((total) => total.metric === metric),
    ]);
    const labels = [
      ...selectors.flatMap(({ matchers }) => labelsOf(matchers)),
      ...ofMetric.flatMap(({ by }) => by),
      ...(isBucketName(metric) ? ['le'] : []),
      ...TARGET,
    ];
    const rare = ofMetric.filter(isRare).flatMap(({ selector: { matchers } }) => labelsOf(matchers));
    const isCounter = ofMetric.some(({ role }) => role === 'total' || role === 'events');
    const isFromLeaves = ofMetric.some(({ role }) => role === 'leaf');
    return { metric, labels: [...new Set(labels)], earlier: [...new Set(rare)], isCounter, isFromLeaves };
  });
}

/** Whether the series of a belief come and go in a healthy world. */
export function isRare({ role, mayBeAbsent }: Pick<Belief, 'role' | 'mayBeAbsent'>): boolean {
  return role === 'bad' || role === 'events' || mayBeAbsent;
}

function labelsOf(matchers: readonly Matcher[]): string[] {
  return matchers.map(({ label }) => label).filter((label) => label !== '__name__');
}
