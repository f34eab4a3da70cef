// Rules in two places: what reads scraped series is in the leaves, and everything else above them.
import { describe, expect, it } from '@jest/globals';
import { isRecordedAbove } from '../../../src/model/series-names.ts';
import { inLeaf } from '../../../src/model/slo.ts';
import { print } from '../../../src/promql/print.ts';
import { selectorsOf } from '../../../src/promql/visit.ts';
import { prove, provePlaced } from '../../../src/proof/prove.ts';
import { timeToFire } from '../../../src/rules/response.ts';
import type { CompiledSlo, Rule } from '../../../src/rules/rule.ts';
import { compileOne, RATIO, specOf } from '../model/compile-one.ts';

const INDICATORS: Readonly<Record<string, string>> = {
  ratio: RATIO,
  'good events': 'indicator: { by: [handler, cluster], ratio: { total: events_total, good: good_total } }',
  latency: 'indicator: { latency: { histogram: request_seconds, below: 500ms, buckets: [500ms, 1s] } }',
  uptime: `indicator: { uptime: { up: 'up{job="a"} == 1' } }`,
  mesh: 'indicator: { istio: { requests: {} } }',
  'raw events': `indicator: { raw: { bad: 'sum(rate(bad_total[$window]))', total: 'sum(rate(all_total[$window]))' } }`,
};

const SCRAPED = /^(?!slo:|slo_leaf:|ALERTS$)/;

function compiledAs(part: 'leaf' | 'global', indicator: string, queryOffset = '1m'): CompiledSlo {
  const config = `topology: { part: ${part}, leafLabel: cluster, leaves: [eu-1, us-1], queryOffset: ${queryOffset} }`;
  const { slos, codes } = compileOne(specOf(`{ name: x, objective: 99.9%, ${indicator} }`), config);
  expect(codes.filter((code) => code.startsWith('error'))).toEqual([]);
  const [slo] = slos;
  if (!slo) throw new Error('no SLO');
  return slo;
}

const rulesOf = ({ groups }: CompiledSlo): readonly Rule[] => groups.flatMap(({ rules }) => rules);
const recordedBy = (slo: CompiledSlo) =>
  rulesOf(slo).flatMap((rule) => (rule.kind === 'recording' ? [rule.record] : []));
const alertsBy = (slo: CompiledSlo) => rulesOf(slo).flatMap((rule) => (rule.kind === 'alerting' ? [rule.alert] : []));

