import { describe, expect, it } from '@jest/globals';
import { findMetric, labelsOf, METRICS, TARGET_LABELS } from '../../../src/metrics/catalogue.ts';
import { findGoneMetric, GONE_METRICS } from '../../../src/metrics/gone.ts';
import { readExposition, type Series } from './exposition.ts';

const FIXTURES = ['istiod-metrics.prom', 'envoy-metrics.prom'];

describe.each(FIXTURES)('the catalogue against %s', (fixture) => {
  const { series, types } = readExposition(fixture);

  function violations(broken: (sample: Series) => boolean): string[] {
    const names = series.filter(broken).map(({ name, labels }) => `${name}{${[...labels.keys()].join()}}`);
    return [...new Set(names)];
  }

  it('has samples of many metrics', () => {
    expect(types.size).toBeGreaterThanOrEqual(40);
    expect(series.length).toBeGreaterThan(200);
  });

  it('knows every series and says the same type as the target', () => {
    expect(violations(({ name }) => findMetric(name) === undefined)).toEqual([]);
    const said = [...types.keys()].map((name) => [name, findMetric(name)?.metric.type]);
    expect(said).toEqual([...types]);
  });

  it('knows every label', () => {
    const unknown = violations(({ name, labels }) => {
      const found = findMetric(name);
      const own = [...(found?.metric.labels ?? []), ...(found?.part === 'bucket' ? ['le'] : [])];
      return [...labels.keys()].some((label) => !own.includes(label));
    });
    expect(unknown).toEqual([]);
  });

  it('knows every value of the labels whose values it lists', () => {
    const unknown = series.flatMap(({ name, labels }) => {
      const values = findMetric(name)?.metric.labelValues ?? {};
      return [...labels].filter(([label, value]) => value !== '' && values[label]?.includes(value) === false);
    });
    expect(unknown).toEqual([]);
  });

  it('knows the bounds of every histogram, no more and no fewer', () => {
    const histograms = [...types].filter(([, type]) => type === 'histogram').map(([name]) => name);
    expect(histograms.length).toBeGreaterThanOrEqual(3);
    for (const histogram of histograms) {
      const buckets = series.filter(({ name }) => name === `${histogram}_bucket`);
      const bounds = new Set(buckets.map(({ labels }) => labels.get('le') ?? ''));
      const sorted = [...bounds].map((le) => Number(le.replace('+Inf', 'Infinity'))).sort((a, b) => a - b);
      expect([histogram, sorted]).toEqual([histogram, [...(findMetric(histogram)?.metric.buckets ?? []), Infinity]]);
    }
  });
});

describe('the catalogue', () => {
  it('lists nothing for istiod, proxies and agents that a working mesh would lack, but for what it calls lazy', () => {
    const exposed = new Set(FIXTURES.flatMap((fixture) => [...readExposition(fixture).types.keys()]));
    const claimed = METRICS.filter(({ exportedBy }) => ['istiod', 'proxy', 'agent'].includes(exportedBy));
    expect(claimed.filter(({ lazy, name }) => lazy !== true && !exposed.has(name))).toEqual([]);
  });

  it('has each metric once, fully described', () => {
    expect(new Set(METRICS.map(({ name }) => name)).size).toBe(METRICS.length);
    for (const { name, help, source } of METRICS) {
      expect(name).toMatch(/^[a-z][a-zA-Z0-9_]*[a-z0-9]$/);
      expect(help).toMatch(/^\S.*\.$/);
      expect(source).toMatch(/^([\w-]+\/[\w-]+:)?[\w/.-]+\.(go|cc|c|rs|md|rst|adoc)(:[\d,-]+)?$/);
    }
  });

  it('gives ascending buckets to histograms and to nothing else', () => {
    for (const { name, type, buckets } of METRICS) {
      expect([name, buckets !== undefined]).toEqual([name, type === 'histogram']);
      expect([...(buckets ?? [])].sort((a, b) => a - b)).toEqual(buckets ?? []);
    }
  });

  it('lists values only for labels that the metric has', () => {
    const foreign = METRICS.filter(({ labels, labelValues = {} }) =>
      Object.keys(labelValues).some((label) => !labels.includes(label)),
    );
    expect(foreign).toEqual([]);
  });

  it('has no bucket at 200 ms, and has 100 and 250', () => {
    const { buckets = [] } = findMetric('istio_request_duration_milliseconds')?.metric ?? {};
    expect([100, 200, 250].map((bound) => buckets.includes(bound))).toEqual([true, false, true]);
  });
});

describe('findMetric', () => {
  it.each([
    ['istio_requests_total', 'istio_requests_total', 'base'],
    ['pilot_proxy_convergence_time', 'pilot_proxy_convergence_time', 'base'],
    ['pilot_proxy_convergence_time_bucket', 'pilot_proxy_convergence_time', 'bucket'],
    ['istio_request_bytes_sum', 'istio_request_bytes', 'sum'],
    ['istio_request_bytes_count', 'istio_request_bytes', 'count'],
    ['citadel_server_csr_count', 'citadel_server_csr_count', 'base'],
  ])('resolves %s to %s, part %s', (series, name, part) => {
    const found = findMetric(series);
    expect([found?.metric.name, found?.part]).toEqual([name, part]);
  });

  it.each(['istio_requests', 'istio_requests_total_count', 'pilot_xds_sum', 'citadel_server_csr', 'constructor', ''])(
    'does not know "%s"',
    (name) => {
      expect(findMetric(name)).toBeUndefined();
    },
  );
});

describe('labelsOf', () => {
  it('adds the labels of the target, and le to buckets alone', () => {
    const rejects = findMetric('pilot_total_xds_rejects')?.metric;
    const bytes = findMetric('istio_request_bytes')?.metric;
    expect(rejects && labelsOf(rejects)).toEqual(['type', ...TARGET_LABELS]);
    expect(bytes && labelsOf(bytes)).not.toContain('le');
    expect(bytes && labelsOf(bytes, 'bucket')).toContain('le');
  });

  it('names a label once that both the metric and its target have', () => {
    const replicas = findMetric('kube_deployment_spec_replicas')?.metric;
    expect(replicas && labelsOf(replicas).filter((label) => label === 'namespace')).toEqual(['namespace']);
  });
});

describe('metrics that are gone', () => {
  it("are in nobody's exports, while their replacements are", () => {
    for (const [name, { instead }] of Object.entries(GONE_METRICS)) {
      expect([name, findMetric(name)]).toEqual([name, undefined]);
      if (instead !== undefined) {
        expect([instead, findMetric(instead)?.metric.name]).toEqual([instead, instead]);
      }
    }
  });

  it('cover the names that circulate', () => {
    const circulating = ['pilot_xds_pushes_total', 'pilot_xds_connections', 'pilot_xds_push_errors'];
    expect(circulating.map((name) => findGoneMetric(name)?.instead)).toEqual([
      'pilot_xds_pushes',
      'pilot_xds',
      'pilot_xds_pushes',
    ]);
    expect(findGoneMetric('mixer_runtime_dispatches_total')?.why).toContain('1.8');
  });

  it('send the parts of a histogram to the same part of the new one', () => {
    expect(findGoneMetric('istio_request_duration_seconds_bucket')?.instead).toBe(
      'istio_request_duration_milliseconds_bucket',
    );
  });

  it('do not include living metrics or names of another world', () => {
    expect(['pilot_xds', 'constructor', 'toString_count', 'node_load1'].map(findGoneMetric)).toEqual(
      Array.from({ length: 4 }, () => undefined),
    );
  });
});
