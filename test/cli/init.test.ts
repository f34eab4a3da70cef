// `slo init`: a project that builds, made without touching what is there.
import { describe, expect, it } from '@jest/globals';
import { describeWithPromtool } from '../support/promtool.ts';
import { Project, SPEC } from './slo-process.ts';

describe('slo init', () => {
  it('makes a project that builds, and changes nothing the second time', () => {
    const project = new Project({});
    expect(project.slo('init')).toMatchObject({ status: 0, stdout: '' });
    expect(project.slo('lint')).toMatchObject({ status: 0, stdout: '' });
    expect(project.slo('build').status).toBe(0);
    expect(project.slo('build', '--check').status).toBe(0);
    const before = project.snapshot();
    expect(project.slo('init').status).toBe(0);
    expect(project.snapshot()).toEqual(before);
  });

  it('keeps a configuration and adds what is missing', () => {
    const project = new Project({ 'slo.config.yaml': 'scrapeInterval: 15s\n' });
    expect(project.slo('init').status).toBe(0);
    expect(project.read('slo.config.yaml')).toBe('scrapeInterval: 15s\n');
    expect(Object.keys(project.snapshot()).some((path) => path.endsWith('.slo.yaml'))).toBe(true);
  });

  it('writes no scenario of its example beside a spec of your own with that name', () => {
    const project = new Project({ 'slos/shop.slo.yaml': SPEC });
    expect(project.slo('init').status).toBe(0);
    expect(project.slo('build')).toMatchObject({ status: 0 });
    expect(Object.keys(project.snapshot())).not.toContain('slos/shop.slo-test.yaml');
  });

  it('says so when it cannot write', () => {
    const project = new Project({ slos: 'a file' });
    const outcome = project.slo('init');
    expect(outcome).toMatchObject({ status: 1, stdout: '' });
    expect(outcome.stderr).toContain('error');
    expect(project.read('slos')).toBe('a file');
  });
});

describeWithPromtool('what slo init suggests next', (promtool) => {
  it('builds the project and proves it, with its scenario', () => {
    const project = new Project({});
    const [, steps = ''] = /next: (.*)/.exec(project.slo('init').stderr) ?? [];
    expect(steps).toMatch(/slo build.*slo test/);
    expect(project.slo('build').status).toBe(0);
    const outcome = project.slo('test', '--promtool', promtool, '--verbose');
    expect(outcome).toMatchObject({ status: 0 });
    expect(outcome.stdout).toMatch(/^[1-9]\d* passed, 0 failed$/m);
    expect(Object.keys(project.snapshot())).toContain(
      'test/promtool/shop/shop.request-success.scenarios.30s.test.yaml',
    );
  }, 30_000);
});
