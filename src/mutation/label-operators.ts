// Edits of labels in expressions: which series are chosen, what they are grouped by, how two sides find each other.
import { findMetric } from '../metrics/catalogue.ts';
import { branches } from '../patterns/samples.ts';
import type { Matcher, Selector } from '../promql/ast.ts';
import { bucketPattern } from '../promql/bucket.ts';
import { OPPOSITE } from '../promql/matches.ts';
import { print } from '../promql/print.ts';
import { mapSelectors, selectorsOf } from '../promql/visit.ts';

import type { Operator } from './mutant.ts';
import { onExpr } from './on-expr.ts';
import type { TreeEdit } from './places.ts';

export const LABEL_OPERATORS: readonly Operator[] = [
  onExpr('matcher-dropped', 'a matcher of one selector is gone', (node) =>
    node.kind === 'selector' ? node.matchers.map((matcher) => withoutMatcher(node, matcher)) : [],
  ),
  {
    name: 'matcher-dropped-everywhere',
    description: 'a matcher that several selectors share is gone from all of them',
    edits: (rule) =>
      shared(selectorsOf(rule.expr)).map((text) => ({
        description: `${text} dropped everywhere`,
        rule: {
          ...rule,
          expr: mapSelectors(rule.expr, (selector) => ({
            ...selector,
            matchers: selector.matchers.filter((matcher) => textOf(matcher) !== text),
          })),
        },
      })),
  },
  onExpr('matcher-negated', 'a matcher takes what it should leave', (node) =>
    node.kind === 'selector'
      ? node.matchers.map((matcher) => replaced(node, matcher, { ...matcher, op: OPPOSITE[matcher.op] }))
      : [],
  ),
  onExpr('alternative-dropped', 'one of the alternatives of a pattern is gone', (node) =>
    node.kind === 'selector' ? node.matchers.flatMap((matcher) => withFewerBranches(node, matcher)) : [],
  ),
  onExpr('bucket-moved', 'a bucket is its neighbour', (node) =>
    node.kind === 'selector' ? node.matchers.flatMap((matcher) => neighbours(node, matcher)) : [],
  ),
  onExpr('grouping-label-dropped', 'a label to group by is gone', (node) => {
    if (node.kind !== 'aggregation' || !node.grouping) return [];
    const { kind, labels } = node.grouping;
    return labels.map((label) => ({
      description: `${kind} (${label}) dropped`,
      tree: { ...node, grouping: { kind, labels: labels.filter((other) => other !== label) } },
    }));
  }),
  onExpr('matching-label-dropped', 'a label by which two sides match is gone', (node) => {
    if (node.kind !== 'binary' || !node.matching) return [];
    const { matching } = node;
    return matching.labels.map((label) => ({
      description: `${node.op} ${matching.kind} (${label}) dropped`,
      tree: { ...node, matching: { ...matching, labels: matching.labels.filter((other) => other !== label) } },
    }));
  }),
  onExpr('matching-dropped', 'two sides match by all their labels', (node) => {
    if (node.kind !== 'binary' || !node.matching) return [];
    const { matching, ...rest } = node;
    return [
      { description: `${node.op} ${matching.kind} (${matching.labels.join(', ')}) without matching`, tree: rest },
    ];
  }),
];

function textOf({ label, op, value }: Matcher): string {
  return print({ kind: 'selector', matchers: [{ label, op, value }] }).slice(1, -1);
}

function withoutMatcher(selector: Selector, matcher: Matcher): TreeEdit<Selector> {
  return {
    description: `${textOf(matcher)} dropped`,
    tree: { ...selector, matchers: selector.matchers.filter((other) => other !== matcher) },
  };
}

function replaced(selector: Selector, matcher: Matcher, other: Matcher): TreeEdit<Selector> {
  return {
    description: `${textOf(matcher)} -> ${textOf(other)}`,
    tree: { ...selector, matchers: selector.matchers.map((candidate) => (candidate === matcher ? other : candidate)) },
  };
}

/** The matchers, as they are written, that more than one selector has. */
function shared(selectors: readonly Selector[]): string[] {
  const texts = selectors.flatMap(({ matchers }) => matchers.map(textOf));
  return [...new Set(texts.filter((text, at) => texts.indexOf(text) !== at))];
}

function withFewerBranches(selector: Selector, matcher: Matcher): TreeEdit<Selector>[] {
  const alternatives = matcher.op === '=~' || matcher.op === '!~' ? branches(matcher.value) : [];
  if (alternatives.length < 2) return [];
  return alternatives.map((_, at) =>
    replaced(selector, matcher, { ...matcher, value: alternatives.toSpliced(at, 1).join('|') }),
  );
}

/** The bounds beside the one that a bucket is chosen by; of an unknown histogram those that could be. */
function neighbours(selector: Selector, matcher: Matcher): TreeEdit<Selector>[] {
  const bound = matcher.label === 'le' ? Number(branches(matcher.value)[0]?.replace(/[[\]]/g, '')) : Number.NaN;
  if (!Number.isFinite(bound)) return [];
  const known = findMetric(selector.metric ?? '')?.metric.buckets ?? [];
  const [below, above] = [known.findLast((other) => other < bound), known.find((other) => other > bound)];
  return [below ?? bound * 0.4, above ?? bound * 2].map((other) =>
    replaced(selector, matcher, {
      ...matcher,
      value: matcher.op === '=' || matcher.op === '!=' ? String(other) : bucketPattern(other),
    }),
  );
}
