// A comparison in, Markdown for a comment on a pull request out. What users wrote stands in code spans, where Markdown, HTML
// and mentions mean nothing.
import { codeOf } from '../diagnostics/markdown.ts';
import { fenceOf } from '../text/backticks.ts';
import { printable } from '../text/printable.ts';
import type { Comparison, RuleChange } from './change.ts';
import { responseTable, type Section, sectionsOf, summaryOf } from './outline.ts';
import { joinPhrases, type Phrase } from './phrase.ts';
import type { StateNames } from './render-text.ts';

/** GitHub takes comments of 65,536 characters, and whoever posts this may add some. */
const MOST_CHARACTERS = 60_000;

export function renderDiffMarkdown(comparison: Comparison, { before, after }: StateNames): string {
  const head = [
    `### SLOs: ${codeOf(before)} → ${codeOf(after)}`,
    ...summaryOf(comparison).map((phrase) => `- ${markdown(phrase)}`),
  ].join('\n');
  const sections = sectionsOf(comparison);
  return cut([head, ...sections.map(renderSection)], sections.map(renderRules));
}

/** As much as fits: first what is to be said, then the rules themselves. */
function cut(blocks: readonly string[], details: readonly string[]): string {
  let room = MOST_CHARACTERS;
  const fits = (text: string): boolean => {
    const isShort = text.length + 2 <= room;
    if (isShort) room -= text.length + 2;
    return isShort;
  };
  const shown = blocks.map((block) => (fits(block) ? block : undefined));
  const shownDetails = details.map((text) => (text === '' || fits(text) ? text : undefined));
  const whole = shown.flatMap((block, at) => [block, at === 0 ? '' : shownDetails[at - 1]]);
  const isCut = whole.includes(undefined);
  const texts = whole.filter((text) => text !== undefined && text !== '');
  return `${[...texts, ...(isCut ? ['Not all of it fits here: `slo diff` tells the rest.'] : [])].join('\n\n')}\n`;
}

function renderSection(section: Section): string {
  const title = markdown(joinPhrases(section.titles, ', '));
  const responses = responseTable(section.subjects[0]?.responses ?? []);
  const points = section.points.flatMap(({ text, below }) => [
    `- ${markdown(text)}`,
    ...below.map((phrase) => `  - ${markdown(phrase)}`),
  ]);
  return [`#### ${title}`, points.join('\n'), ...(responses.length > 0 ? [table(responses)] : [])].join('\n\n');
}

function table([head, ...rows]: readonly (readonly string[])[]): string {
  // A bar would end a cell even in a code span.
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  const ruler = (head ?? []).map((_, at) => (at === 0 ? '---' : '---:'));
  return [line(head ?? []), line(ruler), ...rows.map(([alert = '', ...times]) => line([codeOf(alert), ...times]))].join(
    '\n',
  );
}

/** Every rule that differs, as a rule file has it before and after. */
function renderRules({ subjects }: Section): string {
  const rules = subjects.flatMap((subject) => subject.rules);
  if (rules.length === 0) return '';
  const count = `${rules.length} rule${rules.length === 1 ? '' : 's'}`;
  const diff = rules.flatMap(ruleLines).map(printable).join('\n');
  const fence = fenceOf(diff, 3);
  return `<details><summary>${count}</summary>\n\n${fence}diff\n${diff}\n${fence}\n\n</details>`;
}

function ruleLines({ change, kind, name, fields, before, after }: RuleChange): string[] {
  const shown = change === 'changed' ? fields : ['expr'];
  return [
    `@@ ${kind} ${name}, ${change} @@`,
    ...shown.flatMap((field) => [
      ...marked('-', field, before?.fields[field]),
      ...marked('+', field, after?.fields[field]),
    ]),
  ];
}

function marked(sign: '-' | '+', field: string, value: string | undefined): string[] {
  return value === undefined ? [] : `${field}: ${value}`.split('\n').map((line) => `${sign} ${line}`);
}

function markdown(phrase: Phrase): string {
  return phrase.map((part) => (typeof part === 'string' ? part : codeOf(part.quoted))).join('');
}
