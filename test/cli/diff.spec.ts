// `slo diff` as users meet it: a real repository, two states of it, and nothing of it touched.
import { spawnSync } from 'node:child_process';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { execPath } from 'node:process';
import { describe, expect, it } from '@jest/globals';
import { PROGRAM } from '../support/built-program.ts';
import { commit, git, repository, SPEC_PATH } from './git-project.ts';
import { CHANGED_SPEC, Project, SPEC } from './slo-process.ts';

const OBJECTIVE = /objective: 99\.9% → 99\.5%/;

describe('slo diff', () => {
  it('tells what the files have that the last commit has not', () => {
    const project = repository();
    expect(project.slo('diff')).toMatchObject({ status: 0, stdout: 'HEAD → working tree\n\nno change in rules\n' });
    project.write(SPEC_PATH, SPEC);
    const { status, stdout, stderr } = project.slo('diff');
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^HEAD → working tree\n\nshop\/success .*\n {2}objective: 99\.5% → 99\.9%/);
  });

  it.each([
    ['a commit and the files', ['main'], 'main → working tree'],
    ['two commits', ['main', 'branch'], 'main → branch'],
    ['a range', ['main..branch'], 'main → branch'],
    ['a range without its end', ['main..'], 'main → HEAD'],
    ['a commit by its place in history', ['HEAD~1', 'HEAD'], 'HEAD~1 → HEAD'],
    ['folders of commits', ['main:', 'branch:'], 'main: → branch:'],
  ])('compares %s', (_name, revisions, title) => {
    const { status, stdout } = repository().slo('diff', ...revisions);
    expect([status, stdout.split('\n')[0]]).toEqual([0, title]);
    expect(stdout).toMatch(OBJECTIVE);
  });

  it('compares a branch with where it began, as git does for three dots', () => {
    const project = repository();
    git(project.root, 'checkout', '-q', 'main');
    project.write(SPEC_PATH, SPEC.replace('name: success', 'name: second'));
    commit(project, 'three');
    const { stdout } = project.slo('diff', 'main...branch');
    expect(stdout).toMatch(OBJECTIVE);
    expect(stdout).not.toMatch(/second/);
    expect(project.slo('diff', 'main..branch').stdout).toMatch(/second/);
  });

  it('tells of a new name in letters that are right', () => {
    const project = repository();
    project.write(SPEC_PATH, CHANGED_SPEC.replace('name: success', 'name: orders'));
    expect(project.slo('diff').stdout).toMatch(/^shop\/success → shop\/orders \(/m);
  });

  describe('with rules that are committed', () => {
    const RULES = 'rules/shop.yaml';
    /** A repository whose commits have the rules of their specs, the last of them changed by `edit`. */
    function built(edit: (rules: string) => string): Project {
      const project = new Project();
      git(project.root, 'init', '-q');
      project.slo('build');
      project.write(RULES, edit(project.read(RULES)));
      commit(project, 'one');
      return project;
    }
    const slower = (rules: string) => rules.replace('interval: 30s', 'interval: 45s');

    it('has nothing to tell of rules that follow from their specs', () => {
      const project = built((rules) => rules);
      expect(project.slo('diff', '--exit-code')).toMatchObject({
        status: 0,
        stdout: expect.stringContaining('no change'),
      });
      project.write(SPEC_PATH, CHANGED_SPEC);
      project.slo('build');
      expect(project.slo('diff').stdout).not.toContain('committed rules');
    });

    it('tells of an edit by hand', () => {
      const project = built((rules) => rules);
      project.write(RULES, slower(project.read(RULES)));
      const { status, stdout } = project.slo('diff', '--exit-code');
      expect([status, stdout]).toEqual([
        1,
        expect.stringMatching(/rules\/shop\.yaml has changed to what no spec says[\s\S]*\+ +interval: 45s/),
      ]);
    });

    it('tells what an upgrade of the compiler changes', () => {
      const project = built(slower);
      // Whoever builds with this version takes back what the other one wrote.
      project.slo('build');
      const { stdout } = project.slo('diff');
      expect(stdout).toMatch(
        /rules\/shop\.yaml changes beyond what the specs say[\s\S]*- +interval: 45s[\s\S]*\+ +interval: 30s/,
      );
      const json = JSON.parse(project.slo('diff', '--format', 'json').stdout);
      expect(json).toMatchObject({ changed: true, drift: [{ path: RULES, cause: 'other-compiler' }] });
    });

    it('tells of a build that was forgotten', () => {
      const project = built((rules) => rules);
      project.write(SPEC_PATH, CHANGED_SPEC);
      expect(project.slo('diff').stdout).toMatch(/rules\/shop\.yaml is not built from the specs as they are now/);
    });
  });

  it('touches nothing', () => {
    const project = repository();
    const before = project.snapshot();
    project.slo('diff', 'main', 'branch');
    expect(project.snapshot()).toEqual(before);
  });

  it('exits with 1 on a change only when it is asked to', () => {
    const project = repository();
    expect(project.slo('diff', 'main').status).toBe(0);
    expect(project.slo('diff', '--exit-code', 'main').status).toBe(1);
    expect(project.slo('diff', '--exit-code', 'branch').status).toBe(0);
  });

  it('tells JSON by which rules changed why', () => {
    const { stdout } = repository().slo('diff', 'main', 'branch', '--format', 'json');
    const { version, changed, subjects, files } = JSON.parse(stdout);
    expect({ version, changed }).toEqual({ version: 1, changed: true });
    expect(subjects).toMatchObject([{ name: 'shop/success', history: 'kept', changes: [{ topic: 'objective' }] }]);
    expect(subjects[0].rules).toContainEqual(
      expect.objectContaining({ name: 'slo:objective:ratio', fields: ['expr'], because: ['objective'] }),
    );
    expect(files).toContainEqual({ path: 'rules/shop.yaml', change: 'changed', holds: 'rules' });
  });

  it('sees what comes and goes when a project begins or ends', () => {
    const project = repository({ 'README.md': 'nothing yet\n' });
    expect(project.slo('diff', 'main', 'branch').stdout).toMatch(
      /new: shop\/success[\s\S]*rules: \d+ added \(of 0, now \d+\)/,
    );
    project.remove(SPEC_PATH);
    expect(project.slo('diff').stdout).toMatch(/gone: shop\/success/);
    expect(project.slo('diff', 'main')).toMatchObject({ status: 1, stdout: '' });
  });

  it.each([
    [['main', 'branch', 'HEAD'], 'at most two states can be compared'],
    [['main..branch', 'HEAD'], '"main..branch" names both states already'],
  ])('is used in a wrong way with %j', (states, message) => {
    expect(repository().slo('diff', ...states)).toMatchObject({
      status: 2,
      stderr: expect.stringContaining(`error[wrong-usage]: ${message}`),
    });
  });

  it('tells what is wrong with a commit by its name', () => {
    const project = repository();
    project.write(SPEC_PATH, SPEC.replace('99.9%', '99.9'));
    commit(project, 'broken');
    const { status, stdout, stderr } = project.slo('diff', 'main', 'HEAD');
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/^HEAD:slos\/shop\.slo\.yaml:4:16 error\[wrong-unit\]/);
  });
});

