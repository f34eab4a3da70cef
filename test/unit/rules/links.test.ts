// Where the links of alerts lead: to whom they belong, and to nobody where nothing is configured. What Prometheus makes of
// them promtool shows, in test/corpus and test/promtool.
import { describe, expect, it } from '@jest/globals';
import { compileOne, RATIO, specOf } from '../model/compile-one.ts';

const GRAFANA = 'grafana: { url: https://grafana.example.com/sub/ }';

/** The annotations of all alerts of a spec, by the name of the alert; of several the first. */
function annotationsOf(spec: string, config?: string): Record<string, Readonly<Record<string, string>>> {
  const { files, diagnostics } = compileOne(spec, config);
  expect(diagnostics).toEqual([]);
  const groups = files.flatMap(({ services }) =>
    services.flatMap(({ slos, alertGroups }) => [...slos.flatMap((slo) => slo.groups), ...alertGroups]),
  );
  const rules = groups.flatMap(({ rules }) => rules).filter((rule) => rule.kind === 'alerting');
  return Object.fromEntries(rules.reverse().map(({ alert, annotations }) => [alert, annotations]));
}

const slo = (more: string, indicator = RATIO) => specOf(`{ name: x, objective: 99%, ${more} ${indicator} }`);

function dashboardOf(spec: string, config: string, alert: string): string {
  return annotationsOf(spec, config)[alert]?.dashboard_url ?? '';
}

describe('the runbook of an alert', () => {
  const runbookOf = (defaults: string, more = '') =>
    annotationsOf(slo(more), `defaults: { runbook: "${defaults}" }`).ErrorBudgetBurn?.runbook_url;

  it('lies below the base, under the name of the alert in lower case', () => {
    expect(runbookOf('https://runbooks.example.com/alerts/')).toBe(
      'https://runbooks.example.com/alerts/errorbudgetburn',
    );
  });

  it('takes the place of {alert} where the base has one', () => {
    expect(runbookOf('https://git.example.com/runbooks/{alert}.md?plain=1')).toBe(
      'https://git.example.com/runbooks/errorbudgetburn.md?plain=1',
    );
  });

  it('is its own where it has one', () => {
    expect(runbookOf('https://runbooks.example.com', 'runbook: "https://own.example.com/{alert}",')).toBe(
      'https://own.example.com/{alert}',
    );
  });
});

describe('the dashboard of an alert', () => {
  it('is left out where no Grafana is configured', () => {
    const annotations = annotationsOf(`${slo('')}alerts: [{ istio: istiod-replicas-low }]\n`);
    expect(Object.keys(annotations)).toContain('IstiodReplicasLow');
    for (const own of Object.values(annotations)) expect(Object.keys(own)).toEqual(['summary', 'description']);
  });

  it('shows the SLO: its cluster, namespace, service and name', () => {
    const config = `${GRAFANA}\ncluster: eu-1\n`;
    expect(dashboardOf(`namespace: shop\n${slo('')}`, config, 'ErrorBudgetBurn')).toMatch(
      /^https:\/\/grafana\.example\.com\/sub\/d\/slo-detail\?var-cluster=eu-1&var-namespace=shop&var-service=test&var-slo=x&from=/,
    );
  });

  it('preselects the data source, whatever its name', () => {
    const config = 'grafana: { url: https://g.example.com, datasource: "{{ Mimir }} & co#?" }';
    expect(dashboardOf(slo(''), config, 'ErrorBudgetBurn')).toContain(
      '/d/slo-detail?var-datasource=%7B%7B%20Mimir%20%7D%7D%20%26%20co%23%3F&var-service=test&',
    );
  });

  it('shows the group that the alert is about, by variables that none of the board has the name of', () => {
    const indicator = 'indicator: { by: [zone, namespace], ratio: { total: a, bad: b } }';
    const link = dashboardOf(slo('', indicator), GRAFANA, 'ErrorBudgetBurn');
    expect(link).toContain('&var-zone={{ $labels.zone | urlquery }}&');
    expect(link).toContain('&var-by_namespace={{ $labels.namespace | urlquery }}&');
    expect(link).not.toContain('var-namespace');
  });

  it('shows no group where the data of all groups is missing', () => {
    const indicator = 'indicator: { by: [zone], ratio: { total: a, bad: b } }';
    expect(dashboardOf(slo('', indicator), GRAFANA, 'IndicatorDataMissing')).not.toContain('zone');
  });

  it.each([
    [
      'its long window',
      'burnRate: { inherit: false, tiers: { t: { long: 3d, short: 6h, factor: 1, severity: warning } } }',
      259_200,
    ],
    [
      'six hours, if its window is shorter',
      'burnRate: { inherit: false, tiers: { t: { long: 1h, short: 5m, factor: 14.4, severity: critical } } }',
      21_600,
    ],
  ])('begins before the alert, by %s', (_, alerts, seconds) => {
    const link = dashboardOf(slo(`alerts: { ${alerts} },`), GRAFANA, 'ErrorBudgetBurn');
    expect(link).toContain(`query "vector((time() - ${seconds}) * 1000)"`);
    expect(link).toMatch(/&to=now$/);
  });

  it.each([
    ['istiod-replicas-low', 'IstiodReplicasLow', 'slo-istio-control-plane'],
    ['proxies-disconnected', 'ProxiesDisconnected', 'slo-istio-control-plane'],
    ['istio-gateway-no-route', 'IstioGatewayNoRoute', 'slo-overview'],
  ])('of the preset %s is that of what it speaks of', (preset, alert, uid) => {
    const spec = `${slo('')}alerts: [{ istio: ${preset} }]\n`;
    expect(dashboardOf(spec, GRAFANA, alert)).toMatch(new RegExp(`/d/${uid}\\?from=`));
  });

  it('is left out for an expression of a user, which no board knows', () => {
    const spec = 'service: own\nalerts: [{ name: Own, expr: "up == 0", severity: warning }]\n';
    expect(annotationsOf(spec, GRAFANA).Own).not.toHaveProperty('dashboard_url');
  });

  it.each([
    ['the SLO', slo('dashboard: https://own.example.com/d/x,'), GRAFANA],
    ['the document', `dashboard: https://own.example.com/d/x\n${slo('')}`, GRAFANA],
    ['the defaults of the project', slo(''), `${GRAFANA}\ndefaults: { dashboard: https://own.example.com/d/x }\n`],
  ])('is the one that %s names, where it does', (_, spec, config) => {
    expect(dashboardOf(spec, config, 'ErrorBudgetBurn')).toBe('https://own.example.com/d/x');
  });
});
