// Diagnostics in, text for a terminal out. Does not know whether there is a terminal: colour is for the caller to ask.
import { inert, printable } from '../text/printable.ts';
import { countProblems, shownOf } from './count.ts';
import { frameOf } from './frame.ts';
import type { Format, Paint } from './paint.ts';
import { locationOf, positionOf } from './position.ts';
import type { Diagnostic, Severity, Span } from './report.ts';

const SEVERITY_FORMAT: Readonly<Record<Severity, Format>> = { error: ['bold', 'red'], warning: ['bold', 'yellow'] };

/**
 * The problems, each with the line it lies in and the offending part underlined, and their number last: of more than 100
 * the first 100, errors before warnings, and the number of the rest. Ends with a line break; empty if there are no problems. Whatever messages and sources hold, no control character is printed.
 */
export function renderText(diagnostics: readonly Diagnostic[], paint: Paint): string {
  if (diagnostics.length === 0) return '';
  const { shown, rest } = shownOf(diagnostics);
  const blocks = shown.map((diagnostic) => renderDiagnostic(diagnostic, paint).join('\n'));
  const more = rest > 0 ? [`${numbered(rest, 'more problem')}; \`slo lint --format json\` lists all of them`] : [];
  return inert(`${[...blocks, ...more, summaryOf(diagnostics)].join('\n\n')}\n`);
}

function renderDiagnostic(diagnostic: Diagnostic, paint: Paint): readonly string[] {
  const { code, severity, message, span, related = [], help } = diagnostic;
  const title = `${paint(SEVERITY_FORMAT[severity], `${severity}[${printable(code)}]`)}: ${printable(message)}`;
  return [
    ...(span ? [`${printableLocation(span)} ${title}`, ...renderFrame(span, paint, severity)] : [title]),
    ...(help === undefined
      ? []
      : [`${gutterOf(span)}${paint('blue', '=')} ${paint('bold', 'help')}: ${printable(help)}`]),
    ...related.flatMap((note) => [
      `${printableLocation(note.span)} ${paint('bold', 'note')}: ${printable(note.message)}`,
      ...renderFrame(note.span, paint, 'note'),
    ]),
  ];
}

function renderFrame(span: Span, paint: Paint, severity: Severity | 'note'): readonly string[] {
  const { line, text, indent, width, continues } = frameOf(span);
  const gutter = gutterOf(span);
  const bar = paint('blue', '|');
  const carets = paint(severity === 'note' ? 'blue' : SEVERITY_FORMAT[severity], '^'.repeat(width));
  return [
    `${gutter}${bar}`,
    `${paint('blue', String(line))} ${bar} ${text}`.trimEnd(),
    `${gutter}${bar} ${' '.repeat(indent)}${carets}${continues ? '...' : ''}`,
  ];
}

function printableLocation(span: Span): string {
  return printable(locationOf(span));
}

/** Blanks as wide as the line number of the frame above, and one more. */
function gutterOf(span: Span | undefined): string {
  return ' '.repeat(span ? String(positionOf(span.source, span.start).line).length + 1 : 2);
}

function summaryOf(diagnostics: readonly Diagnostic[]): string {
  const { errors, warnings, files } = countProblems(diagnostics);
  const problems = [...numbered(errors, 'error'), ...numbered(warnings, 'warning')].join(', ');
  return [problems, ...numbered(files, 'file')].join(' in ');
}

function numbered(count: number, noun: string): readonly string[] {
  return count === 0 ? [] : [`${count} ${noun}${count === 1 ? '' : 's'}`];
}
