// The tokens of a text and how far they have been read. After the first token that no grammar allows there, the rest counts
// as read, so whoever reads on finds the end.
import type { PromqlProblem } from '../problem.ts';
import type { Token } from './scan.ts';
import { unquote } from './unquote.ts';

/** A stretch of the text: UTF-16 offsets, `to` exclusive. */
export interface Place {
  readonly from: number;
  readonly to: number;
}

/** A text, and the problems found in it so far. */
export interface Checked {
  /** The text as the user wrote it. */
  readonly text: string;
  readonly problems: PromqlProblem[];
}

export interface Reader extends Checked {
  readonly tokens: readonly Token[];
  /** The index of the next token. */
  at: number;
  /** The index of the first token that cannot stand where it stands; that of the end if tokens are missing. */
  unexpectedAt?: number;
}

/** A reader at the first of the tokens of a text. */
export function readerOf(text: string, tokens: readonly Token[]): Reader {
  return { text, tokens, problems: [], at: 0 };
}

/** The next token, or one further `ahead`; undefined at the end. */
export function peek({ tokens, at }: Reader, ahead = 0): Token | undefined {
  return tokens[at + ahead];
}

/** The next token as its word or sign in lower case; empty at the end and for strings. */
export function nextSymbol(reader: Reader, ahead = 0): string {
  const token = peek(reader, ahead);
  return token === undefined || token.kind === 'string' ? '' : token.text.toLowerCase();
}

/** Takes the next token; undefined at the end. */
export function take(reader: Reader): Token | undefined {
  const token = peek(reader);
  if (token !== undefined) reader.at += 1;
  return token;
}

/** Takes the token if it is this sign or word. */
export function skip(reader: Reader, symbol: string): boolean {
  const isNext = nextSymbol(reader) === symbol;
  if (isNext) reader.at += 1;
  return isNext;
}

/** Takes the sign, which is a mistake of syntax where something else stands. */
export function expectSign(reader: Reader, sign: string): void {
  if (!skip(reader, sign)) stopReading(reader);
}

/** Notes that the next token cannot stand here. */
export function stopReading(reader: Reader): void {
  reader.unexpectedAt ??= reader.at;
  reader.at = reader.tokens.length;
}

/** The end of the token that was taken last. */
function endOfTaken({ tokens, at }: Reader): number {
  const last = tokens[at - 1];
  return last === undefined ? 0 : last.from + last.text.length;
}

/** The place from an offset to the end of what was taken last. */
export function placeFrom(from: number, reader: Reader): Place {
  return { from, to: Math.max(from, endOfTaken(reader)) };
}

/** Where a token stands in the text. */
export function placeOf({ from, text }: Token): Place {
  return { from, to: from + text.length };
}

/** Adds a problem of the text from one offset to another. */
export function addProblem(checked: Checked, { from, to }: Place, message: string, help?: string): void {
  checked.problems.push({ message, from, to, ...(help === undefined ? {} : { help }) });
}

/** Why what newer versions know cannot be used. */
export const RUNS_ON_OLDEST = 'the rules have to run on Prometheus 2.42';

/** Notes that a piece is newer than the oldest Prometheus that the rules must run on. */
export function addNewer(checked: Checked, place: Place, what: string, version: string): void {
  addProblem(checked, place, `${what} needs Prometheus ${version}`, RUNS_ON_OLDEST);
}

/** Notes that a name, or a label, stands in quotation marks, and how it is called without
 *  (https://prometheus.io/docs/instrumenting/escaping_schemes/). */
export function addQuotedName(checked: Checked, place: Place, what: 'name' | 'label', { text, from }: Token): void {
  const { value } = unquote(text, from);
  const plain = value.replace(/[^\w:]/gu, '_').replace(/^(?=\d)/, '_');
  const instead =
    plain === value
      ? `write ${plain} without quotation marks`
      : `scrape it with "metric_name_escaping_scheme: underscores", by which it is called ${plain}`;
  const help = value === '' ? RUNS_ON_OLDEST : `${RUNS_ON_OLDEST}; ${instead}`;
  addProblem(checked, place, `a ${what} in quotation marks needs Prometheus 3.0`, help);
}

const LONGEST_QUOTE = 40;

/** The text of a place, cut short to be quoted in a message. */
export function quoted({ text }: Checked, { from, to }: Place): string {
  const all = text.slice(from, to).replace(/\s+/g, ' ');
  return `"${all.length > LONGEST_QUOTE ? `${all.slice(0, LONGEST_QUOTE - 1)}…` : all}"`;
}
