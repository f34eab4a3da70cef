// What an SLO counts, in words with the PromQL that says the same.
import type { Bound, Indicator, Slo } from '../model/slo.ts';
import type { Expr, Matcher, Selector } from '../promql/ast.ts';
import { printDuration } from '../promql/duration.ts';
import { pretty } from '../promql/pretty.ts';
import { print } from '../promql/print.ts';

/** One sentence about an indicator; `promql` is what it speaks of, and may have several lines. */
export interface IndicatorWords {
  readonly words: string;
  readonly promql?: string;
}

export function indicatorWords(slo: Slo): IndicatorWords[] {
  if (slo.kind === 'budget') return wordsOf(slo.indicator);
  const { events, windowMs, target } = slo;
  return [
    { words: 'Events that must not happen', promql: sum(events) },
    { words: `Each is remembered for ${printDuration(windowMs)}. They are counted by`, promql: print(target) },
  ];
}

function wordsOf(indicator: Indicator): IndicatorWords[] {
  switch (indicator.kind) {
    case 'ratio':
      return [
        { words: indicator.counted === 'bad' ? 'Bad events' : 'Good events', promql: sum(indicator.events) },
        { words: 'out of all events', promql: sum(indicator.total) },
      ];
    case 'latency':
      return [
        {
          words: `Events slower than ${boundWords(indicator.bound, unitOf(indicator))}, out of all events in`,
          promql: histogram(indicator.histogram, indicator.matchers),
        },
      ];
    case 'native-latency':
      return [
        {
          words: `Events slower than ${indicator.threshold} ${unitOf(indicator)}, out of all events in the native histogram`,
          promql: histogram(indicator.histogram, indicator.matchers),
        },
      ];
    case 'time':
      return [
        { words: 'Time is good while this returns something', promql: pretty(indicator.condition) },
        { words: `Time without data is ${indicator.noData}.` },
      ];
    case 'raw-events':
      return [
        { words: 'The rate of bad events', promql: pretty(indicator.bad) },
        { words: 'out of the rate of all events', promql: pretty(indicator.total) },
      ];
    case 'raw-ratio':
      return [{ words: 'The share of bad events, every moment weighing the same', promql: pretty(indicator.ratio) }];
  }
}

function unitOf({ unit }: { readonly unit: 'seconds' | 'milliseconds' }): string {
  return unit === 'seconds' ? 's' : 'ms';
}

function boundWords(bound: Bound, unit: string): string {
  if (bound.kind === 'bucket') return `${bound.le} ${unit}`;
  return `${bound.threshold} ${unit} (estimated between the buckets of ${bound.lower} and ${bound.upper} ${unit})`;
}

function histogram(metric: string, matchers: readonly Matcher[]): string {
  return print({ kind: 'selector', metric, matchers });
}

function sum(selectors: readonly Selector[]): string {
  return selectors.map((selector: Expr) => print(selector)).join('\n+ ');
}
