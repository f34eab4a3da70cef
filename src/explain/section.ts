// What explanations are made of: titles with lines below them.
import type { Paint } from '../diagnostics/paint.ts';

export interface Section {
  readonly title: string;
  readonly lines: readonly string[];
}

/** The sections as text, a blank line between them; titles stand out where there are colours. */
export function renderSections(sections: readonly Section[], paint: Paint): string {
  const texts = sections.map(({ title, lines }) =>
    [paint('bold', title), ...lines.map((line) => (line === '' ? '' : `  ${line}`))].join('\n'),
  );
  return `${texts.join('\n\n')}\n`;
}
