// Whose a generated file is: a build replaces and removes what this project wrote, in this place, and nothing else. What it
// leaves alone and what it removes is told.
import { existsSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { type Outcome, Project, SPEC } from './slo-process.ts';

const CART = SPEC.replace('shop', 'cart');

function builtProject(files: Readonly<Record<string, string>> = {}): Project {
  const project = new Project({ 'slos/shop.slo.yaml': SPEC, ...files });
  expect(project.slo('build')).toMatchObject({ status: 0 });
  return project;
}

const pathsOf = (project: Project): string[] => Object.keys(project.snapshot());

/** All that was said of a path. */
const saidOf = ({ stderr }: Outcome, path: string): string[] =>
  stderr.split('\n').filter((line) => line.includes(path));

describe('a copy of a generated file', () => {
  it.each(['rules/shop-tuned.yaml', 'rules/team/shop.yaml', 'dashboards/copy.json', 'rules/shop.abcdef01.yaml'])(
    'is kept, and told: %s',
    (copy) => {
      const project = builtProject();
      const original = copy.startsWith('rules/') ? 'rules/shop.yaml' : 'dashboards/slo-overview.json';
      project.write(copy, project.read(original).replace('success', 'success, tuned by hand'));
      const before = project.read(copy);
      for (const args of [['build'], ['build', '--check']]) {
        const outcome = project.slo(...args);
        expect(outcome).toMatchObject({ status: 0 });
        expect(saidOf(outcome, copy)).toEqual([expect.stringContaining(`header names ${original}`)]);
      }
      expect(project.read(copy)).toBe(before);
    },
  );

  it('is kept when the spec of the original is gone', () => {
    const project = builtProject({ 'slos/cart.slo.yaml': CART });
    project.write('rules/cart-tuned.yaml', project.read('rules/cart.yaml'));
    project.remove('slos/cart.slo.yaml');
    expect(saidOf(project.slo('build'), 'rules/cart.yaml')).toHaveLength(2);
    expect(pathsOf(project)).toContain('rules/cart-tuned.yaml');
    expect(pathsOf(project)).not.toContain('rules/cart.yaml');
  });

  it('is not replaced by an output of its name', () => {
    const project = builtProject();
    const copy = project.read('rules/shop.yaml').replaceAll('success', 'succeeded');
    project.write('rules/cart.yaml', copy);
    project.write('slos/cart.slo.yaml', CART);
    const outcome = project.slo('build');
    expect([outcome.status, outcome.stderr]).toEqual([1, expect.stringContaining('a copy of rules/shop.yaml')]);
    expect(project.read('rules/cart.yaml')).toBe(copy);
  });
});

describe('a project within a project', () => {
  const OUTER = { 'slo.config.yaml': 'output: { rules: deploy/rules, dashboards: off }\n' };
  const INNER = { 'deploy/slo.config.yaml': 'output: { dashboards: off }\n', 'deploy/slos/cart.slo.yaml': CART };

  it('writes into the same folder, and both keep their files', () => {
    const project = new Project({ 'slos/shop.slo.yaml': SPEC, ...OUTER, ...INNER });
    const format = ['--format', 'prometheus'];
    for (const _time of [1, 2]) {
      expect(project.sloIn('deploy', ['build', ...format])).toMatchObject({ status: 0 });
      expect(project.slo('build', ...format)).toMatchObject({ status: 0 });
    }
    expect(pathsOf(project)).toEqual(
      expect.arrayContaining(['deploy/rules/cart.rules.yaml', 'deploy/rules/shop.rules.yaml']),
    );
  });

  it('keeps a file that both would write, and the other is told', () => {
    const project = new Project({ 'slos/shop.slo.yaml': SPEC, ...OUTER, ...INNER });
    expect(project.sloIn('deploy', ['build'])).toMatchObject({ status: 0 });
    const before = project.read('deploy/rules/kustomization.yaml');
    const outcome = project.slo('build');
    expect(outcome.status).toBe(1);
    expect(outcome.stderr).toContain('a file of the project in deploy is in the way');
    expect(project.read('deploy/rules/kustomization.yaml')).toBe(before);
    expect(pathsOf(project)).not.toContain('deploy/rules/shop.yaml');
  });

  it('keeps what it wrote when its specs are gone', () => {
    const project = new Project({
      'slos/shop.slo.yaml': SPEC,
      'slo.config.yaml': 'output: { rules: deploy }\n',
      'deploy/team/slos/cart.slo.yaml': CART,
    });
    expect(project.sloIn('deploy/team', ['build'])).toMatchObject({ status: 0 });
    rmSync(join(project.root, 'deploy/team/slos'), { recursive: true });
    expect(saidOf(project.slo('build'), 'deploy/team/rules/cart.yaml')).toHaveLength(1);
    expect(pathsOf(project)).toContain('deploy/team/rules/cart.yaml');
  });
});

describe('a project that moves', () => {
  it('owns in a clone, and in a folder of another name, what it wrote', () => {
    const outer = new Project({ 'a/slos/shop.slo.yaml': SPEC, 'a/slos/cart.slo.yaml': CART });
    expect(outer.sloIn('a', ['build'])).toMatchObject({ status: 0 });
    renameSync(join(outer.root, 'a'), join(outer.root, 'b'));
    outer.remove('b/slos/cart.slo.yaml');
    expect(outer.sloIn('b', ['build'])).toMatchObject({ status: 0 });
    expect(pathsOf(outer)).toContain('b/rules/shop.yaml');
    expect(pathsOf(outer)).not.toContain('b/rules/cart.yaml');
  });

  it('replaces what was moved with its output folder', () => {
    const project = builtProject();
    project.write('slo.config.yaml', 'output: { rules: deploy }\n');
    renameSync(join(project.root, 'rules'), join(project.root, 'deploy'));
    expect(project.slo('build')).toMatchObject({ status: 0 });
    expect(project.slo('build', '--check')).toMatchObject({ status: 0 });
  });
});

describe('the last spec', () => {
  it.each(['slos', 'slos/shop.slo.yaml'])('takes its rules with it, and that is told: %s is gone', (gone) => {
    const project = builtProject({ 'rules/own.yaml': 'groups: []\n' });
    rmSync(join(project.root, gone), { recursive: true });
    const checked = project.slo('build', '--check');
    expect([checked.status, checked.stdout]).toEqual([1, expect.stringContaining('orphaned rules/shop.yaml')]);
    const outcome = project.slo('build');
    expect(outcome.status).toBe(0);
    expect(outcome.stderr).toContain('warning[no-specs]');
    expect(outcome.stderr).toContain('removed  rules/shop.yaml');
    expect(pathsOf(project).filter((path) => !path.startsWith('slos/'))).toEqual(['rules/own.yaml']);
    expect(project.slo('build')).toMatchObject({ status: 1, stderr: expect.stringContaining('error[no-specs]') });
  });

  it('is not gone when the project file looks for it elsewhere', () => {
    const project = builtProject();
    project.write('slo.config.yaml', 'specs: slso\n');
    const outcome = project.slo('build');
    expect([outcome.status, outcome.stderr]).toEqual([1, expect.stringContaining('made from slos/shop.slo.yaml')]);
    expect(existsSync(join(project.root, 'rules/shop.yaml'))).toBe(true);
  });
});

describe('a file of metrics or a page', () => {
  it('never replaces an output, nor the one the other', () => {
    const project = builtProject();
    const rules = project.read('rules/shop.yaml');
    expect(project.slo('preview', '-o', 'page.html')).toMatchObject({ status: 0 });
    for (const path of ['rules/shop.yaml', 'page.html'])
      expect(project.slo('build', '--metrics-file', path)).toMatchObject({ status: 1 });
    expect(project.read('rules/shop.yaml')).toBe(rules);
    expect(project.slo('build', '--metrics-file', 'slo.prom')).toMatchObject({ status: 0 });
    expect(project.slo('preview', '-o', 'slo.prom')).toMatchObject({ status: 1 });
    expect(project.slo('preview', '-o', 'page.html')).toMatchObject({ status: 0 });
  });
});
