// Whether a user's pattern matches a text: judged by RE2, the engine of Prometheus, in time linear in the text. The engine
// of JavaScript backtracks: `(a+)+b` beside a text of thirty letters would keep it busy for hours.
import { RE2JS } from 're2js';

/** Longer texts are values of no label that anybody writes, and matching takes time in proportion. */
const LONGEST_TEXT = 250;

/** Specs repeat the same few patterns; compiling one takes half a millisecond. */
const MOST_KEPT = 1_000;

/** A compiled pattern and its answers so far: scenarios ask for the same values again and again, and specs for the same lists. */
interface Compiled {
  readonly pattern: RE2JS;
  readonly answers: Map<string, boolean>;
  readonly answersOfLists: WeakMap<readonly string[], boolean>;
}

const compiled = new Map<string, Compiled | undefined>();

/**
 * Whether the pattern matches the whole text, as Prometheus anchors it, with a dot that matches line breaks too. Undefined
 * where that is not decided: for a pattern that is none, and for texts of more than 250 characters.
 */
export function matchesPattern(pattern: string, text: string): boolean | undefined {
  if (text.length > LONGEST_TEXT) return undefined;
  const known = compiledOf(pattern);
  if (known === undefined) return undefined;
  const earlier = known.answers.get(text);
  if (earlier !== undefined) return earlier;
  const answer = known.pattern.matches(text);
  if (known.answers.size < MOST_KEPT) known.answers.set(text, answer);
  return answer;
}

/** Whether the pattern matches any of the texts, a list that nobody changes; undefined for a pattern that is none. */
export function matchesAny(pattern: string, texts: readonly string[]): boolean | undefined {
  const lists = compiledOf(pattern)?.answersOfLists;
  if (lists === undefined) return undefined;
  const answer = lists.get(texts) ?? texts.some((text) => matchesPattern(pattern, text));
  lists.set(texts, answer);
  return answer;
}

function compiledOf(pattern: string): Compiled | undefined {
  if (compiled.has(pattern)) return compiled.get(pattern);
  if (compiled.size >= MOST_KEPT) compiled.clear();
  const made = compile(pattern);
  compiled.set(pattern, made);
  return made;
}

function compile(pattern: string): Compiled | undefined {
  try {
    return { pattern: RE2JS.compile(pattern, RE2JS.DOTALL), answers: new Map(), answersOfLists: new WeakMap() };
  } catch {
    // What is wrong with a pattern is told where its matcher is parsed.
    return undefined;
  }
}