describe('slo diff finds the project', () => {
  it('in a folder of the repository', () => {
    const project = repository({ 'deploy/eu/slos/shop.slo.yaml': SPEC, 'slos/shop.slo.yaml': SPEC });
    project.write('deploy/eu/slos/shop.slo.yaml', SPEC.replace('99.9%', '99%'));
    commit(project, 'three');
    expect(project.slo('-C', 'deploy/eu', 'diff', 'main').stdout).toMatch(/objective: 99\.9% → 99%/);
    expect(project.slo('diff', 'main:deploy/eu', 'HEAD:deploy/eu').stdout).toMatch(/objective: 99\.9% → 99%/);
  });

  it('with the settings of each commit', () => {
    const project = repository();
    project.write('specs/shop.slo.yaml', CHANGED_SPEC);
    project.write('slo.config.yaml', 'specs: specs\n');
    project.remove(SPEC_PATH);
    commit(project, 'three');
    expect(project.slo('diff', 'main', 'HEAD').stdout).toMatch(OBJECTIVE);
    expect(project.slo('diff', 'main', 'HEAD').stdout).toMatch(/setting specFolder: slos → specs/);
  });

  it('in a bare repository, between commits', () => {
    const project = repository();
    git(project.root, 'clone', '-q', '--bare', '.', 'bare.git');
    expect(project.slo('-C', 'bare.git', 'diff', 'main', 'branch').stdout).toMatch(OBJECTIVE);
    const alone = project.slo('-C', 'bare.git', 'diff');
    expect([alone.status, alone.stderr]).toEqual([2, expect.stringMatching(/bare repository/)]);
  });

  it('in a second working tree', () => {
    const project = repository();
    git(project.root, 'worktree', 'add', '-q', 'other', 'main');
    expect(project.slo('-C', 'other', 'diff', 'branch').stdout).toMatch(/objective: 99\.5% → 99\.9%/);
  });

  it('in a submodule, and says so of specs in one', () => {
    const [inner, outer] = [repository(), new Project({ 'README.md': '' })];
    git(outer.root, 'init', '-q');
    git(outer.root, 'submodule', '--quiet', 'add', inner.root, 'slos');
    commit(outer, 'one');
    expect(outer.slo('-C', 'slos', 'diff', 'HEAD~1').stdout).toMatch(OBJECTIVE);
    expect(outer.slo('diff', 'HEAD', 'HEAD')).toMatchObject({ status: 1, stderr: expect.stringMatching(/submodule/) });
  });

  it('through links that stay in the repository', () => {
    const project = repository({
      'shared/shop.yaml': SPEC,
      'deploy/slos/other.slo.yaml': SPEC.replace('shop', 'other'),
    });
    symlinkSync('../../shared/shop.yaml', join(project.root, 'deploy/slos/linked.slo.yaml'));
    symlinkSync('deploy/slos', join(project.root, 'specs'));
    commit(project, 'links');
    project.write('shared/shop.yaml', CHANGED_SPEC);
    commit(project, 'changed');
    expect(project.slo('-C', 'deploy', 'diff', 'HEAD~1', 'HEAD').stdout).toMatch(OBJECTIVE);
    project.write('slo.config.yaml', 'specs: specs\n');
    commit(project, 'by a link');
    project.write('shared/shop.yaml', SPEC);
    expect(project.slo('diff').stdout).toMatch(/objective: 99\.5% → 99\.9%/);
  });

  it('in a clone without its history, and tells how to get it', () => {
    const project = repository();
    git(project.root, 'clone', '-q', '--depth', '1', `file://${project.root}`, 'shallow');
    expect(project.slo('-C', 'shallow', 'diff')).toMatchObject({ status: 0 });
    const { status, stderr } = project.slo('-C', 'shallow', 'diff', 'HEAD~1');
    expect([status, stderr]).toEqual([2, expect.stringMatching(/git knows no "HEAD~1"\n.*--unshallow/)]);
  });
});

