// Which bucket decides of a latency threshold, by what is known of the bounds and what the spec has decided.
import { describe, expect, it } from '@jest/globals';
import { compileOne, specOf } from './compile-one.ts';

interface Resolved {
  readonly bound?: unknown;
  readonly codes: readonly string[];
  readonly message?: string;
}

function resolve(histogram: string, fields: string): Resolved {
  const text = specOf(
    `{ name: fast, objective: 99%, indicator: { latency: { histogram: ${histogram}, below: 300ms${fields} } } }`,
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
