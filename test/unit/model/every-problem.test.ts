// Mistakes of one SLO are reported together: whoever mends one and runs again should not meet the next.
import { describe, expect, it } from '@jest/globals';
import { printYaml } from '../../../src/output/yaml/yaml.ts';
import { diagnose } from '../../support/compile-text.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Mistakes that have nothing to do with each other: the code of each, and what is written. */
interface Mistakes {
  readonly indicator: Readonly<Record<string, readonly [within: string, fields: Fields]>>;
  readonly slo: Readonly<Record<string, Fields>>;
}

const OF_ALERTS: Mistakes['slo'] = {
  'objective-out-of-range': { objective: '101%' },
  'period-out-of-range': { period: '1h' },
  'reserved-label': { labels: { slo: 'mine' } },
  'window-out-of-range': {
    alerts: { threshold: [{ name: 'High', errorRatio: '1%', over: '1s', severity: 'warning' }] },
  },
};

const KINDS: Readonly<Record<string, Mistakes>> = {
  'istio latency': {
    indicator: {
      'threshold-not-a-bucket': ['istio.latency', { below: '200ms' }],
      'promql-syntax': ['istio.latency', { where: 'destination_service_name=~"("' }],
    },
    slo: OF_ALERTS,
  },
  'istio requests': {
    indicator: {
      'good-and-bad-swapped': ['istio.requests', { badCodes: ['200'] }],
      'promql-syntax': ['istio.requests', { where: 'destination_service_name=~"("' }],
    },
    slo: OF_ALERTS,
  },
  latency: {
    indicator: {
      'wrong-unit': ['latency', { histogram: 'made_up' }],
      'promql-syntax': ['latency', { where: 'job=~"("' }],
    },
    slo: OF_ALERTS,
  },
  ratio: {
    indicator: { 'promql-syntax': ['ratio', { total: 'orders_total{' }] },
    slo: OF_ALERTS,
  },
};

const SOUND: Readonly<Record<string, Fields>> = {
  'istio latency': { istio: { latency: { below: '250ms' } } },
  'istio requests': { istio: { requests: {} } },
  latency: { latency: { histogram: 'orders_seconds', below: '250ms', buckets: ['100ms', '250ms'] } },
  ratio: { ratio: { total: 'orders_total', bad: 'orders_total{code="500"}' } },
};

/** The fields with others at a path, such as `istio.latency`. */
function placed(fields: Fields, path: readonly string[], others: Fields): Fields {
  const [key, ...rest] = path;
  if (key === undefined) return { ...fields, ...others };
  return { ...fields, [key]: placed(Object(fields[key]), rest, others) };
}

describe.each(Object.keys(KINDS))('an SLO of %s', (kind) => {
  const mistakes = KINDS[kind];
  const codes = [...Object.keys(mistakes?.indicator ?? {}), ...Object.keys(mistakes?.slo ?? {})];
  const codesOf = (wanted: readonly string[]) => {
    const indicator = wanted.reduce<Fields>((fields, code) => {
      const [within, others] = mistakes?.indicator[code] ?? [];
      return within === undefined ? fields : placed(fields, within.split('.'), others ?? {});
    }, SOUND[kind] ?? {});
    const slo = Object.assign(
      { name: 'mine', objective: '99%', indicator },
      ...wanted.map((code) => mistakes?.slo[code]),
    );
    const found = diagnose(printYaml({ service: 'shop', slos: [slo] }));
    return [...new Set(found.filter(({ severity }) => severity === 'error').map(({ code }) => code))].sort();
  };

  const expected = (wanted: readonly string[]) => [...new Set(wanted)].sort();

  it('has no error without mistakes', () => expect(codesOf([])).toEqual([]));

  it.each(codes.flatMap((code, at) => codes.slice(at).map((other) => [code, other] as const)))(
    'with %s and %s has both',
    (one, other) => expect(codesOf([one, other])).toEqual(expected([one, other])),
  );

  it('with all of them has all', () => expect(codesOf(codes)).toEqual(expected(codes)));
});
