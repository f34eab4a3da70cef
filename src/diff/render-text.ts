// A comparison in, text for a terminal out.
import { type Format, type Paint, PLAIN } from '../diagnostics/paint.ts';
import { columns } from '../text/numbers.ts';
import { printable } from '../text/printable.ts';
import type { Comparison } from './change.ts';
import { responseTable, type Section, sectionsOf, summaryOf, titleText } from './outline.ts';
import { type Phrase, textOf } from './phrase.ts';

/** What the two states are called. */
export interface StateNames {
  readonly before: string;
  readonly after: string;
}

export function renderDiffText(comparison: Comparison, { before, after }: StateNames, paint: Paint = PLAIN): string {
  const line = (indent: string) => (phrase: Phrase) => `${indent}${printable(textOf(phrase))}`;
  const sections = sectionsOf(comparison).map((section) => [
    paint(formatOf(section), printable(titleText(section))),
    ...section.points.flatMap(({ text, below }) => [line('  ')(text), ...below.map(line('    '))]),
    ...columns(responseTable(section.subjects[0]?.responses ?? [])).map((row) => `  ${printable(row)}`),
  ]);
  const blocks = [[paint('bold', printable(`${before} → ${after}`))], ...sections, summaryOf(comparison).map(line(''))];
  return `${blocks.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

/** Of what is new and of what is gone, the title has a colour; SLOs that share a section changed in the same way. */
function formatOf({ subjects: [subject] }: Section): Format {
  if (subject?.change === 'added') return ['bold', 'green'];
  return subject?.change === 'removed' ? ['bold', 'red'] : 'bold';
}
