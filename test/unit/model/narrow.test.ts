// Each cluster counts its own series: every selector of the compiled rules that reads the world is narrowed to them.
import { describe, expect, it } from '@jest/globals';
import { parseExpr } from '../../../src/promql/parse/parse.ts';
import { selectorsOf } from '../../../src/promql/visit.ts';
import { compileText } from '../../support/compile-text.ts';

const SPEC = `service: shop
slos:
  - name: ratio
    objective: 99.9%
    indicator: { by: [handler], ratio: { total: http_requests_total, good: 'http_requests_total{code!~"5.."}' } }
  - { name: latency, objective: 99%, indicator: { latency: { histogram: http_request_duration_seconds, below: 250ms } } }
  - { name: uptime, objective: 99%, indicator: { uptime: { up: 'up{job="shop"} == 1' } } }
  - { name: raw, objective: 99%, indicator: { raw: { bad: 'sum(rate(a[$window]))', total: 'sum(rate(b[$window]))' } } }
  - { name: mesh, objective: 99%, indicator: { istio: { requests: {} } } }
  - { name: never, indicator: { zeroTolerance: { events: losses_total } } }
alerts:
  - { istio: istiod-down }
  - { name: Own, severity: info, expr: 'max(queue_length) > 5' }
  - { name: Budget, severity: info, expr: 'slo:error_budget:remaining_ratio < 0.1' }
`;

/** The selectors of series that the rules do not record themselves, by what each says of `label`. */
function matchersOn(label: string, config: string, spec = SPEC): string[] {
  const rules = compileText(spec, config).groups.flatMap(({ rules }) => rules);
  const selectors = rules.flatMap(({ expr }) => {
    const parsed = parseExpr(expr);
    return 'expr' in parsed ? selectorsOf(parsed.expr) : [];
  });
  // Alerts are recorded by Prometheus itself.
  const foreign = selectors.filter(({ metric = '' }) => !metric.startsWith('slo:') && metric !== 'ALERTS');
  expect(foreign.length).toBeGreaterThan(0);
  const told = foreign.map(({ matchers }) => matchers.filter((matcher) => matcher.label === label));
  return [...new Set(told.map((matchers) => matchers.map(({ op, value }) => op + value).join()))];
}

describe('the series of a cluster', () => {
  it('are all that any rule reads', () => {
    expect(matchersOn('cluster', 'cluster: eu-1')).toEqual(['=eu-1']);
  });

  it('are not asked for without a cluster, or where it is no label of the series', () => {
    expect(matchersOn('cluster', '')).toEqual(['']);
    expect(matchersOn('cluster', 'cluster: eu-1\nwhere: "off"')).toEqual(['']);
  });

  it('are told by other labels where the project says so', () => {
    const config = 'cluster: eu-1\nwhere: \'k8s="{cluster}", env!="dev"\'';
    expect(matchersOn('k8s', config)).toEqual(['=eu-1']);
    expect(matchersOn('env', config)).toEqual(['!=dev']);
    expect(matchersOn('cluster', config)).toEqual(['']);
  });

  it('are those that a selector names, where it does', () => {
    const spec = `service: a
slos:
  - name: own
    objective: 99%
    indicator: { ratio: { total: 'a_total{cluster=~"x|y"}', bad: 'a_total{cluster=~"x|y", code=~"5.."}' } }
`;
    expect(matchersOn('cluster', 'cluster: eu-1', spec)).toEqual(['=~x|y']);
  });

  it('leave what the rules record as it is', () => {
    const { groups } = compileText(SPEC, 'cluster: eu-1');
    const budget = groups.flatMap(({ rules }) => rules).find(({ alert }) => alert === 'Budget');
    expect(budget?.expr).toBe('slo:error_budget:remaining_ratio < 0.1');
  });
});

it('are also what other tools record under names that begin as those of the rules', () => {
  const spec = `service: shop
slos: [{ name: uptime, objective: 99%, indicator: { uptime: { up: 'slo:sli_error:ratio_rate5m{sloth_slo="x"} < 0.1' } } }]
`;
  const read = compileText(spec, 'cluster: eu-1').groups.flatMap(({ rules }) => rules.map(({ expr }) => expr));
  expect(read.join('\n')).toMatch(/slo:sli_error:ratio_rate5m\{sloth_slo="x",\s*cluster="eu-1"\}/);
});