describe.each(Object.entries(INDICATORS))('%s', (_name, indicator) => {
  const [leaf, global] = [compiledAs('leaf', indicator), compiledAs('global', indicator)];

  it('is read from scraped series in the leaf alone', () => {
    const read = rulesOf(global).flatMap(({ expr }) => selectorsOf(expr).map(({ metric = '' }) => metric));
    expect(read.filter((metric) => SCRAPED.test(metric))).toEqual([]);
    expect(rulesOf(leaf).some(({ expr }) => selectorsOf(expr).some(({ metric = '' }) => SCRAPED.test(metric)))).toBe(
      true,
    );
  });

  it('is recorded in the leaf under the names that are read above', () => {
    const read = rulesOf(global).flatMap(({ expr }) => selectorsOf(expr).map(({ metric = '' }) => metric));
    const fromLeaves = [...new Set(read.filter((metric) => metric.startsWith('slo_leaf:')))];
    expect(fromLeaves.sort()).toEqual([...recordedBy(leaf)].sort());
  });

  it('has its burn-rate alerts above the leaves, and those on missing data where it is missing', () => {
    expect(alertsBy(leaf)).not.toContain('ErrorBudgetBurn');
    expect(alertsBy(global)).toContain('ErrorBudgetBurn');
    expect(alertsBy(global)).toContain('LeafMissing');
    expect(alertsBy(global)).not.toContain('IndicatorDataMissing');
  });

  it('is proven in each place, and in both together', () => {
    expect(prove(leaf).scenarios.every(({ rules }) => rules === 'raw')).toBe(true);
    const above = prove(global).scenarios;
    expect(above.some(({ rules }) => rules === 'raw')).toBe(false);
    const kinds = above.map(({ id }) => id.kind);
    expect(kinds).toEqual(
      expect.arrayContaining(['leaves-added-up', 'leaf-late', 'leaf-missing', 'leaf-missing-budget']),
    );
    const together = provePlaced(global);
    const isRaw = indicator === INDICATORS['raw events'];
    expect(together?.proof.scenarios.length ?? 0).toBeGreaterThan(isRaw ? -1 : 2);
    const ids = [...above, ...(together?.proof.scenarios ?? [])].map(({ id }) => JSON.stringify(id));
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe('the label of the leaf', () => {
  it('is none of the groups in the leaf, and one of those above', () => {
    const by = INDICATORS['good events'] ?? '';
    expect(compiledAs('leaf', by).slo.by).toEqual(['handler']);
    const global = compiledAs('global', by);
    expect(global.slo.by).toEqual(['handler', 'cluster']);
    const total = rulesOf(global).find((rule) => rule.kind === 'recording' && rule.record === 'slo:total_events:rate');
    expect(total && print(total.expr)).toContain('avg by (handler, cluster)');
    if (global.slo.topology) expect(inLeaf(global.slo, global.slo.topology).by).toEqual(['handler']);
  });
});

describe('the query offset', () => {
  it('makes alerts later by as much', () => {
    const [late, atOnce] = ['2m', '0s'].map((offset) => compiledAs('global', RATIO, offset).slo);
    if (late?.kind !== 'budget' || atOnce?.kind !== 'budget') throw new Error('no budget');
    const times = [late, atOnce].map((slo) => slo.tiers.map((tier) => timeToFire(slo, tier, 0.5) ?? 0));
    expect(times[0]?.[0]).toBe((times[1]?.[0] ?? 0) + 120_000);
  });

  it('of none is not written', () => {
    const exprs = rulesOf(compiledAs('global', RATIO, '0s')).map(({ expr }) => print(expr));
    expect(exprs.filter((expr) => expr.includes('slo_leaf:') && expr.includes(' offset '))).toEqual([]);
  });
});

describe('what cannot run in two places', () => {
  const TOPOLOGY = 'topology: { part: leaf, leafLabel: cluster, leaves: [eu-1] }';
  const CASES = [
    `{ name: x, objective: 99.9%, precision: exact, ${RATIO} }`,
    `{ name: x, objective: 99.9%, indicator: { raw: { errorRatio: 'a / b' } } }`,
    `{ name: x, objective: 99.9%, indicator: { ratio: { total: 'a_total{cluster="eu"}', bad: 'a_total{cluster="eu", code="5"}' } } }`,
    `{ name: x, objective: 99.9%, indicator: { latency: { histogram: a_seconds, where: 'cluster="eu"', below: 1s, buckets: [1s] } } }`,
    `{ name: x, objective: 99.9%, indicator: { uptime: { up: 'up{cluster="eu"} == 1' } } }`,
    `{ name: x, indicator: { zeroTolerance: { events: 'a_total{cluster="eu"}' } } }`,
  ];
  it.each(CASES)('is refused: %s', (slo) => {
    expect(compileOne(specOf(slo), TOPOLOGY).codes).toContain('error[not-for-topology]');
    expect(compileOne(specOf(slo)).codes).not.toContain('error[not-for-topology]');
  });

  it('is an alert beside the SLOs, too, that selects by the label of the leaf', () => {
    const alert = `service: test\nalerts: [{ name: Down, severity: critical, expr: 'up{cluster="eu"} == 0' }]\n`;
    expect(compileOne(alert, TOPOLOGY).codes).toContain('error[not-for-topology]');
  });

  it.each(['slo:error_budget:remaining_ratio < 0', 'slo:error_ratio:rate1h > 0.1 and on () up == 1'])(
    'is an alert beside the SLOs that reads what is recorded above the leaves: %s',
    (expr) => {
      const alert = `service: test\nalerts: [{ name: Gone, severity: critical, expr: '${expr}' }]\n`;
      expect(compileOne(alert, TOPOLOGY).codes).toContain('error[not-for-topology]');
      expect(compileOne(alert).codes).not.toContain('error[not-for-topology]');
    },
  );

  it('is not an alert beside the SLOs that reads what a leaf records', () => {
    const alert = `service: test\nalerts: [{ name: Lost, severity: critical, expr: 'slo:breach_events:count > 5' }]\n`;
    expect(compileOne(alert, TOPOLOGY).codes).not.toContain('error[not-for-topology]');
  });

  it.each(['slo:error_ratio:rate1h{slo="y"} < 0.1', 'slo:heartbeat == 1'])(
    'is a condition on what is recorded above the leaves: %s',
    (up) => {
      const slo = `{ name: x, objective: 99.9%, indicator: { uptime: { up: '${up}' } } }`;
      expect(compileOne(specOf(slo), TOPOLOGY).codes).toContain('error[not-for-topology]');
    },
  );
});

describe('what other tools record under names that begin alike', () => {
  const SLOTH = 'slo:sli_error:ratio_rate5m{sloth_service="x"}';
  const indicator = `indicator: { uptime: { up: '${SLOTH} < 0.1' } }`;

  it('is read in a leaf under its own name', () => {
    const exprs = rulesOf(compiledAs('leaf', indicator)).map(({ expr }) => print(expr));
    expect(exprs.some((expr) => expr.includes(SLOTH))).toBe(true);
    expect(exprs.filter((expr) => expr.includes('slo_leaf:sli_error'))).toEqual([]);
  });

  it('is fed into leaves under its own name where both parts are proven together', () => {
    const scenarios = provePlaced(compiledAs('global', indicator))?.proof.scenarios ?? [];
    const metrics = scenarios.flatMap(({ series }) => series.map(({ metric }) => metric));
    expect(metrics).toContain('slo:sli_error:ratio_rate5m');
    expect(metrics).not.toContain('slo_leaf:sli_error:ratio_rate5m');
  });
});

it('what no leaf records is known by its name', () => {
  const spec = `${specOf(`{ name: x, objective: 99.9%, ${RATIO} }`)}  - { name: y, indicator: { zeroTolerance: { events: lost_total } } }\n`;
  const recordedIn = (part: string) =>
    compileOne(spec, `topology: { part: ${part}, leafLabel: cluster, leaves: [eu-1] }`).slos.flatMap(recordedBy);
  const inLeaf = recordedIn('leaf');
  expect(inLeaf.filter(isRecordedAbove)).toEqual([]);
  expect(recordedIn('global').filter((series) => !inLeaf.includes(series) && !isRecordedAbove(series))).toEqual([]);
});

describe('the label that tells leaves apart', () => {
  const codesWith = (leafLabel: string) =>
    compileOne(
      specOf(`{ name: x, objective: 99.9%, ${RATIO} }`),
      `topology: { part: leaf, leafLabel: ${leafLabel}, leaves: [eu-1] }`,
    ).codes;

  it.each(['slot', 'slow_zone', 'sloth_id'])('can be %s', (label) => {
    expect(codesWith(label)).toEqual([]);
  });

  it.each(['slo', 'slo_zone', 'le', 'job'])('cannot be %s, which series of a leaf have', (label) => {
    expect(codesWith(label)).toContain('error[invalid-topology]');
  });
});

describe('a label of alerts with the name of that of the leaves', () => {
  const LABELLED = '{ labels: { cluster: prod } }';
  const SPECS = {
    service: `service: test\nlabels: { cluster: prod }\nslos: [{ name: x, objective: 99.9%, ${RATIO} }]\n`,
    SLO: specOf(`{ name: x, objective: 99.9%, labels: { cluster: prod }, ${RATIO} }`),
    alert: specOf(`{ name: x, objective: 99.9%, alerts: { absent: ${LABELLED} }, ${RATIO} }`),
    'alert beside the SLOs': `service: test\nalerts: [{ name: A, severity: page, expr: up == 0, labels: { cluster: prod } }]\n`,
  };
  describe.each(['leaf', 'global'])('is refused in the part %s', (part) => {
    const topology = `topology: { part: ${part}, leafLabel: cluster, leaves: [eu-1, us-1] }`;
    it.each(Object.entries(SPECS))('on a %s', (_place, spec) => {
      expect(compileOne(spec, topology).codes).toContain('error[reserved-label]');
      expect(compileOne(spec).codes).not.toContain('error[reserved-label]');
    });

    it('in the defaults', () => {
      const spec = `service: test\nalerts: [{ name: A, severity: page, expr: up == 0 }]\n`;
      const { codes } = compileOne(spec, `${topology}\ndefaults: { labels: { cluster: prod } }\n`);
      expect(codes).toContain('error[reserved-label]');
    });
  });
});

it('is proven with replicas whatever the label of the leaves', () => {
  const labels = ['cluster', 'replica', 'prometheus_replica'].map((leafLabel) => {
    const config = `topology: { part: global, leafLabel: ${leafLabel}, leaves: [eu-1, us-1] }`;
    const [slo] = compileOne(specOf(`{ name: x, objective: 99.9%, ${RATIO} }`), config).slos;
    if (!slo) throw new Error('no SLO');
    const series = prove(slo).scenarios.find(({ id }) => id.kind === 'leaves-added-up')?.series ?? [];
    return new Set(series.flatMap(({ labels: { [leafLabel]: leaf } }) => leaf ?? []));
  });
  for (const leaves of labels) expect([...leaves]).toEqual(expect.arrayContaining(['eu-1', 'us-1']));
  for (const leaves of labels) expect(leaves).not.toContain('a');
});

describe('zero tolerance and alerts beside the SLOs', () => {
  const SPEC = `service: test
slos: [{ name: x, indicator: { zeroTolerance: { events: losses_total } } }]
alerts: [{ name: Down, severity: critical, expr: up == 0 }]
`;
  const groupsIn = (part: string) =>
    compileOne(SPEC, `topology: { part: ${part}, leafLabel: cluster, leaves: [eu-1] }`).files.flatMap(({ services }) =>
      services.flatMap(({ slos, alertGroups }) => [...slos.flatMap(({ groups }) => groups), ...alertGroups]),
    );
  it('have rules in the leaf, and above it what tells that a leaf is lost', () => {
    expect(groupsIn('leaf')).toHaveLength(2);
    const above = groupsIn('global').flatMap(({ rules }) => rules);
    expect(above.map((rule) => (rule.kind === 'recording' ? rule.record : rule.alert))).toEqual([
      'slo:leaf_missing',
      'LeafMissing',
    ]);
  });

  it('are proven in both places', () => {
    const kindsIn = (part: 'leaf' | 'global') =>
      compileOne(SPEC, `topology: { part: ${part}, leafLabel: cluster, leaves: [eu-1] }`).slos.flatMap((slo) =>
        prove(slo).scenarios.map(({ id }) => id.kind),
      );
    expect(kindsIn('leaf')).toContain('leaf-heartbeat');
    expect(kindsIn('global')).toEqual(['leaves-missing', 'leaf-missing']);
  });
});
