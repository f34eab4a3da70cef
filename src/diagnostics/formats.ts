// Diagnostics in, text for other programs out: our own JSON, and GitHub's workflow commands. SARIF has its own file.
import { printable } from '../text/printable.ts';
import { countProblems, type ProblemCount, shownOf } from './count.ts';
import { locationOf, positionOf } from './position.ts';
import type { Diagnostic, Severity, Span } from './report.ts';

/** Where a problem lies: lines and columns (code points) from 1, the end exclusive. All null for what has no place. */
export interface JsonPlace {
  readonly file: string | null;
  readonly line: number | null;
  readonly column: number | null;
  readonly endLine: number | null;
  readonly endColumn: number | null;
}

/** One problem; every field is always there. */
export interface JsonDiagnostic extends JsonPlace {
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  readonly help: string | null;
  readonly related: readonly ({ readonly message: string } & JsonPlace)[];
}

/** What `renderJson` prints. `version` grows when a field changes its meaning or goes; fields may be added within one. */
export interface JsonReport {
  readonly version: 1;
  readonly diagnostics: readonly JsonDiagnostic[];
  readonly counts: ProblemCount;
}

/** All problems as one JSON document of the shape `JsonReport`, with a final line break. */
export function renderJson(diagnostics: readonly Diagnostic[]): string {
  return stringifySafely(jsonReport(diagnostics));
}

/** What `renderJson` prints, for documents that say more. */
export function jsonReport(diagnostics: readonly Diagnostic[]): JsonReport {
  return {
    version: 1,
    diagnostics: diagnostics.map(({ code, severity, message, span, help, related = [] }) => ({
      code,
      severity,
      message,
      ...placeOf(span),
      help: help ?? null,
      related: related.map((note) => ({ message: note.message, ...placeOf(note.span) })),
    })),
    counts: countProblems(diagnostics),
  };
}

/**
 * One workflow command a line, which GitHub Actions shows as annotations on the changed files: of more than 100 problems
 * the first 100, and the number of the rest; empty if there are none. https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#setting-an-error-message
 */
export function renderGithub(diagnostics: readonly Diagnostic[]): string {
  const { shown, rest } = shownOf(diagnostics);
  const more = rest > 0 ? [`::notice title=slo::${rest} more problems; slo lint --format json lists all of them`] : [];
  return [...shown.map(githubCommand), ...more].map((line) => `${line}\n`).join('');
}

/** JSON in which everything that a terminal would obey or hide is escaped; a parser reads back the same value. */
export function stringifySafely(value: unknown): string {
  const json = JSON.stringify(value, null, 2).replace(/(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) =>
    Array.from({ length: character.length }, (_, unit) => jsonEscape(character.charCodeAt(unit))).join(''),
  );
  return `${json}\n`;
}

function placeOf(span: Span | undefined): JsonPlace {
  if (!span) return { file: null, line: null, column: null, endLine: null, endColumn: null };
  const start = positionOf(span.source, span.start);
  const end = positionOf(span.source, Math.max(span.start, span.end));
  return {
    file: span.source.path,
    line: start.line,
    column: start.column,
    endLine: end.line,
    endColumn: end.column,
  };
}

function githubCommand({ code, severity, message, span, related = [], help }: Diagnostic): string {
  const { file, line, column, endLine, endColumn } = placeOf(span);
  // The runner drops both columns of a span over several lines (ActionCommandManager.ValidateLinesAndColumns).
  const columns = line === endLine ? { col: column, endColumn } : {};
  const properties = Object.entries({ file, line, endLine, ...columns, title: code }).flatMap(([name, value]) =>
    value === null ? [] : [`${name}=${githubProperty(String(value))}`],
  );
  const lines = [
    message,
    ...(help === undefined ? [] : [`help: ${help}`]),
    ...related.map((note) => `${locationOf(note.span)}: ${note.message}`),
  ];
  return `::${severity} ${properties.join(',')}::${lines.map(githubData).join('%0A')}`;
}

function githubData(text: string): string {
  return printable(text).replaceAll('%', '%25');
}

function githubProperty(text: string): string {
  return githubData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}

function jsonEscape(unit: number): string {
  return `\\u${unit.toString(16).padStart(4, '0')}`;
}
