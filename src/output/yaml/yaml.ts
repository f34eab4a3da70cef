// A plain JSON-like value in, YAML text in one deterministic style out: block style, two blanks, keys in the order given,
// no folded lines, no anchors. Knows nothing of what the values mean. An emitter of our own: the yaml package's takes ten
// times as long and cannot quote for YAML 1.1 and 1.2 at once; in the tests that package reads every spelling back.
import { printKey, printNumber, printString, type StringStyle } from './scalar.ts';

/** What stands above the document. */
export interface YamlOptions {
  /** Comment lines, without their `#`. */
  readonly header?: readonly string[];
}

/** A collection that is printed already, as an item of a list whose lines have that indent. */
export class PrintedItem {
  readonly text: string;
  readonly indent: string;
  /** How many bytes it has as JSON, which is reckoned when it is asked for. */
  readonly jsonBytes: () => number;

  constructor(text: string, indent: string, jsonBytes: () => number) {
    this.text = text;
    this.indent = indent;
    this.jsonBytes = jsonBytes;
  }
}

/** Prints `value` as an item of a list, for `indent` before the further lines of the item. */
export function printItem(value: object, indent: string): PrintedItem {
  return new PrintedItem(printValue(value, indent, 'plain', ' '), indent, () =>
    Buffer.byteLength(JSON.stringify(value)),
  );
}

// Prometheus takes strings only here; a value such as 5m or "true" must not change its look with its content.
const STRING_MAPS: ReadonlySet<string> = new Set(['labels', 'annotations']);

// An implicit key may have 1024 characters at most (YAML 1.2 §7.4.2).
const LONGEST_IMPLICIT_KEY = 1000;

/**
 * Prints `value` as one YAML document that reads back exactly, under YAML 1.1 and 1.2. As in JSON, `-0` is 0, undefined
 * properties are left out, and an undefined element is null. Throws a TypeError for what has no JSON form.
 */
export function printYaml(value: unknown, { header = [] }: YamlOptions = {}): string {
  const lines = header.map((line) =>
    `# ${line.replace(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029\ufffe\uffff]+/gu, ' ')}`.trimEnd(),
  );
  const head = lines.map((line) => `${line}\n`).join('');
  // Files are large: each look at a text copies what it was made of, once.
  const text = `${printValue(value, '', 'plain', head)}\n`;
  return text.startsWith(' ') ? head + text.slice(1) : text;
}

/**
 * What follows `key:` or `-` or stands alone, with the blank or the line break that it begins with; `indent` is that of
 * the lines of a nested collection, and `start` stands before the first of them.
 */
function printValue(value: unknown, indent: string, style: StringStyle, start = `\n${indent}`): string {
  if (typeof value === 'string') return ` ${printString(value, style, indent === '' ? '  ' : indent)}`;
  if (typeof value === 'number') return ` ${printNumber(value)}`;
  if (typeof value === 'boolean') return ` ${value}`;
  if (value === null || value === undefined) return ' null';
  if (Array.isArray(value)) return printList(value, indent, style, start);
  if (value instanceof PrintedItem) {
    if (value.indent !== indent || start !== ' ') throw new TypeError('an item was printed for another place');
    return value.text;
  }
  if (isRecord(value)) return printMap(value, indent, style, start);
  throw new TypeError(`${Object.prototype.toString.call(value)} has no JSON form`);
}

function printList(items: readonly unknown[], indent: string, style: StringStyle, start: string): string {
  if (items.length === 0) return ' []';
  const inner = `${indent}  `;
  let text = '';
  // A collection within a list begins on the line of its `-`.
  for (const item of items) text += `${text === '' ? start : `\n${indent}`}-${printValue(item, inner, style, ' ')}`;
  return text;
}

function printMap(map: Readonly<Record<string, unknown>>, indent: string, style: StringStyle, start: string): string {
  const inner = `${indent}  `;
  let text = '';
  for (const key of Object.keys(map)) {
    const value = map[key];
    if (value === undefined) continue;
    const name = printKey(key);
    const head = name.length > LONGEST_IMPLICIT_KEY ? `? ${name}\n${indent}` : name;
    const ownStyle = STRING_MAPS.has(key) ? 'quoted' : style;
    text += `${text === '' ? start : `\n${indent}`}${head}:${printValue(value, inner, ownStyle)}`;
  }
  return text === '' ? ' {}' : text;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  // Not so: dates, maps, sets, regular expressions, functions.
  return Object.prototype.toString.call(value) === '[object Object]';
}
