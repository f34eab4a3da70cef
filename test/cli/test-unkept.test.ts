// Tests that the project does not keep: `slo test` proves the rules nevertheless.
import { describe, expect, it } from '@jest/globals';
import { Project, SPEC } from './slo-process.ts';

const CONFIG = 'output:\n  tests: off\n  dashboards: off\n';
// One alert is enough, and a short proof.
const SHORT_SPEC = SPEC.replace(/\n$/, '\n    alerts: { burnRate: off }\n');
const FILES = { 'slos/shop.slo.yaml': SHORT_SPEC, 'slo.config.yaml': CONFIG };

describe('with output.tests: off', () => {
  it('build writes rules and no tests', () => {
    const project = new Project(FILES);
    expect(project.slo('build')).toMatchObject({ status: 0 });
    const written = Object.keys(project.snapshot()).filter((path) => !(path in FILES));
    expect(written.sort()).toEqual(['rules/kustomization.yaml', 'rules/shop.yaml']);
  });

  it('test runs as many scenarios as where they are kept, and leaves nothing behind', () => {
    const kept = new Project({ 'slos/shop.slo.yaml': SHORT_SPEC });
    kept.slo('build');
    const project = new Project(FILES);
    project.slo('build');
    const before = Object.keys(project.snapshot());
    const [unkept, usual] = [project.slo('test'), kept.slo('test')];
    const verdict = /(\d+) passed, 0 failed\n$/;
    expect(unkept.status).toBe(0);
    expect(Number(verdict.exec(unkept.stdout)?.[1])).toBeGreaterThan(3);
    expect(verdict.exec(unkept.stdout)?.[1]).toBe(verdict.exec(usual.stdout)?.[1]);
    expect(Object.keys(project.snapshot())).toEqual(before);
  });

  it('test fails when a scenario of a user does, and when the rules are not what the spec says', () => {
    const scenario = `scenarios:
  - name: an outage that nothing alerts on
    slo: shop/success
    group: { handler: /cart }
    traffic: [{ for: 1h, events: 10/s, bad: 100% }]
    expect: [{ at: 30m, fires: [IndicatorDataMissing] }]
`;
    const project = new Project({ ...FILES, 'slos/shop.slo-test.yaml': scenario });
    project.slo('build');
    expect(project.slo('test')).toMatchObject({ status: 1, stdout: expect.stringMatching(/ 1 failed\n$/) });
    project.remove('slos/shop.slo-test.yaml');
    project.write('rules/shop.yaml', project.read('rules/shop.yaml').replace('[2m]', '[3m]'));
    expect(project.slo('test')).toMatchObject({ status: 1, stdout: expect.stringMatching(/ 1 failed\n$/) });
  });
});
