// Patterns from a stranger's specs: each of these keeps a backtracking engine busy for longer than anybody waits.
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { compile } from '../../../src/compile.ts';
import { Report } from '../../../src/diagnostics/report.ts';
import { readTargets } from '../../../src/model/targets.ts';
import { checkRegex } from '../../../src/patterns/check-regex.ts';
import { matchesPattern } from '../../../src/patterns/pattern.ts';
import { branches, samplesOf } from '../../../src/patterns/samples.ts';
import { impliesTest, someValuePasses, valueTest } from '../../../src/promql/matched-values.ts';
import { expectWithin } from '../../support/within.ts';

const BACKTRACKING = [
  '(a+)+b',
  '([a-z0-9]+-?)+-prod',
  '(?:a|a)*b',
  '(?:a?){60}a{60}',
  '(?:(?:a*)*)*b',
  '(?:a|ab|aba)*c',
  '(.*a){20}b',
  '(?i)(A+)+B',
];

/** What the built-in engine would try for hours. */
const LONG = `${'a'.repeat(120)}!`;

/** The work that a test may take; each took longer than any limit before. */
const LIMIT_MS = 5_000;

describe('a pattern', () => {
  it.each(BACKTRACKING)('%s is judged without backtracking', (pattern) => {
    expectWithin(LIMIT_MS, () => {
      expect(checkRegex(pattern).problem).toBeUndefined();
      expect(matchesPattern(pattern, LONG)).toBe(false);
      expect(valueTest({ op: '!~', value: pattern })?.(LONG)).toBe(true);
      expect(samplesOf(pattern).every((text) => matchesPattern(pattern, text))).toBe(true);
    });
  });

  it('has examples wherever a person would see one', () => {
    expect(samplesOf('([a-z0-9]+-?)+-prod')).toContain('0-prod');
    expect(samplesOf('((x)|([a][b]))-[[:alpha:]]')).toContain('x-a');
    expect(branches('a|[|]|(b|c)|\\||[]|]')).toEqual(['a', '[|]', '(b|c)', '\\|', '[]|]']);
  });

  it.each([
    `((${'[a]'.repeat(60)}(b)))`,
    `${'('.repeat(400)}a${')'.repeat(400)}`,
    `(${'(?:[a][^b](c)?)'.repeat(300)})`,
    `(?:${'a?'.repeat(500)}){2}`,
    Array.from({ length: 1_000 }, (_, at) => `svc-${at}`).join('|'),
  ])('of many parts has examples without many tries (%#)', (pattern) => {
    const areMatched = () => samplesOf(pattern).every((text) => matchesPattern(pattern, text));
    expect(expectWithin(LIMIT_MS, areMatched)).toBe(true);
  });

  it.each([
    [`=~${'(?:a?b?)'.repeat(300)}`, '=~b*a'],
    ['=~(?:(?:a{50}){10}){2}', '=~a*b'],
    [`=~${Array.from({ length: 200 }, (_, at) => `.*${at}`).join('|')}`, '!~.*7'],
    [`=${'a'.repeat(50_000)}`, '=~(a|b)*'],
    [`=~${'(?:a|b)*a(?:a|b){15}'}`, '=~(?:a|b)*b(?:a|b){15}'],
  ])('is held against another within a bound (%#)', (...texts) => {
    const tests = texts.map((text) => {
      const [, op = '=', value = ''] = /^(=~|!~|!=|=)(.*)$/su.exec(text) ?? [];
      return { op: op as '=', value };
    });
    // Undefined stands for what is too much work to decide.
    expectWithin(LIMIT_MS, () => {
      expect([true, undefined]).toContain(someValuePasses(tests));
      expect([false, undefined]).toContain(impliesTest(tests.slice(0, 1), { op: '!=', value: 'none' }) && undefined);
    });
  });

  it('that is none is not judged', () => {
    expect(matchesPattern('(', 'a')).toBeUndefined();
    expect(valueTest({ op: '=~', value: '(?=a)' })).toBeUndefined();
  });

  it('of any shape is judged as an engine that backtracks judges it', () => {
    const atom = fc.constantFrom('a', 'b', '.', '[ab]', '[^a]', '\\d', '\\w');
    const part = fc.tuple(atom, fc.constantFrom('', '*', '+?', '?', '{2}', '{1,2}')).map((both) => both.join(''));
    const pattern = fc.array(fc.array(part, { maxLength: 4 }), { minLength: 1, maxLength: 3 });
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '1', '\n', 'ä', '😀'), maxLength: 6 });
    fc.assert(
      fc.property(pattern, text, (parts, value) => {
        const written = parts.map((part) => part.join('')).join('|');
        expect(matchesPattern(written, value)).toBe(new RegExp(`^(?:${written})$`, 'su').test(value));
      }),
    );
  });
});

const specOf = (matchers: readonly string[]): string => `service: shop
slos:
${matchers
  .map(
    (matcher, at) => `  - name: slo-${at}
    objective: 99%
    indicator:
      ratio:
        total: 'http_requests_total{${matcher}}'
        bad: 'http_requests_total{${matcher}, code=~"5.."}'
`,
  )
  .join('')}`;

function codesOf(text: string): readonly string[] {
  const report = new Report();
  const [settings] = readTargets(undefined, report).targets;
  if (!settings) throw new Error('a project has settings');
  compile({ specs: [{ path: 'slos/shop.slo.yaml', text }] }, settings, report);
  return report.diagnostics.map(({ code }) => code);
}

describe('the patterns of a spec file', () => {
  it('may be as many as people write', () => {
    expect(codesOf(specOf(Array.from({ length: 100 }, (_, at) => `path=~"/api/v${at}/[a-z0-9-]+(/.*)?"`)))).toEqual([]);
    const pods = Array.from({ length: 400 }, (_, at) => `checkout-${at}-abcdef`).join('|');
    expect(codesOf(specOf([`pod=~"${pods}"`]))).toEqual([]);
  });

  it('are refused, with their place, when they are too much work together', () => {
    expect(codesOf(specOf(Array.from({ length: 8 }, (_, at) => `path=~"(?:a?b?c?){100}${at}"`)))).toContain(
      'patterns-too-heavy',
    );
    expect(codesOf(specOf(['path=~"(?:a?b?c?){1000}"']))).toEqual(['promql-syntax', 'promql-syntax']);
  });
});
