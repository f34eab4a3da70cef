// The files for Alertmanager as data: what is grouped, routed and muted. test/e2e/alertmanager.spec.ts runs them.
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { emitAlertmanager } from '../../../src/alertmanager/emit.ts';
import { compile } from '../../../src/compile.ts';
import { Report } from '../../../src/diagnostics/report.ts';
import { readSettings } from '../../../src/model/settings.ts';
import { parseConfig } from '../../../src/spec/parse.ts';

const SHOP = `service: shop
slos:
  - name: success
    objective: 99.9%
    indicator: { by: [route], ratio: { total: http_requests_total, bad: 'http_requests_total{code=~"5.."}' } }
`;

function run(spec: string, alertmanager = '{}', topology = '') {
  const report = new Report();
  const text = `output: { alertmanager: am }\nalertmanager: ${alertmanager}\n${topology}`;
  const settings = readSettings(parseConfig({ path: 'slo.config.yaml', text }, report), report);
  const { files } = compile({ specs: [{ path: 'slos/shop.slo.yaml', text: spec }] }, settings, report);
  const [artifact] = emitAlertmanager(files, settings);
  return { artifact, value: artifact && parse(artifact.content), diagnostics: report.diagnostics };
}

describe('the file for Alertmanager', () => {
  it('groups the alerts of an SLO by its identity and group, not by their names', () => {
    const { artifact, value } = run(SHOP);
    expect(artifact?.path).toBe('am/slo.yaml');
    expect(value.route.routes).toHaveLength(1);
    expect(value.route.routes[0].group_by).toEqual(['slo_cluster', 'slo_namespace', 'slo_service', 'slo', 'route']);
    expect(value.inhibit_rules).toHaveLength(1);
    expect(value.inhibit_rules[0].equal).toEqual(value.route.routes[0].group_by);
  });

  it('routes each severity that an alert has to its receiver', () => {
    const { value } = run(SHOP, '{ receivers: { warning: chat } }');
    const routes = value.route.routes[0].routes.map(({ matchers, receiver }: Record<string, string>) => [
      matchers,
      receiver,
    ]);
    expect(routes).toEqual([
      [['severity="critical"'], 'pager'],
      [['severity="warning"'], 'chat'],
    ]);
    expect(value.receivers).toEqual([{ name: 'chat' }, { name: 'pager' }]);
  });

  it('groups alerts beside the SLOs by the labels that their expression groups by', () => {
    const alert = "alerts:\n  - { name: Full, severity: page, expr: 'max by (volume) (disk_used_ratio) > 0.9' }\n";
    const { value } = run(`service: shop\n${alert}`);
    expect(value.route.routes).toHaveLength(1);
    expect(value.route.routes[0].group_by).toEqual(expect.arrayContaining(['alertname', 'volume']));
    expect(value.inhibit_rules).toEqual([]);
  });

  it('mutes what follows from an istiod that is down, whatever the names of alerts, and no certificate', () => {
    const spec = `service: istiod
slos:
  - { name: push, objective: 99%, indicator: { istio: { configPush: { below: 1s } } } }
alerts:
  - { istio: istiod-down, name: Gone }
  - { istio: istiod-replicas-low, name: Few }
  - { istio: istiod-root-cert-expiring }
`;
    const { value } = run(spec);
    const muted = value.inhibit_rules.slice(1).map((rule: Record<string, string[]>) => rule.target_matchers?.[1]);
    expect(muted).toEqual(['slo="push"', 'alertname="Few"']);
  });

  it('says the same as an object of either operator', () => {
    const hours = '{ warning: { from: "08:00", to: "18:00" } }';
    const plain = run(SHOP, `{ hours: ${hours} }`).value;
    const { kind, spec } = run(SHOP, `{ format: vmoperator, hours: ${hours} }`).value;
    expect(kind).toBe('VMAlertmanagerConfig');
    expect(spec).toEqual(plain);
    const operator = run(SHOP, `{ format: operator, hours: ${hours}, namespace: monitoring }`).value;
    expect(operator).toMatchObject({ kind: 'AlertmanagerConfig', metadata: { namespace: 'monitoring' } });
    expect(operator.spec.route.routes[0].groupBy).toEqual(plain.route.routes[0].group_by);
    expect(operator.spec.muteTimeIntervals[0].name).toBe(plain.time_intervals[0].name);
    expect(operator.spec.route.routes[0].routes[1].activeTimeIntervals).toEqual([plain.time_intervals[0].name]);
  });

  it.each([
    ['{ namespace: monitoring }', 'setting-not-for-format'],
    ['{ hours: { warning: { from: "18:00", to: "08:00" } } }', 'invalid-value'],
    ['{ hours: { warning: { from: "08:00", to: "18:00", timeZone: Mars/Base } } }', 'invalid-value'],
    [
      '{ format: operator, hours: { warning: { from: "08:00", to: "18:00", timeZone: UTC } } }',
      'setting-not-for-format',
    ],
  ])('refuses the settings %s', (settings, code) => {
    expect(run(SHOP, settings).diagnostics.map((diagnostic) => diagnostic.code)).toEqual([code]);
  });
});

describe('the file for Alertmanager of leaves', () => {
  const ALERT = 'alerts: [{ name: Down, severity: page, expr: up == 0 }]\n';

  it.each(['leaf', 'global'])('tells the alerts of two leaves apart in the part %s', (part) => {
    const { value } = run(SHOP + ALERT, '{}', `topology: { part: ${part}, leafLabel: zone, leaves: [a, b] }\n`);
    expect(value.route.routes).toHaveLength(2);
    for (const { group_by } of value.route.routes)
      expect(group_by.filter((label: string) => label === 'zone')).toHaveLength(1);
  });

  it('mutes a ticket above the leaves by a page of one of them', () => {
    const { value } = run(SHOP, '{}', 'topology: { part: global, leafLabel: zone, leaves: [a, b] }\n');
    expect(value.inhibit_rules[0].equal).not.toContain('zone');
  });
});
