// Scenarios that users write, as the promtool tests that come out: what is fed in, what is asked, which rules are loaded.
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { emitTests } from '../../../src/backends/kept-tests.ts';
import { suitesOf } from '../../../src/backends/promtool-suites.ts';
import { compile } from '../../../src/compile.ts';
import type { Compiled } from '../../../src/compiled.ts';
import { type Diagnostic, Report } from '../../../src/diagnostics/report.ts';
import { readSettings } from '../../../src/model/settings.ts';
import { print } from '../../../src/promql/print.ts';
import { printSeries } from '../../../src/proof/context/label-set.ts';
import type { Scenario } from '../../../src/proof/context/scenario.ts';
import type { Rule } from '../../../src/rules/rule.ts';
import type { UserScenario } from '../../../src/scenarios/scenario.ts';

const SPEC = `service: shop
namespace: eu
slos:
  - name: success
    objective: 99%
    indicator:
      by: [handler]
      ratio:
        total: 'requests_total{job="shop", handler!="health"}'
        bad: 'requests_total{job="shop", handler!="health", code=~"5.."}'
    alerts:
      threshold: [{ name: ManyErrors, errorRatio: 5%, over: 5m, severity: warning }]
  - name: speed
    objective: 99%
    indicator: { latency: { histogram: request_seconds, below: 500ms, buckets: [100ms, 500ms, 1s] } }
    alerts:
      threshold:
        - { name: Slow, errorRatio: 5%, over: 5m, severity: warning }
        - { name: Slow, errorRatio: 5%, over: 5m, severity: warning, labels: { step: "2" } }
  - name: up
    objective: 99%
    indicator: { uptime: { up: 'up{job="shop"} == 1' } }
  - name: losses
    indicator: { zeroTolerance: { events: losses_total } }
alerts:
  - { name: QueueFull, expr: queue_length > 10, for: 5m, severity: warning }
`;

const settings = readSettings(undefined, new Report());
const specs = [{ path: 'slos/shop.slo.yaml', text: SPEC }];

