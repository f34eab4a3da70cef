// What the steps from lezer's tree to the AST share: the text, the problems found so far, and the typed pieces.

import type { parser } from '@prometheus-io/lezer-promql';
import type { Expr, RangeVector } from '../ast.ts';
import type { ValueType } from '../functions.ts';
import type { PromqlProblem } from '../problem.ts';

/** A node of lezer's tree. */
export type SyntaxNode = ReturnType<(typeof parser)['parse']>['topNode'];

/** A converted piece of the text, `from` and `to` being its place there. */
export interface Typed {
  readonly tree: Expr | RangeVector;
  /** `unknown` if the piece is wrong in itself: then nothing more is to be said of its type. */
  readonly type: ValueType | 'unknown';
  /** Whether it stands in parentheses, which the AST does not keep but PromQL minds before `[…]` and `offset`. */
  readonly parenthesized: boolean;
  readonly from: number;
  readonly to: number;
}

/** A text, and the problems found in it so far. */
export interface Checked {
  /** The text as the user wrote it. */
  readonly text: string;
  readonly problems: PromqlProblem[];
}

export interface Conversion extends Checked {
  /** Converts any expression; here so that the steps can call each other. */
  readonly convert: (node: SyntaxNode, conversion: Conversion) => Typed;
}

/** A stretch of the text. */
export interface Place {
  readonly from: number;
  readonly to: number;
}

export function addProblem(conversion: Checked, { from, to }: Place, message: string, help?: string): void {
  conversion.problems.push({ message, from, to, ...(help === undefined ? {} : { help }) });
}

export function typed(tree: Expr | RangeVector, type: ValueType, { from, to }: Place): Typed {
  return { tree, type, parenthesized: false, from, to };
}

/** What stands in for a piece that could not be converted; its problem has been added. */
export function unusable({ from, to }: Place): Typed {
  return { tree: { kind: 'number', value: 0 }, type: 'unknown', parenthesized: false, from, to };
}

/** Notes that a piece is newer than the oldest Prometheus that the rules must run on. */
export function addNewer(conversion: Checked, place: Place, what: string, version: string): void {
  addProblem(conversion, place, `${what} needs Prometheus ${version}`, 'the rules have to run on Prometheus 2.42');
}

/** The text of a place, cut short to be quoted in a message. */
export function quoted({ text }: Checked, { from, to }: Place): string {
  const all = text.slice(from, to).replace(/\s+/g, ' ');
  return `"${all.length > LONGEST_QUOTE ? `${all.slice(0, LONGEST_QUOTE - 1)}…` : all}"`;
}

const LONGEST_QUOTE = 40;

const TYPE_NAMES: Readonly<Record<ValueType, string>> = {
  vector: 'an instant vector',
  range: 'a range vector',
  scalar: 'a scalar',
  string: 'a string',
};

/** Names a type with its article. */
export function nameOf(type: ValueType): string {
  return TYPE_NAMES[type];
}

/** The children of a node, in order. */
export function childrenOf(node: SyntaxNode): readonly SyntaxNode[] {
  const children: SyntaxNode[] = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling) {
    children.push(child);
  }
  return children;
}
