// `slo build` as a user runs it: what is written, what is left alone, what is refused.
import { describe, expect, it } from '@jest/globals';
import { parseAllDocuments } from 'yaml';
import { CHANGED_SPEC, Project, SPEC, sloWithoutReader } from './slo-process.ts';

const FOREIGN = 'groups: []\n';

function kindsIn(stdout: string): unknown[] {
  return parseAllDocuments(stdout).map((document) => document.toJS()?.kind);
}

describe('slo build', () => {
  it('writes the rules, also when no command is named, and writes nothing the second time', () => {
    const project = new Project();
    const first = project.slo();
    expect(first).toMatchObject({ status: 0, stdout: '' });
    expect(project.read('rules/shop.yaml')).toContain('kind: PrometheusRule');
    expect(project.read('rules/kustomization.yaml')).toContain('- shop.yaml');
    const before = project.snapshot();
    expect(project.slo('build')).toMatchObject({ status: 0, stdout: '' });
    expect(project.snapshot()).toEqual(before);
  });

  it('compiles specs in subfolders into subfolders', () => {
    const project = new Project({ 'slos/eu/shop.slo.yaml': SPEC, 'slos/us/shop.slo.yml': `namespace: us\n${SPEC}` });
    expect(project.slo('build').status).toBe(0);
    expect(project.read('rules/eu/shop.yaml')).toContain('name: slo-eu.shop\n');
    expect(project.read('rules/us/shop.yaml')).toContain('name: slo-us.shop\n');
  });

  it('works on another folder with -C', () => {
    const project = new Project({ 'deep/slos/shop.slo.yaml': SPEC });
    expect(project.slo('-C', 'deep', 'build').status).toBe(0);
    expect(Object.keys(project.snapshot())).toContain('deep/rules/shop.yaml');
  });

  it('removes what it once generated and no spec asks for, and leaves files of others alone', () => {
    const project = new Project({
      'slos/shop.slo.yaml': SPEC,
      'slos/old.slo.yaml': SPEC.replace('shop', 'old'),
      'rules/foreign.yaml': FOREIGN,
    });
    project.slo('build');
    expect(project.read('rules/old.yaml')).toContain('PrometheusRule');
    project.remove('slos/old.slo.yaml');
    const before = project.snapshot();
    expect(project.slo('build').status).toBe(0);
    const after = project.snapshot();
    expect(Object.keys(after)).not.toContain('rules/old.yaml');
    expect(after['rules/foreign.yaml']).toEqual(before['rules/foreign.yaml']);
    expect(after['rules/shop.yaml']).toEqual(before['rules/shop.yaml']);
  });

  it('writes nothing at all when a file of somebody else is in the way', () => {
    const project = new Project({
      'slos/another.slo.yaml': SPEC.replace('shop', 'another'),
      'slos/shop.slo.yaml': SPEC,
      'rules/shop.yaml': FOREIGN,
    });
    const before = project.snapshot();
    const outcome = project.slo('build');
    expect(outcome).toMatchObject({ status: 1, stdout: '' });
    expect(outcome.stderr).toContain('rules/shop.yaml');
    expect(project.snapshot()).toEqual(before);
  });

  it('says so when a file stands where the output folder should be', () => {
    const project = new Project({ 'slos/shop.slo.yaml': SPEC, rules: 'a file' });
    const outcome = project.slo('build');
    expect(outcome).toMatchObject({ status: 1, stdout: '' });
    expect(outcome.stderr).toContain('rules');
    expect(outcome.stderr).not.toMatch(/\bat .*\.js:\d+/);
    expect(project.read('rules')).toBe('a file');
  });

  it('writes nothing when a spec is wrong, and shows the place', () => {
    const project = new Project();
    project.slo('build');
    const wrong = { 'slos/wrong.slo.yaml': SPEC.replace('99.9%', '100%').replace('shop', 'wrong') };
    for (const [path, content] of Object.entries(wrong)) project.write(path, content);
    project.write('slos/shop.slo.yaml', CHANGED_SPEC);
    const before = project.snapshot();
    const outcome = project.slo('build');
    expect(outcome).toMatchObject({ status: 1, stdout: '' });
    expect(outcome.stderr).toContain('slos/wrong.slo.yaml:4:16 error[objective-out-of-range]');
    expect(project.snapshot()).toEqual(before);
  });

  it('prints to standard output instead of files, in either format', () => {
    const project = new Project({ 'slos/a.slo.yaml': SPEC, 'slos/b.slo.yaml': SPEC.replace('shop', 'b') });
    const operator = project.slo('build', '--stdout');
    expect(operator.status).toBe(0);
    expect(kindsIn(operator.stdout).filter((kind) => kind === 'PrometheusRule')).toHaveLength(2);
    const plain = project.slo('build', '--stdout', '--format', 'prometheus');
    expect(plain.stdout).toMatch(/^groups:/m);
    expect(kindsIn(plain.stdout)).not.toContain('PrometheusRule');
    expect(Object.keys(project.snapshot())).toEqual(['slos/a.slo.yaml', 'slos/b.slo.yaml']);
  });

  it('writes plain rule files when asked to, and takes back those of the other format', () => {
    const project = new Project();
    project.slo('build');
    expect(project.slo('build', '--format', 'prometheus').status).toBe(0);
    const rules = Object.keys(project.snapshot()).filter((path) => path.startsWith('rules/'));
    expect(rules).toEqual(['rules/shop.rules.yaml']);
  });

  it('ends quietly when the reader of its output goes away', async () => {
    const outcome = await sloWithoutReader(new Project(), 'build', '--stdout');
    expect(outcome).toEqual({ status: 0, stdout: '', stderr: '' });
  });

  it('says where specs belong when there are none', () => {
    const outcome = new Project({ 'README.md': 'empty' }).slo('build');
    expect(outcome).toMatchObject({ status: 1, stdout: '' });
    expect(outcome.stderr).toContain('error[no-specs]');
  });
});

describe('the command line', () => {
  it('names every command in its help', () => {
    const { status, stdout } = new Project({}).slo('--help');
    expect(status).toBe(0);
    for (const command of ['build', 'lint', 'explain', 'schema', 'init', 'help']) {
      expect(stdout).toMatch(new RegExp(`^  ${command}\\b`, 'm'));
    }
  });

  it.each([
    ['an option that does not exist', ['build', '--chekc'], '--check'],
    ['a command that does not exist', ['lnit'], ''],
    ['a format that does not exist', ['build', '--format', 'json'], 'operator'],
    ['a missing argument', ['explain'], 'subject'],
  ])('exits with 2 for %s', (_what, args, hint) => {
    const outcome = new Project().slo(...args);
    expect(outcome).toMatchObject({ status: 2, stdout: '' });
    expect(outcome.stderr).toContain(hint);
  });
});
