// The text of a scrape in, its samples out: the text format of Prometheus, with quoted UTF-8 names too, and OpenMetrics
// (https://prometheus.io/docs/instrumenting/exposition_formats/, https://prometheus.io/docs/specs/om/open_metrics_spec/).
// A line that cannot be read is a problem, and the others are read all the same.
import type { Exposition, ExpositionProblem, Labels, Sample } from './exposition.ts';

/** A scrape that is no exposition at all would otherwise be told line by line. */
const MOST_PROBLEMS = 10;

const NAME = /[a-zA-Z_:][a-zA-Z0-9_:]*/y;
const QUOTED = /"((?:[^"\\\n]|\\.)*)"/y;
const BLANKS = /[ \t]*/y;
// A value, perhaps a timestamp, and in OpenMetrics perhaps an exemplar. No part can take what begins
// the next, and whatever follows a # fits, so that a line which does not fit is read once and not once for each of its characters.
const VALUE = /[ \t]*(\S+)(?:[ \t]+-?[0-9.eE+-]+)?(?:[ \t]+#[\s\S]*)?$/y;
const TYPE = /^#[ \t]+TYPE[ \t]+(?:"((?:[^"\\]|\\.)*)"|(\S+))[ \t]+(\S+)/;

/** Reads one scrape. */
export function parseExposition(text: string): Exposition {
  const samples: Sample[] = [];
  const types = new Map<string, string>();
  const problems: ExpositionProblem[] = [];
  let start = 0;
  for (const line of text.split('\n')) {
    const end = start + line.length;
    const content = line.trim();
    if (content.startsWith('#')) readType(content, types);
    else if (content !== '') {
      const sample = readSample(content);
      if (sample !== undefined) samples.push(sample);
      else if (problems.length < MOST_PROBLEMS) problems.push({ message: 'this line is no sample', start, end });
    }
    start = end + 1;
  }
  return { samples, types, problems };
}

function readType(line: string, types: Map<string, string>): void {
  const [, quoted, plain, type] = TYPE.exec(line) ?? [];
  const name = quoted === undefined ? plain : unescaped(quoted);
  if (name !== undefined && type !== undefined) types.set(name, type);
}

/** A place in a line that moves on as parts of it are read. */
interface Cursor {
  readonly line: string;
  at: number;
}

function readSample(line: string): Sample | undefined {
  const cursor: Cursor = { line, at: 0 };
  const name = take(NAME, cursor)?.[0];
  const inside = line[cursor.at] === '{' ? readLabels(cursor) : undefined;
  if (inside === 'broken') return undefined;
  const found = name ?? inside?.name;
  const value = numberOf(take(VALUE, cursor)?.[1]);
  return found === undefined || value === undefined ? undefined : { name: found, labels: inside?.labels ?? {}, value };
}

interface Inside {
  readonly labels: Labels;
  /** A name in quotes stands between the braces. */
  readonly name?: string;
}

function readLabels(cursor: Cursor): Inside | 'broken' {
  const labels: [string, string][] = [];
  let name: string | undefined;
  cursor.at += 1;
  for (;;) {
    take(BLANKS, cursor);
    if (cursor.line[cursor.at] === '}') break;
    const entry = readEntry(cursor);
    if (entry === undefined) return 'broken';
    if (entry.value === undefined) name = entry.text;
    else if (entry.value !== '') labels.push([entry.text, entry.value]);
  }
  cursor.at += 1;
  return { labels: Object.fromEntries(labels), ...(name !== undefined && { name }) };
}

/** A label and its value, or a name in quotes, which has none. */
function readEntry(cursor: Cursor): { readonly text: string; readonly value?: string } | undefined {
  const quoted = take(QUOTED, cursor)?.[1];
  const text = quoted === undefined ? take(NAME, cursor)?.[0] : unescaped(quoted);
  const value = readLabelValue(cursor);
  if (text === undefined || (value === undefined && quoted === undefined)) return undefined;
  take(BLANKS, cursor);
  if (cursor.line[cursor.at] === ',') cursor.at += 1;
  else if (cursor.line[cursor.at] !== '}') return undefined;
  return { text, ...(value !== undefined && { value }) };
}

/** The value behind `=`, if one follows. */
function readLabelValue(cursor: Cursor): string | undefined {
  take(BLANKS, cursor);
  if (cursor.line[cursor.at] !== '=') return undefined;
  cursor.at += 1;
  take(BLANKS, cursor);
  const quoted = take(QUOTED, cursor)?.[1];
  return quoted === undefined ? undefined : unescaped(quoted);
}

function take(pattern: RegExp, cursor: Cursor): RegExpExecArray | undefined {
  pattern.lastIndex = cursor.at;
  const found = pattern.exec(cursor.line) ?? undefined;
  if (found) cursor.at += found[0].length;
  return found;
}

function unescaped(text: string): string {
  return text.replace(/\\(.)/g, (_, character: string) => (character === 'n' ? '\n' : character));
}

const WORDS: ReadonlyMap<string, number> = new Map([
  ['nan', Number.NaN],
  ['inf', Number.POSITIVE_INFINITY],
  ['+inf', Number.POSITIVE_INFINITY],
  ['-inf', Number.NEGATIVE_INFINITY],
]);

function numberOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const word = WORDS.get(text.toLowerCase());
  if (word !== undefined) return word;
  const value = Number(text);
  return Number.isNaN(value) ? undefined : value;
}
