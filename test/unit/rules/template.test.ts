// Users' texts in labels and annotations, which Prometheus runs through Go's text/template: they must come out as they
// went in, and hold nothing that Flux takes for a variable of its own.
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { budgetLeft, groupText, literal } from '../../../src/rules/template.ts';
import { budgetSlo } from '../model/compile-one.ts';

/** What text/template makes of it: the lexer takes the first `{{` that it finds, and only string literals may stand in. */
function render(template: string): string {
  const at = template.indexOf('{{');
  if (at < 0) return template;
  const [action, text] = /^\{\{ ("(?:[^"\\\n]|\\.)*") \}\}/.exec(template.slice(at)) ?? [];
  if (action === undefined || text === undefined) throw new Error(`unexpected "{" in command: ${template.slice(at)}`);
  const value: string = JSON.parse(text.replaceAll(/\\x([\da-f]{2})/g, '\\u00$1'));
  return template.slice(0, at) + value + render(template.slice(at + action.length));
}

const HOSTILE = fc.string({
  unit: fc.constantFrom(
    '{',
    '{{',
    '}',
    '}}',
    '$',
    '${',
    '"',
    '\\',
    '`',
    ' ',
    '-',
    '\n',
    'a',
    '.',
    '/*',
    '%',
    'é',
    '🚨',
  ),
});

describe('a literal text', () => {
  it.each([
    'nothing special',
    '{{ $value }}',
    '@{HOME}',
    '$@{HOME}',
    '{@{HOME}}',
    '{{@{HOME}}}',
    '{{{ a }}}',
    '{ {{ {{{ {{{{',
    '{{- trim -}}',
    '{{/* comment */}}',
    '{{ "{{" }}',
    '{{ "$" }}{x}',
    '$',
    '{',
    'ends with {',
    'ends with $',
    '@{',
  ])('renders to itself: %s', (marked) => {
    // An @ for each $ before a brace, which would look like a template string of this language.
    const text = marked.replaceAll('@', '$');
    expect(render(literal(text))).toBe(text);
    expect(literal(text)).not.toContain('${');
  });

  it('renders to itself, whatever it holds', () => {
    fc.assert(
      fc.property(HOSTILE, (text) => {
        expect(render(literal(text))).toBe(text);
      }),
      { numRuns: 2_000 },
    );
  });

  it('holds no variable of Flux, whatever it holds', () => {
    fc.assert(
      fc.property(HOSTILE, (text) => {
        expect(literal(text)).not.toContain('${');
      }),
      { numRuns: 2_000 },
    );
  });

  it('is left alone where nothing has to be escaped', () => {
    expect(literal('100 % "quoted" $labels } }} { a }')).toBe('100 % "quoted" $labels } }} { a }');
  });
});

describe('templates of ours', () => {
  const slo = (by: string) =>
    budgetSlo(`{ name: x, objective: 99%, indicator: { by: ${by}, ratio: { total: a, bad: b } } }`);

  it('name the group that an alert is about', () => {
    expect(groupText([])).toBe('');
    for (const label of ['zone', 'path']) expect(groupText(['zone', 'path'])).toContain(`{{ $labels.${label} }}`);
  });

  it('look the budget up in the series of the SLO, for its group', () => {
    expect(budgetLeft(slo('[]'))).toContain(
      'query "slo:error_budget:remaining_ratio{slo=\\"x\\",slo_service=\\"test\\"}"',
    );
    expect(budgetLeft(slo('[zone, path]'))).toContain(
      'printf "slo:error_budget:remaining_ratio{slo=\\"x\\",slo_service=\\"test\\",zone=%q,path=%q}" $labels.zone $labels.path | query',
    );
  });
});
