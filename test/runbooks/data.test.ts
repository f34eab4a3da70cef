// The queries of this repository's runbooks on a mesh: each finds something among series as istiod and Envoy export them,
// but for those on failures, which a healthy mesh has no series of.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { findMetric } from '../../src/metrics/catalogue.ts';
import { parseExpr } from '../../src/promql/parse/parse.ts';
import { selectorsOf } from '../../src/promql/visit.ts';
import { describeWithPromtool, testRules, withTempDir } from '../support/promtool.ts';

const PAGES = new URL('../../docs/runbooks/', import.meta.url);
const FIXTURES = new URL('../fixtures/', import.meta.url);

const ISTIOD = 'app="istiod",instance="10.0.0.1:15014",pod="istiod-1",namespace="istio-system",job="istiod"';
const PROXY = 'instance="10.0.0.2:15020",pod="shop-1",namespace="shop",job="envoy"';

/** Series of the platform, which no fixture holds. */
const PLATFORM = [
  { series: `up{${ISTIOD}}`, values: '1x60' },
  { series: 'up{job="gone",instance="10.0.0.3:80"}', values: '0x60' },
  { series: 'kube_deployment_status_replicas_available{namespace="istio-system",deployment="istiod"}', values: '3x60' },
  { series: 'kube_deployment_spec_replicas{namespace="istio-system",deployment="istiod"}', values: '3x60' },
];

/** The series of an exposition with the labels of its target, those that count growing with each scrape. */
function seriesOf(name: string, target: string): { series: string; values: string }[] {
  const lines = readFileSync(new URL(name, FIXTURES), 'utf8').split('\n');
  return lines
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [, metric = '', labels = '', value = ''] = /^([\w:]+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? [];
      const type = findMetric(metric)?.metric.type;
      const grows = type === 'counter' || type === 'histogram';
      const series = `${metric}{${[labels, target].filter((part) => part !== '').join(',')}}`;
      return { series, values: grows ? `${value}+${Math.max(Number(value), 1)}x60` : `${value}x60` };
    });
}

const queries = [
  ...new Set(
    readdirSync(PAGES).flatMap((page) =>
      [...readFileSync(new URL(page, PAGES), 'utf8').matchAll(/^```promql\n(.*?)\n```$/gms)].map(
        ([, query = '']) => query,
      ),
    ),
  ),
];

/** Whether every healthy mesh answers: failures are counted from the first on, and without a CA of one's own there is no
 *  chain. Recorded series are another matter. */
function isAnswered(query: string): boolean {
  const parsed = parseExpr(query);
  if (!('expr' in parsed)) throw new Error(query);
  const metrics = selectorsOf(parsed.expr).map(({ metric = '' }) => metric);
  const isMissing = (metric: string) =>
    metric.startsWith('slo:') || /_cert_chain_/.test(metric) || findMetric(metric)?.metric.lazy;
  return !query.startsWith('absent(') && !metrics.some(isMissing);
}

describeWithPromtool('the queries of the runbooks', (promtool) => {
  it('find something on a mesh', async () => {
    await withTempDir((dir) => {
      const answered = queries.filter(isAnswered);
      expect(answered.length).toBeGreaterThan(40);
      const file = join(dir, 'queries.test.yaml');
      const test = {
        interval: '1m',
        input_series: [
          ...seriesOf('istiod-metrics.prom', ISTIOD),
          ...seriesOf('envoy-metrics.prom', PROXY),
          ...PLATFORM,
        ],
        promql_expr_test: answered.map((query) => ({
          expr: `count(${query}) > bool 0`,
          eval_time: '50m',
          exp_samples: [{ labels: '{}', value: 1 }],
        })),
      };
      writeFileSync(file, JSON.stringify({ evaluation_interval: '1m', tests: [test] }));
      const { ok, output } = testRules(promtool, [file]);
      expect(ok ? '' : output.slice(0, 3_000)).toBe('');
    });
  });
});