interface ReadScenarios {
  readonly compiled: Compiled;
  readonly scenarios: readonly UserScenario[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Compiles one scenario, written as fields in flow style. */
function read(fields: string): ReadScenarios {
  const report = new Report();
  const text = `scenarios:\n  - { name: an incident, ${fields} }\n`;
  const compiled = compile({ specs, scenarios: [{ path: 'slos/shop.slo-test.yaml', text }] }, settings, report);
  return { compiled, scenarios: compiled.scenarios, diagnostics: report.diagnostics };
}

/** The kept tests of the SLO that a scenario is about, by their paths. */
function filesOf(fields: string): Map<string, string> {
  const artifacts = emitTests(
    read(fields).compiled.with({ settings: { ...settings, folders: { ...settings.folders, tests: 'test/promtool' } } }),
  );
  const own = artifacts.filter(({ path }) => path.includes('eu.shop.success.'));
  return new Map(own.map(({ path, content }) => [path, content]));
}

/** The rules that are loaded for scenarios. */
function loadedFor(scenarios: readonly UserScenario[]): Rule[] {
  const suites = scenarios.flatMap(({ target: { name, origin, groups }, scenario }) =>
    suitesOf({ proof: { name, origin, scenarios: [scenario], gaps: [] }, groups }),
  );
  return suites.flatMap(({ loaded }) => loaded.flatMap(({ rules }) => rules));
}

/** The scenario of a sound text. */
function scenarioOf(fields: string) {
  const { scenarios, diagnostics } = read(fields);
  expect(diagnostics).toEqual([]);
  const [first] = scenarios;
  if (!first) throw new Error('no scenario came out');
  return first.scenario;
}

const CALM = 'expect: [{ at: 5m, silent: all }]';
const TRAFFIC = 'traffic: [{ for: 5m, events: 10/s, bad: 0% }, { for: 1m, events: 600/m, bad: 50% }]';

describe('traffic of events', () => {
  const scenario = scenarioOf(`slo: success, group: { handler: /cart }, ${TRAFFIC}, ${CALM}`);

  it('becomes the counters that a scrape would find, whole until the very moment at which it changes', () => {
    expect(scenario).toMatchObject({ rules: 'user', stepMs: 30_000, evaluationMs: 30_000 });
    expect(scenario.series.map((input) => ({ series: printSeries(input), values: input.values }))).toEqual([
      { series: 'requests_total{handler="/cart",job="shop",code="500"}', values: '0+0x10 150+150x1' },
      { series: 'requests_total{handler="/cart",job="shop",code="a"}', values: '0+300x10 3150+150x1' },
    ]);
  });

  it('is in a made-up group that the indicator accepts, when none is named', () => {
    const { series } = scenarioOf(`slo: success, ${TRAFFIC}, ${CALM}`);
    expect(series.map(({ labels }) => labels.handler)).toEqual(Array(2).fill(expect.stringMatching(/^(?!health$).+$/)));
  });

  it('has events enough for every guard, when their number is left out', () => {
    const { series } = scenarioOf(`slo: success, traffic: [{ for: 5m, bad: 10% }], ${CALM}`);
    expect(series.map(({ values }) => values)).toEqual(['0+300x10', '0+2700x10']);
  });

  it('becomes buckets for a latency', () => {
    const { series } = scenarioOf(`slo: speed, ${TRAFFIC}, ${CALM}`);
    const bucket = series.find(({ labels }) => labels.le === '0.5');
    expect(bucket?.values).toBe('0+300x10 3150+150x1');
  });

  it('is fed in as recorded rates at a step longer than a scrape', () => {
    const { rules, stepMs, evaluationMs, series } = scenarioOf(
      `slo: success, step: 5m, traffic: [{ for: 1h, bad: 0% }, { for: 10m, events: 60/m, bad: 2% }], ${CALM}`,
    );
    expect({ rules, stepMs, evaluationMs }).toEqual({ rules: 'user-fed', stepMs: 300_000, evaluationMs: 300_000 });
    const rates = series.filter(({ metric }) => metric?.endsWith(':rate'));
    expect(rates.map(({ values }) => values)).toEqual(['100+0x12 1+0x1', '0+0x12 0.02+0x1']);
    expect(series).toContainEqual({
      metric: 'slo:bad_events:increase15m',
      labels: expect.anything(),
      values: '0+0x12 6 12',
    });
  });
});

describe('traffic of an indicator of time', () => {
  it('is the share of the time, fed in as a recorded rate', () => {
    const { rules, series } = scenarioOf(`slo: up, traffic: [{ for: 5m, bad: 0% }, { for: 1m, bad: 100% }], ${CALM}`);
    expect(rules).toBe('user-fed');
    const rates = series.filter(({ metric }) => metric?.endsWith(':rate'));
    expect(rates.map((input) => ({ series: printSeries(input), values: input.values }))).toEqual([
      { series: 'slo:total_events:rate{slo="up",slo_service="shop",slo_namespace="eu"}', values: '1+0x10 1+0x1' },
      { series: 'slo:bad_events:rate{slo="up",slo_service="shop",slo_namespace="eu"}', values: '0+0x10 1+0x1' },
    ]);
  });

  it('cannot bring about what only raw series can', () => {
    const { diagnostics } = read(
      'slo: up, traffic: [{ for: 5m, bad: 0% }], expect: [{ at: 5m, silent: [IndicatorDown] }]',
    );
    expect(diagnostics.map(({ code }) => code)).toEqual(['unknown-alert']);
  });
});

describe('series', () => {
  it('are scraped as they are written', () => {
    const { series, rules } = scenarioOf(
      `slo: losses, series: [{ series: 'losses_total{ kind = "a", job="x" }', values: '_x3 1 1x5 stale' }], ${CALM}`,
    );
    expect(rules).toBe('user');
    expect(series).toEqual([{ metric: 'losses_total', labels: { kind: 'a', job: 'x' }, values: '_x3 1 1x5 stale' }]);
  });

  it.each(['5', '1 2 3', '0+1.5x10', '-3-1x2', '1e3x4', '_', '_x4 stale 1', 'NaN Inf -Inf'])(
    'may have the values %s',
    (values) => {
      const { diagnostics } = read(`slo: losses, series: [{ series: losses_total, values: '${values}' }], ${CALM}`);
      expect(diagnostics).toEqual([]);
    },
  );

  it.each(['1,2', '1+2', 'x5', '1+1x', '1x2x3', 'stalex2', '1-Infx2', 'NaNx2', '5 five', ' '])(
    'may not have the values %s',
    (values) => {
      const { diagnostics } = read(`slo: losses, series: [{ series: losses_total, values: '${values}' }], ${CALM}`);
      expect(diagnostics.map(({ code }) => code)).toEqual(['invalid-value']);
    },
  );
});

/** Its checks, as promtool is asked. */
const asked = ({ checks }: Pick<Scenario, 'checks'>) => checks.map((check) => ({ ...check, expr: print(check.expr) }));

describe('what is expected', () => {
  const checksOf = (expectation: string) =>
    asked(scenarioOf(`slo: success, traffic: [{ for: 1h, bad: 0% }], expect: [${expectation}]`));
  const IDENTITY = 'slo="success",slo_service="shop",slo_namespace="eu"';

  it('of an alert that fires is that it has an instance', () => {
    expect(checksOf('{ at: 1h, fires: [ErrorBudgetBurn/page-fast] }')).toEqual([
      {
        what: 'ErrorBudgetBurn page-fast must fire',
        claim: { alert: 'ErrorBudgetBurn', tier: 'page-fast', state: 'fires' },
        atMs: 3_600_000,
        expr: `count(ALERTS{alertname="ErrorBudgetBurn",alertstate="firing",${IDENTITY},slo_tier="page-fast"}) > bool 0`,
        samples: [{ labels: {}, value: 1 }],
      },
    ]);
  });

  it('of one of several alerts of a name is asked by the labels that are written', () => {
    const speed = (fires: string) =>
      read(`slo: speed, traffic: [{ for: 1h, bad: 0% }], expect: [{ at: 1h, fires: ['${fires}'] }]`);
    const [alone] = speed('Slow{step=""}').scenarios.flatMap(({ scenario }) => asked(scenario));
    expect(alone?.what).toBe('Slow{step=""} must fire');
    expect(alone?.expr).toContain(',step=""}');
    expect(speed('Slow').diagnostics).toEqual([]);
    expect(speed('Slow{step="3"}').diagnostics).toEqual([expect.objectContaining({ code: 'unknown-alert' })]);
    expect(speed('Slow{step=2}').diagnostics).toEqual([expect.objectContaining({ code: 'promql-syntax' })]);
  });

  it('of one that is silent is that it has none, in one group where one is named', () => {
    expect(checksOf('{ at: 5m, silent: [ManyErrors], group: { handler: /cart } }')).toEqual([
      {
        what: 'ManyErrors must be silent for handler=/cart',
        claim: { alert: 'ManyErrors', state: 'silent' },
        atMs: 300_000,
        expr: `ALERTS{alertname="ManyErrors",alertstate="firing",${IDENTITY},handler="/cart"}`,
        samples: [],
      },
    ]);
  });

  it('of all is that no alert of the SLO fires', () => {
    expect(checksOf('{ at: 5m, silent: all }').map(({ expr }) => expr)).toEqual([
      `ALERTS{alertstate="firing",${IDENTITY}}`,
    ]);
  });

  it('of the alerts of a service is asked of those that stand on their own', () => {
    const scenario = scenarioOf(
      "alertsOf: shop, step: 5m, series: [{ series: queue_length, values: '11x5' }], expect: [{ at: 20m, fires: [QueueFull] }]",
    );
    expect(scenario).toMatchObject({ rules: 'user', evaluationMs: 300_000 });
    expect(asked(scenario).map(({ expr }) => expr)).toEqual([
      'count(ALERTS{alertname="QueueFull",alertstate="firing",slo_service="shop",slo_namespace="eu"}) > bool 0',
    ]);
  });
});

describe('the files', () => {
  const STORIES = [
    `slo: success, ${TRAFFIC}, ${CALM}`,
    `slo: success, step: 5m, traffic: [{ for: 1h, bad: 0% }], ${CALM}`,
    `slo: up, traffic: [{ for: 5m, bad: 0% }], ${CALM}`,
    `slo: losses, series: [{ series: losses_total, values: '1x5' }], ${CALM}`,
    "alertsOf: shop, series: [{ series: queue_length, values: '1x5' }], expect: [{ at: 5m, silent: [QueueFull] }]",
  ];

  it('hold them among the generated ones, and name the scenario file as a source', () => {
    const files = filesOf(STORIES[0] ?? '');
    expect([...files.keys()]).toEqual([
      'test/promtool/shop/eu.shop.success.rules.yaml',
      'test/promtool/shop/eu.shop.success.30s.test.yaml',
      'test/promtool/shop/eu.shop.success.1m.test.yaml',
    ]);
    const [, test = ''] = [...files.values()];
    expect(test).toMatch(/^# Generated by slo from slos\/shop\.slo\.yaml, slos\/shop\.slo-test\.yaml to /);
    expect(parse(test)).toMatchObject({
      rule_files: ['eu.shop.success.rules.yaml'],
      evaluation_interval: '30s',
      tests: expect.arrayContaining([
        expect.objectContaining({
          name: 'an incident',
          promql_expr_test: [expect.objectContaining({ expr: expect.stringMatching(/: every alert .*\nALERTS/) })],
        }),
      ]),
    });
  });

  it.each(STORIES.slice(1, 3))('leave out what feeds recorded series in: %s', (fields) => {
    expect([...filesOf(fields).values()].join('\n')).not.toContain('an incident');
  });

  it.each(STORIES)('never record what is fed in: %s', (fields) => {
    const { scenarios } = read(fields);
    const loaded = loadedFor(scenarios);
    const records = loaded.flatMap((rule) => (rule.kind === 'recording' ? [rule.record] : []));
    const alerts = loaded.filter(({ kind }) => kind === 'alerting');
    const fed = scenarios.flatMap(({ scenario }) => scenario.series.map(({ metric }) => metric));
    expect(records.filter((record) => fed.includes(record))).toEqual([]);
    expect(alerts).not.toHaveLength(0);
  });

  it('load every alert of the SLO, but nothing that only people look at', () => {
    const loaded = loadedFor(read(STORIES[0] ?? '').scenarios);
    expect(loaded.flatMap((rule) => (rule.kind === 'alerting' ? [rule.alert] : [])).toSorted()).toEqual([
      ...Array(4).fill('ErrorBudgetBurn'),
      'IndicatorDataMissing',
      'ManyErrors',
    ]);
    const records = loaded.flatMap((rule) => (rule.kind === 'recording' ? [rule.record] : []));
    expect(records.filter((record) => record.startsWith('slo:error_budget'))).toEqual([]);
  });

  it('do not hold a scenario with a mistake', () => {
    const fields = `slo: sucess, ${TRAFFIC}, ${CALM}`;
    const { scenarios, diagnostics } = read(fields);
    expect(diagnostics.map(({ code }) => code)).toEqual(['unknown-slo']);
    expect(scenarios).toEqual([]);
  });
});

describe('an alert that must fire and be silent', () => {
  const contradicted = (fires: string, silent: string) =>
    read(
      `slo: speed, traffic: [{ for: 1h, bad: 50% }], expect: [{ at: 1h, fires: ['${fires}'], silent: ['${silent}'] }]`,
    ).diagnostics.filter(({ code }) => code === 'scenario-contradiction').length;

  it.each([
    ['Slow', 'Slow'],
    ['Slow{step="2"}', 'Slow'],
    ['Slow{step="2"}', 'Slow{ step = "2" }'],
    ['Slow{step="2",severity="warning"}', 'Slow{severity="warning"}'],
    ['ErrorBudgetBurn/page-fast', 'ErrorBudgetBurn'],
  ])('is reported: %s fires, %s is silent', (fires, silent) => {
    expect(contradicted(fires, silent)).toBe(1);
  });

  it.each([
    ['Slow', 'Slow{step="2"}'],
    ['Slow{step="2"}', 'Slow{step=""}'],
    ['ErrorBudgetBurn', 'ErrorBudgetBurn/page-fast'],
    ['ErrorBudgetBurn/page-slow', 'ErrorBudgetBurn/page-fast'],
  ])('is another one: %s fires, %s is silent', (fires, silent) => {
    expect(contradicted(fires, silent)).toBe(0);
  });
});
