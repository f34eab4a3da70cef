// Which bucket decides of a latency threshold, by what is known of the bounds and what the spec has decided.
import { describe, expect, it } from '@jest/globals';
import { compileOne, specOf } from './compile-one.ts';

interface Resolved {
  readonly bound?: unknown;
  readonly codes: readonly string[];
  readonly message?: string;
}

function resolve(histogram: string, fields: string, below = '300ms'): Resolved {
  const text = specOf(
    `{ name: fast, objective: 99%, indicator: { latency: { histogram: ${histogram}, below: ${below}${fields} } } }`,
  );
  const { slos, codes, diagnostics } = compileOne(text);
  const [first] = slos;
  const indicator = first?.slo.kind === 'budget' ? first.slo.indicator : undefined;
  return {
    codes,
    ...(indicator?.kind === 'latency' && { bound: indicator.bound }),
    ...(diagnostics[0] && { message: diagnostics[0].message }),
  };
}

const DECISIONS: readonly (readonly [decision: string, bound: object, words: string])[] = [
  ['snap: down', { kind: 'bucket', le: 0.25 }, '250ms'],
  ['snap: up', { kind: 'bucket', le: 0.5 }, '500ms'],
  [
    'interpolate: true',
    { kind: 'interpolated', lower: 0.25, upper: 0.5, threshold: 0.3 },
    'an estimate between 250ms and 500ms',
  ],
];

describe('a threshold between two bounds', () => {
  it.each(DECISIONS)('of declared buckets is decided by %s', (decision, bound) => {
    const declared = `, buckets: [250ms, 500ms, 1s], ${decision}`;
    expect(resolve('order_seconds', declared)).toEqual({ bound, codes: [] });
  });

  it.each(DECISIONS)(
    'of the buckets that libraries have by default is decided by %s, with a warning',
    (decision, bound, words) => {
      expect(resolve('grpc_server_handling_seconds', `, ${decision}`)).toEqual({
        bound,
        codes: ['warning[threshold-not-a-bucket]'],
        message: `300ms is no bucket that "grpc_server_handling_seconds" has by default, and the rule takes ${words}`,
      });
    },
  );

  it('of the buckets that libraries have by default may be a bucket of the application', () => {
    expect(resolve('grpc_server_handling_seconds', '')).toMatchObject({
      bound: { kind: 'bucket', le: 0.3 },
      codes: ['warning[threshold-not-a-bucket]'],
    });
  });

  it.each(DECISIONS)('of buckets that nobody knows cannot be decided by %s', (decision) => {
    expect(resolve('order_seconds', `, ${decision}`)).toEqual({
      codes: ['error[buckets-unknown]'],
      message: 'the buckets of "order_seconds" are not known, so nothing tells which are beside 300ms',
    });
  });
});

describe('a bound under a millisecond', () => {
  it.each([
    ['500us', '500us, 1ms', 'order_seconds', 0.0005],
    ['0.5ms', '0.25ms, 500us, 1ms', 'order_seconds', 0.0005],
    ['0.0005s', '0.5ms, 0.001s', 'order_seconds', 0.0005],
    ['2.5ms', '2.5ms', 'order_seconds', 0.0025],
    ['50us', '50us, 1m30s', 'order_seconds', 0.000_05],
    ['500us', '0.5ms, 1ms', 'order_milliseconds', 0.5],
  ])('is written %s, among [%s] of %s', (below, buckets, histogram, le) => {
    expect(resolve(histogram, `, buckets: [${buckets}]`, below)).toEqual({ bound: { kind: 'bucket', le }, codes: [] });
  });

  it('is told as a spec may write it', () => {
    expect(resolve('order_seconds', ', buckets: [250us, 2500us, 1s]', '0.5ms').message).toBe(
      '0.5ms is no bucket of "order_seconds" (the nearest are 250us and 2.5ms), so a rule on it would select nothing',
    );
  });

  it.each(['0us', '0.0ms'])('is more than %s', (below) => {
    expect(resolve('order_seconds', '', below).codes).toEqual(['error[invalid-value]']);
  });

  it.each(['.5ms', '1.5m', '1s500us', '500', '0.5'])('is not written %s', (below) => {
    expect(resolve('order_seconds', '', below).codes).toEqual(['error[wrong-unit]']);
  });
});

describe('buckets that were listed, with a mistake in the list', () => {
  it('are not called unknown', () => {
    expect(resolve('order_seconds', ', buckets: [250, 300ms]').codes).toEqual(['error[wrong-unit]']);
  });
});

describe('a matcher on a bucket that nobody knows', () => {
  const helpFor = (histogram: string) =>
    compileOne(
      specOf(
        `{ name: fast, objective: 99%, indicator: { ratio: { total: ${histogram}_count, good: '${histogram}_bucket{le="5"}' } } }`,
      ),
    ).diagnostics.map(({ code, help }) => [code, help]);

  it.each(['order_seconds', 'order_ms', 'order'])('of %s may be listed in a latency indicator', (histogram) => {
    expect(helpFor(histogram)).toEqual([['buckets-unknown', expect.stringContaining('use a latency indicator')]]);
  });

  it.each(['order_minutes', 'order_microseconds', 'order_us', 'order_nanoseconds', 'order_bytes'])(
    'of %s, which no latency indicator can read, is known to the doctor',
    (histogram) => {
      expect(helpFor(histogram)).toEqual([['buckets-unknown', expect.stringContaining('slo doctor')]]);
    },
  );
});
