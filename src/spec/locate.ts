// Paths of the parsed value back to places in the YAML text: of a value, of a key, or of a part of a string. Sees through
// aliases and merge keys to where a value was really written.
import {
  isAlias,
  isCollection,
  isMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  visit,
  type YAMLMap,
} from 'yaml';
import type { SourceFile, Span } from '../diagnostics/report.ts';
import { alignScalar, isBlockScalar } from './align-scalar.ts';

/** Keys and indices that lead from a document's root to a value. */
export type Path = readonly PropertyKey[];

/** A value with the way back to the text that it was read from. */
export interface Located<T> {
  readonly value: T;
  readonly source: SourceFile;
  /** The place of the value at `path`, or of its key; for what is not there, that of the nearest thing around it. */
  spanOf(path: Path, part?: 'value' | 'key'): Span;
  /** The place of the characters `from` to `to` of the string at `path`, through quotes, escapes and folding. */
  spanInside(path: Path, from: number, to: number): Span;
}

interface Found {
  readonly node: Node | undefined;
  readonly pair: Pair | undefined;
  readonly complete: boolean;
}

type Child = Omit<Found, 'complete'>;

/** Ties `value` to the YAML tree that it was made from. */
export function locate<T>(value: T, root: Node | null, source: SourceFile): Located<T> {
  const find = (path: Path): Found => walk(root ?? undefined, path, (node) => resolveAlias(node, root));
  const spanOf = (path: Path, part: 'value' | 'key' = 'value'): Span => {
    const found = find(path);
    const node = found.complete && part === 'value' ? shownNode(found) : (keyOf(found.pair) ?? firstKey(found.node));
    return toSpan(source, node ?? found.node ?? root ?? undefined);
  };
  return {
    value,
    source,
    spanOf,
    spanInside(path, from, to) {
      const { node, complete } = find(path);
      const scalar = resolveAlias(node, root);
      if (!complete || !isScalar(scalar) || typeof scalar.value !== 'string') return spanOf(path);
      const { starts, ends } = alignScalar(source.text, scalar);
      const start = starts[Math.min(from, starts.length - 1)] ?? 0;
      const end = to > from ? ends[Math.min(to, ends.length) - 1] : start;
      return { source, start, end: Math.max(end ?? start, start) };
    },
  };
}

function walk(root: Node | undefined, path: Path, resolve: (node: Node | undefined) => Node | undefined): Found {
  let found: Found = { node: root, pair: undefined, complete: true };
  for (const step of path) {
    const child = childOf(resolve(found.node), step, resolve);
    if (!child) return { ...found, complete: false };
    found = { ...child, complete: true };
  }
  return found;
}

function childOf(
  node: Node | undefined,
  step: PropertyKey,
  resolve: (node: Node | undefined) => Node | undefined,
): Child | undefined {
  if (isMap(node)) {
    const pair = findPair(node, String(step));
    if (pair) return { pair, node: isNode(pair.value) ? pair.value : keyOf(pair) };
    const sources = node.items.filter(isMerge).flatMap(({ value }) => {
      const merged = resolve(isNode(value) ? value : undefined);
      return isSeq(merged) ? merged.items.map((item) => resolve(isNode(item) ? item : undefined)) : [merged];
    });
    return sources.map((merged) => childOf(merged, step, resolve)).find((child) => child !== undefined);
  }
  const item = isSeq(node) ? node.items[Number(step)] : undefined;
  return isNode(item) ? { pair: undefined, node: item } : undefined;
}

/** The node that an alias stands for: the last of its anchor before it. */
function resolveAlias(node: Node | undefined, root: Node | null): Node | undefined {
  if (!isAlias(node)) return node;
  let found: Node | undefined;
  visit(root, {
    Node: (_key, other) => {
      if (other === node) return visit.BREAK;
      if ('anchor' in other && other.anchor === node.source) found = other;
      return undefined;
    },
  });
  return isAlias(found) ? undefined : found;
}

/** A key that is itself a collection becomes a text in the value; its place is then that of the first such key. */
function findPair({ items }: YAMLMap, key: string): Pair | undefined {
  return (
    items.find((item) => isScalar(item.key) && String(item.key.value ?? '') === key) ??
    (/^[[{]/.test(key) ? items.find((item) => isCollection(item.key)) : undefined)
  );
}

/** A merge key's own value is a symbol. */
function isMerge({ key }: Pair): boolean {
  return isScalar(key) && typeof key.value === 'symbol';
}

function keyOf(pair: Pair | undefined): Node | undefined {
  return isNode(pair?.key) ? pair.key : undefined;
}

function firstKey(node: Node | undefined): Node | undefined {
  const first = isMap(node) ? node.items[0] : undefined;
  return isPair(first) ? keyOf(first) : undefined;
}

/** An empty value has no letter to point at: its key has. */
function shownNode({ node, pair }: Found): Node | undefined {
  const [start = 0, end = 0] = node?.range ?? [];
  return start === end ? (keyOf(pair) ?? node) : node;
}

function toSpan(source: SourceFile, node: Node | undefined): Span {
  const [from, end] = node?.range ?? [0, 0];
  // The header of a block scalar says nothing about what is wrong with its text.
  const start = isScalar(node) && isBlockScalar(node) ? (alignScalar(source.text, node).starts[0] ?? from) : from;
  return { source, start, end: start + source.text.slice(start, end).trimEnd().length };
}
