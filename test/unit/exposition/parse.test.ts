// A scrape's text in, samples out: the formats that exporters write, and lines that are none.
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { typeNamesOf } from '../../../src/exposition/exposition.ts';
import { parseExposition } from '../../../src/exposition/parse.ts';
import { expectWithin } from '../../support/within.ts';

const samplesOf = (text: string) => parseExposition(text).samples;

describe('a scrape', () => {
  it('is read with types, labels, timestamps and comments', () => {
    const { samples, types, problems } = parseExposition(
      [
        '# HELP requests_total Requests, by code.',
        '# TYPE requests_total counter',
        'requests_total{handler="/a b",code="200"} 1.5e3 1700000000000',
        '  # a remark',
        '',
        'up 1',
        'temperature\t-Inf',
      ].join('\r\n'),
    );
    expect(problems).toEqual([]);
    expect(types.get('requests_total')).toBe('counter');
    expect(samples).toEqual([
      { name: 'requests_total', labels: { handler: '/a b', code: '200' }, value: 1500 },
      { name: 'up', labels: {}, value: 1 },
      { name: 'temperature', labels: {}, value: Number.NEGATIVE_INFINITY },
    ]);
  });

  it('may be OpenMetrics, with exemplars, units and an end', () => {
    const { samples, problems } = parseExposition(
      '# TYPE latency_seconds histogram\n# UNIT latency_seconds seconds\nlatency_seconds_bucket{le="0.1"} 8 1700000000.123 # {trace_id="a } b"} 0.067 1700000000.1\nlatency_seconds_count 9\n# EOF\n',
    );
    expect(problems).toEqual([]);
    expect(samples.map(({ name, value }) => [name, value])).toEqual([
      ['latency_seconds_bucket', 8],
      ['latency_seconds_count', 9],
    ]);
  });

  it('may have names in quotes', () => {
    expect(samplesOf('{"http.requests", "a.b"="c", code="200"} 3')).toEqual([
      { name: 'http.requests', labels: { 'a.b': 'c', code: '200' }, value: 3 },
    ]);
  });

  it('loses empty values of labels, as in Prometheus', () => {
    expect(samplesOf('m{a="",b="c",} 1')).toEqual([{ name: 'm', labels: { b: 'c' }, value: 1 }]);
  });

  it('has a problem for each line that is no sample, up to ten, and the other lines are read', () => {
    const { samples, problems } = parseExposition('<html>\nup 1\nm{a=} 2\nm{a="b" 2\nm constructor\n');
    expect(samples).toHaveLength(1);
    expect(problems.map(({ start, end }) => [start, end])).toEqual([
      [0, 6],
      [12, 19],
      [20, 29],
      [30, 43],
    ]);
    expect(parseExposition('no sample\n'.repeat(100)).problems).toHaveLength(10);
  });

  it('gives back any label value', () => {
    const escaped = (text: string) =>
      text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n').replaceAll('\r', '');
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (value) => {
        const clean = value.replaceAll('\r', '');
        expect(samplesOf(`m{a="${escaped(value)}"} 1`)[0]?.labels.a ?? '').toBe(clean);
      }),
      { numRuns: 50 },
    );
  });
});

describe('the type of a series', () => {
  it('may be stated for the metric that it is a part of', () => {
    expect(typeNamesOf('requests_total')).toEqual(['requests_total', 'requests']);
    expect(typeNamesOf('up')).toEqual(['up']);
  });
});

describe('a long line that is no sample', () => {
  const LONG = 200_000;
  it.each([
    ['#', '#'],
    ['1#', '1#'],
    ['digits behind a value', '1 1'],
    ['blanks', '1 '],
    ['quotes', '"'],
    ['backslashes', '\\'],
  ])('is read in time linear in its length: %s', (_name, unit) => {
    const text = `m ${unit}${unit.slice(-1).repeat(LONG)}\u2028x\nm{a="${unit.repeat(LONG)}\n`;
    expect(expectWithin(10_000, () => samplesOf(text))).toEqual([]);
  });
});
