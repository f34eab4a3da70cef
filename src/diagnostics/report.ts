// What a user did wrong, as data. Every phase adds to one Report and goes on; nothing throws for a user's mistake.
import { abridged } from '../text/abridge.ts';
import { compareText } from '../text/lists.ts';
import type { DiagnosticCode } from './catalogue/catalogue.ts';

/** A text that was read, with the path to show for it (relative to where the tool runs, `/` between its parts). */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** A stretch of a source: offsets in UTF-16 units, `start` inclusive, `end` exclusive. Line and column are worked out
 *  only when it is shown. */
export interface Span {
  readonly source: SourceFile;
  readonly start: number;
  readonly end: number;
}

export type Severity = 'error' | 'warning';

/** A second place that explains the first, such as where a duplicate was defined before. */
export interface RelatedSpan {
  readonly message: string;
  readonly span: Span;
}

/** One problem: a stable code, a message that stands alone, where it is, and what to do about it. */
export interface Diagnostic {
  readonly code: DiagnosticCode;
  readonly severity: Severity;
  /** One line without a final period; quotes the offending thing. */
  readonly message: string;
  /** Where. Absent only for what has no place in a file (a folder without specs). */
  readonly span?: Span;
  readonly related?: readonly RelatedSpan[];
  /** What to do, one line. */
  readonly help?: string;
}

/** Collects the problems of one run. Every question but that for all of them takes the same time however many there are. */
export class Report {
  readonly #diagnostics: Diagnostic[] = [];
  #errorCount = 0;

  add(diagnostic: Diagnostic): void {
    this.#diagnostics.push(diagnostic);
    if (diagnostic.severity === 'error') this.#errorCount += 1;
  }

  /** How many errors were added so far: a check of several values is left out where one of them is wrong by itself. */
  get errorCount(): number {
    return this.#errorCount;
  }

  get hasErrors(): boolean {
    return this.#errorCount > 0;
  }

  /** All problems, sorted by file, place and code, each once, in sentences of a length that people read. */
  get diagnostics(): readonly Diagnostic[] {
    const seen = new Set<string>();
    const distinct = [...this.#diagnostics].sort(byPlace).filter((diagnostic) => {
      const key = JSON.stringify([sortKeyOf(diagnostic), diagnostic.code, diagnostic.message]);
      return !seen.has(key) && seen.add(key) !== undefined;
    });
    return distinct.map(readable);
  }
}

/** The same in sentences of a length that people read, however long the values are that they quote. */
export function readable(diagnostic: Diagnostic): Diagnostic {
  const { message, help, related } = diagnostic;
  return {
    ...diagnostic,
    message: abridged(message),
    ...(help !== undefined && { help: abridged(help) }),
    ...(related && { related: related.map((note) => ({ ...note, message: abridged(note.message) })) }),
  };
}

function sortKeyOf({ span }: Diagnostic): readonly [string, number, number] {
  return span ? [span.source.path, span.start, span.end] : ['', 0, 0];
}

function byPlace(a: Diagnostic, b: Diagnostic): number {
  const [pathA, startA, endA] = sortKeyOf(a);
  const [pathB, startB, endB] = sortKeyOf(b);
  return compareText(pathA, pathB) || startA - startB || endA - endB || compareText(a.code, b.code);
}
