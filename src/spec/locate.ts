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
  /** Whether a part of the value at `path` was left out, as it does not fit the schema; absent where all of it fits. */
  readonly isPartial?: (path: Path) => boolean;
}

interface Found {
  readonly node: Node | undefined;
  readonly pair: Pair | undefined;
  readonly complete: boolean;
}

type Child = Omit<Found, 'complete'>;

/** Ties `value` to the YAML tree that it was made from. */
export function locate<T>(value: T, root: Node | null, source: SourceFile): Located<T> {
  let targets: ReadonlyMap<Node, Node> | undefined;
  const resolve: Resolve = (node) => {
    if (!isAlias(node)) return node;
    targets ??= findTargets(root);
    return targets.get(node);
  };
  const spanOf = (path: Path, part: 'value' | 'key' = 'value'): Span => {
    const found = walk(root ?? undefined, path, resolve);
    const node = found.complete && part === 'value' ? shownNode(found) : (keyOf(found.pair) ?? firstKey(found.node));
    return toSpan(source, node ?? found.node ?? root ?? undefined);
  };
  return {
    value,
    source,
    spanOf,
    spanInside(path, from, to) {
      const { node, complete } = walk(root ?? undefined, path, resolve);
      const scalar = resolve(node);
      if (!complete || !isScalar(scalar) || typeof scalar.value !== 'string') return spanOf(path);
      const { starts, ends } = alignScalar(source.text, scalar);
      const start = starts[Math.min(from, starts.length - 1)] ?? 0;
      const end = to > from ? ends[Math.min(to, ends.length) - 1] : start;
      return { source, start, end: Math.max(end ?? start, start) };
    },
  };
}

/** From an alias to the node that it stands for; any other node stands for itself. */
type Resolve = (node: Node | undefined) => Node | undefined;

/** What each alias of the tree stands for: the last node before it that has its anchor. */
function findTargets(root: Node | null): Map<Node, Node> {
  const anchored = new Map<string, Node>();
  const targets = new Map<Node, Node>();
  visit(root, {
    Node: (_key, node) => {
      const target = isAlias(node) ? anchored.get(node.source) : undefined;
      if (target) targets.set(node, target);
      if (!isAlias(node) && node.anchor) anchored.set(node.anchor, node);
    },
  });
  return targets;
}

function walk(root: Node | undefined, path: Path, resolve: Resolve): Found {
  let found: Found = { node: root, pair: undefined, complete: true };
  for (const step of path) {
    const child = childOf(resolve(found.node), step, resolve);
    if (!child) return { ...found, complete: false };
    found = { ...child, complete: true };
  }
  return found;
}

function childOf(node: Node | undefined, step: PropertyKey, resolve: Resolve): Child | undefined {
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

// A file that somebody made for us to choke on may have hundreds of thousands of unknown keys in one mapping.
const indexes = new WeakMap<YAMLMap, ReadonlyMap<string, Pair>>();

function findPair(node: YAMLMap, key: string): Pair | undefined {
  const index = indexes.get(node) ?? new Map(node.items.map((item) => [keyText(item), item]));
  indexes.set(node, index);
  // A key that is itself a collection becomes a text in the value; its place is then that of the last such key.
  return index.get(key) ?? (/^[[{]/.test(key) ? index.get(COLLECTION) : undefined);
}

const COLLECTION = '[]';

function keyText({ key }: Pair): string {
  if (isCollection(key)) return COLLECTION;
  return isScalar(key) ? String(key.value ?? '') : String(key);
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
