// In: lezer's nodes for selectors, matchers and durations. Out: the selector of the AST, checked as Prometheus does.

import { checkRegex } from '../../patterns/check-regex.ts';
import type { Duration, Matcher, MatchOperator, Selector } from '../ast.ts';
import { parseDuration } from '../duration.ts';
import {
  addNewer,
  addProblem,
  type Checked,
  childrenOf,
  type Place,
  quoted,
  type SyntaxNode,
  type Typed,
  typed,
} from './conversion.ts';
import { unquote } from './unquote.ts';

/** The label under which Prometheus keeps the name of a metric. */
export const METRIC_LABEL = '__name__';

/** A matcher with its place in the text. */
export interface PlacedMatcher {
  readonly matcher: Matcher;
  readonly matchesEmpty: boolean;
  readonly place: Place;
}

/** Converts `metric{…}`. */
export function convertSelector(node: SyntaxNode, conversion: Checked): Typed {
  const name = node.getChild('Identifier');
  const known = conversion.problems.length;
  const placed = convertMatchers(node.getChild('LabelMatchers'), conversion);
  const matchers = placed.map(({ matcher }) => matcher);
  if (name !== null) {
    const metric = conversion.text.slice(name.from, name.to);
    if (metric.toLowerCase() === 'atan2') {
      addProblem(
        conversion,
        name,
        `"${metric}" is an operator`,
        `a metric of this name is written {__name__="${metric}"}`,
      );
    }
    checkNamedOnce(metric, placed, conversion);
    return typed({ kind: 'selector', metric, matchers }, 'vector', node);
  }
  if (conversion.problems.length === known && placed.every(({ matchesEmpty }) => matchesEmpty)) {
    const help = 'name a metric, or match a label with something that is not empty';
    addProblem(conversion, node, `${quoted(conversion, node)} selects every series`, help);
  }
  return typed(named(matchers), 'vector', node);
}

function checkNamedOnce(metric: string, placed: readonly PlacedMatcher[], conversion: Checked): void {
  for (const { matcher, place } of placed.filter(({ matcher }) => matcher.label === METRIC_LABEL)) {
    addProblem(conversion, place, `the metric is named twice: "${metric}" and "${matcher.value}"`, 'keep one of them');
  }
}

/** `{__name__="x"}` is `x`. */
function named(matchers: readonly Matcher[]): Selector {
  const names = matchers.filter(({ label }) => label === METRIC_LABEL);
  const [only] = names;
  if (only?.op !== '=' || names.length > 1 || only.value === '') {
    return { kind: 'selector', matchers };
  }
  return { kind: 'selector', metric: only.value, matchers: matchers.filter((matcher) => matcher !== only) };
}

/** Converts what stands in braces. */
export function convertMatchers(node: SyntaxNode | null, conversion: Checked): readonly PlacedMatcher[] {
  return node === null ? [] : childrenOf(node).flatMap((child) => convertMatcher(child, conversion) ?? []);
}

function convertMatcher(node: SyntaxNode, conversion: Checked): PlacedMatcher | undefined {
  const [label, sign, literal] = childrenOf(node);
  if (node.name !== 'UnquotedLabelMatcher' || label === undefined || sign === undefined || literal === undefined) {
    addNewer(conversion, node, 'a name in quotation marks', '3.0');
    return undefined;
  }
  const op = conversion.text.slice(sign.from, sign.to) as MatchOperator;
  const { value } = unquote(conversion.text.slice(literal.from, literal.to), literal.from);
  const matcher: Matcher = { label: conversion.text.slice(label.from, label.to), op, value };
  return { matcher, matchesEmpty: matchesEmpty(matcher, literal, conversion), place: node };
}

function matchesEmpty({ op, value }: Matcher, literal: Place, conversion: Checked): boolean {
  if (op === '=' || op === '!=') {
    return (value === '') === (op === '=');
  }
  const isEmptyMatched = checkPattern(value, literal, conversion);
  return isEmptyMatched !== undefined && isEmptyMatched === (op === '=~');
}

/** Checks a literal as a regular expression; returns whether it matches the empty text, if it is valid at all. */
export function checkPattern(pattern: string, literal: Place, conversion: Checked): boolean | undefined {
  const { problem, matchesEmpty } = checkRegex(pattern);
  if (problem !== undefined) {
    // Only in a literal without escapes is each character of the pattern where it was written.
    const isPlain = literal.to - literal.from === pattern.length + 2;
    const at = literal.from + 1 + problem.at;
    const place = isPlain ? { from: Math.min(at, literal.to - 2), to: literal.to - 1 } : literal;
    addProblem(conversion, place, `the regular expression is not valid: ${problem.message}`, problem.help);
    return undefined;
  }
  return matchesEmpty;
}

/** Converts the duration of a range, a step or an offset; undefined if it is none, which is then a problem. */
export function convertDuration(node: SyntaxNode, conversion: Checked): Duration | undefined {
  const literal = node.firstChild;
  const text = conversion.text.slice(node.from, node.to);
  if (literal?.name === 'UnaryOp') {
    addProblem(conversion, node, `the duration "${text}" has a sign`, 'a range and a step are longer than zero');
    return undefined;
  }
  if (literal === null || literal.name !== 'NumberDurationLiteralInDurationContext' || literal.nextSibling !== null) {
    addNewer(conversion, node, `the computed duration ${quoted(conversion, node)}`, '3.14');
    return undefined;
  }
  if (text.startsWith('$')) {
    return 'window';
  }
  const duration = parseDuration(text);
  if (duration === undefined) {
    addProblem(
      conversion,
      node,
      `the duration "${text}" has no unit`,
      `"${text}s" is in seconds, "${text}m" in minutes`,
    );
  }
  return duration;
}

/** Converts `5m` or `-5m` behind `offset`. */
export function convertOffset(node: SyntaxNode, conversion: Checked): Duration | undefined {
  const sign = node.getChild('UnaryOp');
  const inner = node.getChild('OffsetDurationExpr');
  if (sign === null || inner === null) {
    return convertDuration(node, conversion);
  }
  if (conversion.text.slice(sign.from, sign.to) !== '-' || inner.getChild('UnaryOp') !== null) {
    addProblem(conversion, node, 'an offset may have one minus sign and no plus sign');
    return undefined;
  }
  const amount = convertDuration(inner, conversion);
  if (amount === 'window') {
    addProblem(conversion, node, '$window cannot be negative', 'look back, with offset $window');
    return undefined;
  }
  return amount === undefined ? undefined : -amount;
}
