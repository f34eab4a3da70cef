// The spellings of a bound, as text exporters write them and as Prometheus 2 and 3 store them (the tables come from both
// scraping the same targets).
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { anySpelling } from '../../../src/model/checks/bounds.ts';
import { bucketPattern } from '../../../src/promql/bucket.ts';
import { eq, re, selector } from '../../../src/promql/build.ts';
import { parseSelector } from '../../../src/promql/parse/parse.ts';
import { print } from '../../../src/promql/print.ts';

/** Prometheus anchors patterns at both ends. */
function matches(bound: number, spelling: string): boolean {
  return new RegExp(`^(?:${bucketPattern(bound)})$`).test(spelling);
}

/** As Go's strconv.FormatFloat(bound, 'g', -1, 64) writes it, with the `.0` that Prometheus 3 adds. */
function openMetrics(bound: number): string {
  const [digits = '', exponent = ''] = bound.toExponential().split('e');
  const power = Number(exponent);
  if (power < -4 || power >= 6) return `${digits}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
  const plain = String(bound);
  return plain.includes('.') ? plain : `${plain}.0`;
}

/** As text exporters write it: 1800000, 0.00001. */
function withoutExponent(bound: number): string {
  const [mantissa = '', power = ''] = bound.toExponential().split('e');
  const [whole = '', fraction = ''] = mantissa.split('.');
  const digits = whole + fraction;
  const point = 1 + Number(power);
  if (point <= 0) return `0.${'0'.repeat(-point)}${digits}`;
  return digits.length > point ? `${digits.slice(0, point)}.${digits.slice(point)}` : digits.padEnd(point, '0');
}

/** Bounds of one to six digits, from microseconds to years in milliseconds. */
const anyBound = fc
  .tuple(fc.integer({ min: 1, max: 999_999 }), fc.integer({ min: -9, max: 6 }))
  .map(([digits, power]) => Number(`${digits}e${power}`));

describe('the pattern of a bound', () => {
  it.each<[number, string[]]>([
    [1, ['1', '1.0']],
    [5, ['5', '5.0']],
    [250, ['250', '250.0']],
    [100_000, ['100000', '100000.0']],
    [1_000_000, ['1000000', '1000000.0', '1e+06']],
    [1_800_000, ['1800000', '1800000.0', '1.8e+06']],
    [10_000_000, ['10000000', '1e+07']],
    [0.1, ['0.1']],
    [0.5, ['0.5']],
    [2.5, ['2.5']],
    [0.005, ['0.005']],
    [0.0001, ['0.0001']],
    [0.00001, ['0.00001', '1e-05']],
    [0.000025, ['0.000025', '2.5e-05']],
    [1e-10, ['0.0000000001', '1e-10']],
    [3_600_000_000, ['3600000000', '3.6e+09']],
  ])('of %d matches %j', (bound, spellings) => {
    for (const spelling of spellings) expect([spelling, matches(bound, spelling)]).toEqual([spelling, true]);
  });

  it.each<[number, string[]]>([
    [1, ['10', '11', '1x0', '100', '0.1', '1e+06', '+Inf', '']],
    [10, ['1', '100', '1.0', '1e+01']],
    [0.1, ['0.15', '0x1', '01', '0.01', '1']],
    [2.5, ['25', '2x5', '2.55']],
    [1_800_000, ['1800', '18e+06', '1x8e+06', '1.8e+07', '1.8e06']],
    [0.00001, ['1e-5', '1e-06', '0.0000']],
  ])('of %d matches none of %j', (bound, spellings) => {
    expect(spellings.filter((spelling) => matches(bound, spelling))).toEqual([]);
  });

  it('matches what Prometheus 2 and 3 store, whatever the bound', () => {
    fc.assert(
      fc.property(anyBound, (bound) => {
        const spellings = [withoutExponent(bound), openMetrics(bound)];
        expect(spellings.map((spelling) => [spelling, matches(bound, spelling)])).toEqual(
          spellings.map((spelling) => [spelling, true]),
        );
      }),
    );
  });

  it('matches no other bound, whatever the two', () => {
    fc.assert(
      fc.property(anyBound, anyBound, (bound, other) => {
        fc.pre(bound !== other);
        expect(matches(bound, openMetrics(other))).toBe(false);
        expect(matches(bound, String(other))).toBe(false);
      }),
    );
  });

  it('is RE2, and reads the same after PromQL has quoted it', () => {
    fc.assert(
      fc.property(anyBound, (bound) => {
        const pattern = bucketPattern(bound);
        // Digits, alternation and classes of one character mean the same in RE2 and in JavaScript.
        expect(pattern).toMatch(/^(?:[0-9e|-]|\[[.+]\])+$/);
        const printed = print(selector('h_bucket', [re('le', pattern), eq('job', 'a')]));
        const parsed = parseSelector(printed);
        expect('selector' in parsed && parsed.selector.matchers[0]?.value).toBe(pattern);
      }),
    );
  });
});

describe('a matcher on bounds', () => {
  const accepts = (written: string, op: '=' | '=~', spelling: string) => {
    const { value } = anySpelling({ label: 'le', op, value: written });
    return new RegExp(`^(?:${value})$`).test(spelling);
  };

  it.each([
    ['5', '='],
    ['5', '=~'],
    ['5.0', '=~'],
    ['5|10', '=~'],
    ['0[.]5|5', '=~'],
  ] as const)('%s matches 5 and 5.0 under %s', (written, op) => {
    expect(['5', '5.0'].map((spelling) => accepts(written, op, spelling))).toEqual([true, true]);
    expect(accepts(written, op, '50')).toBe(false);
  });

  it('stays what it is where it is no list of bounds', () => {
    expect(anySpelling({ label: 'le', op: '=~', value: '5([.]0)?' }).value).toBe('5([.]0)?');
  });
});
