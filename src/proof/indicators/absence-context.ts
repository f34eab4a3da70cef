// What the scenarios of the absence alert share.
import { branches, samplesOf } from '../../patterns/samples.ts';
import type { Selector } from '../../promql/ast.ts';
import type { AlertingRule } from '../../rules/rule.ts';
import { MINUTE_MS } from '../../text/time.ts';
import type { TestContext } from '../context/context.ts';
import type { Labels } from '../context/label-set.ts';
import type { Scenario } from '../context/scenario.ts';
import type { EventSource, Phase } from './event-source.ts';

/** The healthy time before; longer than the window in which a bucket must show up beside its count. */
export const HEALTHY_MS = 15 * MINUTE_MS;

/** What the scenarios of the alert share. */
export interface AbsenceContext {
  readonly context: TestContext;
  readonly source: EventSource;
  readonly rule: AlertingRule;
  /** The counters without which the alert fires. */
  readonly expected: readonly Selector[];
  /** Steps of the scrape interval in a length of time, and a moment that is surely later than the one before. */
  readonly steps: (ms: number) => number;
  readonly soonMs: number;
  readonly phase: Phase;
}

/** A scenario of raw series, evaluated once a minute. */
export function scenario(
  { context: { slo } }: AbsenceContext,
  parts: Pick<Scenario, 'id' | 'title' | 'series' | 'checks' | 'rendered'>,
): Scenario {
  return { rules: 'raw', about: 'absent', stepMs: slo.scrapeIntervalMs, evaluationMs: MINUTE_MS, ...parts };
}

/** As labels, what selectors name besides what a series is usually given: the further alternatives of a pattern. */
export function otherKinds(inputs: readonly Selector[]): Labels[] {
  const patterns = inputs.flatMap(({ matchers }) => matchers.filter(({ op }) => op === '=~'));
  const kinds = patterns.flatMap(({ label, value }) =>
    branches(value)
      .slice(1)
      .flatMap((branch) => samplesOf(branch).slice(0, 1))
      .map((text) => ({ [label]: text })),
  );
  return [...new Map(kinds.map((kind) => [JSON.stringify(kind), kind])).values()].slice(0, MOST_KINDS);
}

/** Each takes as long as the alert's hold. */
const MOST_KINDS = 3;
