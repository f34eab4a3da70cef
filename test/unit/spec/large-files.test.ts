// Files of megabytes that are no specs, of much YAML in few letters each: told at once, without reading all of it.
import { describe, expect, it } from '@jest/globals';
import { Report } from '../../../src/diagnostics/report.ts';
import { parseConfig, parseSpecs } from '../../../src/spec/parse.ts';

const BYTES = 4_000_000;

/** A text of `unit` again and again, as large as a spec may be. */
const filled = (unit: string, head = '', tail = '') =>
  head + unit.repeat(Math.floor((BYTES - head.length - tail.length) / unit.length)) + tail;

function codesOf(text: string, read: (source: { path: string; text: string }, report: Report) => unknown): string[] {
  const report = new Report();
  read({ path: 'slos/large.slo.yaml', text }, report);
  return report.diagnostics.map(({ code }) => code);
}

describe('a large file', () => {
  it.each([
    ['of a list', filled('- a\n')],
    ['of fields', filled('x: 1\n')],
    ['of one line', filled('1,', 'a: [', ']')],
    ['of documents', filled('---\na: 1\n')],
    ['of comments', filled('# a\n', 'service: shop\n')],
    ['of empty lines', filled('\n')],
    ['of SLOs with mistakes', filled('  - nam: a\n    objectve: 99%\n', 'service: shop\nslos:\n')],
  ])('%s is too much for a spec and for the project file', (_what, text) => {
    expect(codesOf(text, parseSpecs)).toEqual(['yaml-too-complex']);
    expect(codesOf(text, parseConfig)).toEqual(['yaml-too-complex']);
  });

  it('with more mistakes than can be told is one mistake', () => {
    const text = `service: shop\nslos: [${'{},'.repeat(80_000)}]\n`;
    expect(codesOf(text, parseSpecs)).toEqual(['yaml-too-complex']);
  });

  it.each([
    ['a list of objects with a large first one', filled('  x: {a: [1,2,3]}\n', '- apiVersion: v1\n  kind: Pod\n')],
    ['an object with a long line', filled('1,', 'apiVersion: v1\nkind: Pod\na: [', ']')],
  ])('that is %s is told by its head', (_what, text) => {
    expect(codesOf(text, parseSpecs)).toEqual(['foreign-spec']);
  });

  it('with a thousand SLOs is read', () => {
    const slo = (at: number) =>
      `  - name: s${at}\n    description: some words\n    objective: 99.9%\n    indicator: { by: [handler], ratio: { total: 'a_total{job="x"}', bad: b_total } }\n`;
    const text = `service: shop\nslos:\n${Array.from({ length: 1_000 }, (_, at) => slo(at)).join('')}`;
    expect(codesOf(text, parseSpecs)).toEqual([]);
  });
});
