// Paths and values of a spec in, how a message calls them out.
import type { Path } from './locate.ts';

/** A message must stay one readable line, whatever somebody wrote. */
const LONGEST_QUOTE = 60;

/** How a place is called in a message: its own key, or its number in the list it stands in. */
export function subject(path: Path): string {
  const key = path.at(-1);
  if (typeof key === 'number') return `item ${key + 1} of ${quoted(path.at(-2))}`;
  return key === undefined ? 'the document' : quoted(key);
}

/** What a user wrote, shortened and in quotes. */
export function quoted(text: PropertyKey | undefined): string {
  return JSON.stringify(shortened(String(text)));
}

/** What the user wrote. */
export function found(value: unknown): string {
  if (value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a mapping';
  return typeof value === 'string' ? quoted(value) : `the ${typeof value} ${String(value)}`;
}

/** `a, b or c`. */
export function listed(words: readonly string[], conjunction: string): string {
  const [last = '', ...others] = [...words].reverse();
  return others.length === 0 ? last : `${others.reverse().join(', ')} ${conjunction} ${last}`;
}

const ARTICLES: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a mapping',
  record: 'a mapping',
};

/** A type's name as people say it. */
export function article(type: string): string {
  return ARTICLES[type] ?? type;
}

/** The value at `path`, undefined where there is none. */
export function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (inner, step) =>
      typeof inner === 'object' && inner !== null && Object.hasOwn(inner, step) ? Reflect.get(inner, step) : undefined,
    value,
  );
}

function shortened(text: string): string {
  return text.length > LONGEST_QUOTE ? `${Array.from(text.slice(0, LONGEST_QUOTE)).slice(0, -2).join('')}…` : text;
}
