// What values of a label several matchers admit together, decided for all texts: each matcher is an automaton whose states
// are derivatives of its expression (Brzozowski, "Derivatives of Regular Expressions", 1964), and the automata run side by
// side. A label that is missing has the empty value, as in Prometheus.
import { matchesAny, matchesPattern } from '../patterns/pattern.ts';
import {
  choice,
  EMPTY,
  literalTree,
  NOTHING,
  type PatternTree,
  patternTree,
  repeat,
  sequence,
} from '../patterns/pattern-tree.ts';
import type { Matcher } from './ast.ts';
import { OPPOSITE } from './matches.ts';

type Test = Pick<Matcher, 'op' | 'value'>;

/** Whether some value passes all of `tests`; undefined where that cannot be decided. */
export function someValuePasses(tests: readonly Test[]): boolean | undefined {
  const only = tests.find(({ op }) => op === '=');
  const passes = only && tests.map((test) => passesTest(test, only.value));
  if (passes?.every((passed) => passed !== undefined)) return passes.every(Boolean);
  const trees = tests.map(({ op, value }) => (op === '=' || op === '!=' ? literalTree(value) : patternTree(value)));
  const known = trees.filter((tree) => tree !== undefined);
  if (known.length < trees.length) return undefined;
  return search(
    known,
    tests.map(({ op }) => op === '=' || op === '=~'),
  );
}

/** Whether every value that passes all of `tests` passes `other` as well; undefined where that cannot be decided. */
export function impliesTest(tests: readonly Test[], other: Test): boolean | undefined {
  const passes = someValuePasses([...tests, negated(other)]);
  return passes === undefined ? undefined : !passes;
}

function negated({ op, value }: Test): Test {
  return { op: OPPOSITE[op], value };
}

/** Tells of values whether they pass `test`; undefined where its expression cannot be judged. */
export function valueTest(test: Test): ((candidate: string) => boolean) | undefined {
  if (passesTest(test, '') === undefined) return undefined;
  return (candidate) => passesTest(test, candidate) === true;
}

/** Whether one of `values`, a list that nobody changes, is equal to the text of `test`, or matched by its expression; undefined where
 *  the expression cannot be judged. */
export function occurs({ op, value }: Test, values: readonly string[]): boolean | undefined {
  return op === '=' || op === '!=' ? values.includes(value) : matchesAny(value, values);
}

function passesTest({ op, value }: Test, candidate: string): boolean | undefined {
  if (op === '=' || op === '!=') return (candidate === value) === (op === '=');
  const isMatched = matchesPattern(value, candidate);
  return isMatched === undefined ? undefined : isMatched === (op === '=~');
}

/** Expressions of selectors have a few dozen states. */
const MOST_STATES = 4_000;

/** How much may be derived for one answer: the sum of the sizes of what was derived. */
const MOST_WORK = 3_000_000;

/** What is left of that sum. */
interface Work {
  left: number;
}

function search(start: readonly PatternTree[], outcomes: readonly boolean[]): boolean | undefined {
  const letters = representatives(start);
  const work: Work = { left: MOST_WORK };
  const seen = new Set([keyOf(start)]);
  const queue = [start];
  for (let state = queue.pop(); state; state = queue.pop()) {
    if (state.every((tree, at) => matchesEmpty(tree) === outcomes[at])) return true;
    for (const letter of letters) {
      const next = state.map((tree) => derive(tree, letter, work));
      if (work.left < 0) return undefined;
      const isDead = next.some((tree, at) => tree === NOTHING && outcomes[at]);
      const key = keyOf(next);
      if (isDead || seen.has(key)) continue;
      if (seen.size >= MOST_STATES) return undefined;
      seen.add(key);
      queue.push(next);
    }
  }
  return false;
}

function keyOf(state: readonly PatternTree[]): string {
  return state.map(({ key }) => key).join(' ');
}

/** One letter for each set of letters that no expression tells apart. */
function representatives(trees: readonly PatternTree[]): number[] {
  return [...new Set([0, ...trees.flatMap(boundaries)])];
}

function boundaries(tree: PatternTree): number[] {
  switch (tree.kind) {
    case 'letter':
      return tree.ranges.flatMap(([low, high]) => [low, high + 1]);
    case 'sequence':
      return [...boundaries(tree.first), ...boundaries(tree.rest)];
    case 'choice':
      return tree.options.flatMap(boundaries);
    case 'repeat':
      return boundaries(tree.part);
    default:
      return [];
  }
}

function matchesEmpty(tree: PatternTree): boolean {
  switch (tree.kind) {
    case 'empty':
    case 'repeat':
      return true;
    case 'sequence':
      return matchesEmpty(tree.first) && matchesEmpty(tree.rest);
    case 'choice':
      return tree.options.some(matchesEmpty);
    default:
      return false;
  }
}

/** What may follow `letter`; nothing that counts when no work is left. */
function derive(tree: PatternTree, letter: number, work: Work): PatternTree {
  work.left -= tree.key.length;
  if (work.left < 0) return NOTHING;
  switch (tree.kind) {
    case 'letter':
      return tree.ranges.some(([low, high]) => low <= letter && letter <= high) ? EMPTY : NOTHING;
    case 'sequence': {
      const first = sequence(derive(tree.first, letter, work), tree.rest);
      return matchesEmpty(tree.first) ? choice([first, derive(tree.rest, letter, work)]) : first;
    }
    case 'choice':
      return choice(tree.options.map((option) => derive(option, letter, work)));
    case 'repeat':
      return sequence(derive(tree.part, letter, work), repeat(tree.part));
    default:
      return NOTHING;
  }
}