describe('slo diff refuses', () => {
  it.each([
    ['a commit that is not there', ['nowhere'], /git knows no "nowhere"/],
    ['what looks like an option of git', ['--', '--output=stolen'], /git knows no "--output=stolen"/],
    ['an option hidden in a range', ['--', '-x..main'], /git knows no "-x"/],
    ['a file of a commit', [`main:${SPEC_PATH}`], /is no commit or folder/],
    ['three commits', ['main', 'branch', 'main'], /at most two/],
    ['a range and a commit', ['main..branch', 'main'], /names both/],
    ['an unknown format', ['--format', 'html'], /html/],
  ])('%s', (_name, args, message) => {
    const project = repository();
    const { status, stdout, stderr } = project.slo('diff', ...args);
    expect([status, stdout, stderr]).toEqual([2, '', expect.stringMatching(message)]);
    expect(Object.keys(project.snapshot()).filter((path) => path.includes('stolen'))).toEqual([]);
  });

  it('a folder that is in no repository', () => {
    const { status, stderr } = new Project().slo('diff');
    expect([status, stderr]).toEqual([2, expect.stringMatching(/not a git repository/)]);
  });

  it('to run without git, and says so', () => {
    const project = repository();
    const { status, stderr } = spawnSync(execPath, [PROGRAM, 'diff'], {
      cwd: project.root,
      encoding: 'utf8',
      env: { PATH: '/nowhere' },
    });
    expect([status, stderr]).toEqual([2, expect.stringMatching(/git cannot be run/)]);
  });
});

describe('hostile names', () => {
  const HOSTILE = '`x` | <img src=x onerror=1> @everyone\n[l](http://x) \u001b[31m';

  it('cannot break out of the Markdown of a comment', () => {
    const label = (value: string) =>
      SPEC.replace('service: shop', `service: shop\nlabels: { note: ${JSON.stringify(value)} }`);
    const project = repository({ [SPEC_PATH]: label('plain') });
    project.write(SPEC_PATH, label(HOSTILE));
    const { status, stdout } = project.slo('diff', 'main', '--format', 'markdown');
    expect(status).toBe(0);
    expect(stdout).toContain('onerror');
    // Outside of code, nothing of it is left.
    const outside = stdout.replaceAll(/(`{3,})diff\n.*?\n\1/gs, '').replaceAll(/(`+)(?!`).*?(?<!`)\1(?!`)/g, '');
    expect(outside).not.toMatch(/onerror|everyone|http:|\p{Cc}(?<!\n)/u);
    expect(outside.replaceAll(/<\/?(details|summary)>/g, '')).not.toMatch(/[<]/);
  });

  it('in a repository are files like others', () => {
    const project = repository({ [SPEC_PATH]: SPEC, 'a\nb/-x "y"': '1', 'slos/ü $(touch x)/README': '2' });
    expect(project.slo('diff', 'main', 'branch')).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(OBJECTIVE),
    });
  });

  it('of branches are only names', () => {
    const project = repository();
    git(project.root, 'branch', 'x;touch$IFS-stolen', 'main');
    const { stdout } = project.slo('diff', 'x;touch$IFS-stolen');
    expect(stdout).toMatch(OBJECTIVE);
    expect(
      Object.keys(project.snapshot()).filter((path) => path.includes('stolen') && !path.startsWith('.git/')),
    ).toEqual([]);
  });
});
