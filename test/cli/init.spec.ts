// `slo init`: a project that builds, made without touching what is there.
import { mkdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
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

  it.each([
    ['an Istio mesh', ['--istio'], ['slos/control-plane.slo.yaml', 'slos/mesh.slo.yaml']],
    ['a counter', ['--http', 'http_requests_total{job="api"}'], ['slos/NAME.slo.yaml']],
    ['a histogram', ['--http', 'http_server_request_duration_seconds'], ['slos/NAME.slo.yaml']],
    ['both', ['--istio', '--http', 'requests_bucket'], ['slos/NAME.slo.yaml', 'slos/mesh.slo.yaml']],
  ])('starts with %s, with nothing to complain about', (_what, options, specs) => {
    const project = new Project({});
    expect(project.slo('init', ...options).status).toBe(0);
    expect(project.slo('lint')).toMatchObject({ status: 0, stdout: '' });
    const name = basename(project.root).toLowerCase();
    const there = Object.keys(project.snapshot());
    expect(specs.map((path) => path.replace('NAME', name)).filter((path) => !there.includes(path))).toEqual([]);
  });

  it('takes the status label and the durations of known sources', () => {
    const specOf = (metric: string) => {
      const project = new Project({});
      project.slo('init', '--http', metric);
      return project.read(`slos/${basename(project.root).toLowerCase()}.slo.yaml`);
    };
    expect(specOf('http_requests_total')).toContain(`bad: 'http_requests_total{code=~"5.."}'`);
    expect(specOf('http_server_requests_seconds_bucket{app="x"}')).toMatch(
      /bad: 'http_server_requests_seconds_count\{app="x",status=~"5\.\."\}'[\s\S]*histogram: http_server_requests_seconds\n *where: 'app="x"'/,
    );
  });

  it('takes no expression for a metric', () => {
    const project = new Project({});
    expect(project.slo('init', '--http', 'rate(x[5m])')).toMatchObject({ status: 2 });
    expect(project.snapshot()).toEqual({});
  });

  it('names the schema of each file to editors, and all schemas are there', () => {
    const project = new Project({});
    project.slo('init');
    const paths = Object.keys(project.snapshot());
    const named = paths
      .filter((path) => /\.yaml$/.test(path))
      .map((path) => {
        const [, schema = ''] = /^# yaml-language-server: \$schema=(.*)$/m.exec(project.read(path)) ?? [];
        return join(dirname(path), schema);
      });
    const mapped = Object.keys(JSON.parse(project.read('.vscode/settings.json'))['yaml.schemas']).map((path) =>
      join(path),
    );
    expect(new Set(named)).toEqual(new Set(mapped));
    expect(mapped.filter((path) => !paths.includes(path))).toEqual([]);
    for (const path of mapped) expect(JSON.parse(project.read(path)).$schema).toContain('json-schema');
  });

  it('adds a workflow at the root of the repository, once npm ci would run there', () => {
    const project = new Project({ 'package-lock.json': '{}', 'apps/shop/package-lock.json': '{}' });
    mkdirSync(join(project.root, '.git'));
    expect(project.slo('-C', 'apps/shop', 'init').status).toBe(0);
    const steps = project.read('.github/workflows/slo.yml');
    expect(steps).toContain('working-directory: "apps/shop"');
    const uses = [...steps.matchAll(/uses: (.*)/g)].map(([, use = '']) => use);
    expect(uses.length).toBeGreaterThan(1);
    for (const use of uses) expect(use).toMatch(/@[0-9a-f]{40} # v\d/);
    expect(new Project({}).slo('init').stderr).toContain('left out .github/workflows/slo.yml');
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
    expect(Object.keys(project.snapshot()).filter((path) => path.startsWith('test/'))).toEqual([]);
  });
});
