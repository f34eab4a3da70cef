// `slo explain` for SLOs, presets and what it does not know. What it says in words is tested where the words are.
import { describe, expect, it } from '@jest/globals';
import { Project, SPEC } from './slo-process.ts';

describe('slo explain', () => {
  it('explains an SLO by its name, with its service, and with its namespace', () => {
    const project = new Project({ 'slos/shop.slo.yaml': `namespace: eu\n${SPEC}` });
    const byName = project.slo('explain', 'success');
    expect(byName.status).toBe(0);
    expect(byName.stdout).toContain('99.9%');
    expect(byName.stdout).toContain('page-fast');
    expect(project.slo('explain', 'shop/success')).toEqual(byName);
    expect(project.slo('explain', 'eu/shop/success')).toEqual(byName);
  });

  it('tells all SLOs of one name', () => {
    const project = new Project({
      'slos/a.slo.yaml': SPEC.replace('shop', 'first'),
      'slos/b.slo.yaml': SPEC.replace('shop', 'second'),
    });
    const { stdout } = project.slo('explain', 'success');
    expect(stdout).toContain('first/success');
    expect(stdout).toContain('second/success');
  });

  it('guesses what was meant by a name that it does not know', () => {
    const outcome = new Project().slo('explain', 'sucess');
    expect(outcome).toMatchObject({ status: 1, stdout: '' });
    expect(outcome.stderr).toContain('did you mean "success"?');
  });

  it('tells what an SLO counts, and each of its alerts', () => {
    const uptime = `service: shop
slos:
  - name: up
    objective: 99.9%
    indicator: { uptime: { up: 'up{job="shop"} == 1', noData: ignored } }
    alerts: { outage: { severity: critical }, threshold: [{ name: HalfDown, errorRatio: 50%, over: 5m, severity: critical }] }
`;
    const { stdout } = new Project({ 'slos/shop.slo.yaml': uptime }).slo('explain', 'shop/up');
    const told = ['up{job="shop"} == 1', 'page-fast', 'HalfDown'];
    const { stdout: rules } = new Project({ 'slos/shop.slo.yaml': uptime }).slo('build', '--stdout');
    const alerts = [...rules.matchAll(/alert: (\w+)/g)].flatMap(([, name = '']) =>
      name === 'ErrorBudgetBurn' ? [] : [name],
    );
    expect(alerts.length).toBeGreaterThan(2);
    expect([...told, ...alerts].filter((text) => !stdout.includes(text))).toEqual([]);
  });

  it('explains alerts by their name, with the tier or without', () => {
    const project = new Project();
    const all = project.slo('explain', 'ErrorBudgetBurn');
    const explained = project.slo('explain', 'ErrorBudgetBurn/page-slow');
    expect([all.status, explained.status]).toEqual([0, 0]);
    expect(all.stdout).toContain('page-fast');
    expect(explained.stdout).not.toContain('page-fast');
    // 6 times a budget of 0.1 %, over 6h and 30m.
    expect(explained.stdout).toMatch(/0\.6%.*6h and 30m/);
    expect(explained.stdout).toContain('slo:error_ratio:rate6h');
    expect(project.slo('explain', 'IndicatorDataMissing').stdout).toContain('http_requests_total');
  });

  it('explains a preset by its id or its name, also without a project', () => {
    const byId = new Project({}).slo('explain', 'istiod-down');
    expect(byId).toMatchObject({ status: 0, stderr: '' });
    expect(byId.stdout).toContain('absent(up{app="istiod"} == 1)');
    expect(new Project({}).slo('explain', 'IstiodDown')).toEqual(byId);
    const used = new Project({ 'slos/mesh.slo.yaml': 'service: mesh\nalerts: [{ istio: istiod-down }]\n' });
    expect(used.slo('explain', 'istiod-down').stdout).toContain('IstiodDown (critical), of mesh');
  });

  it('lists the presets without a project', () => {
    const { status, stdout } = new Project({}).slo('explain', 'presets');
    expect(status).toBe(0);
    expect(stdout).toContain('istiod-down');
    expect(stdout).toContain('IstiodDown');
  });

  it('reckons the cost with the number of series that it is given', () => {
    const project = new Project();
    const few = project.slo('explain', 'success', '--series', '20').stdout;
    const many = project.slo('explain', 'success', '--series', '2000').stdout;
    expect(project.slo('explain', 'success').stdout).toBe(few);
    expect(many).not.toBe(few);
  });

  it.each(['0', '-1', '1.5', 'many'])('takes no %s for a number of series', (series) => {
    const outcome = new Project().slo('explain', 'success', `--series=${series}`);
    expect(outcome).toMatchObject({ status: 2, stdout: '' });
  });
});
