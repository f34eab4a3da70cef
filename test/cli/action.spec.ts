// The action's steps, run as a runner would run them: each script in bash, with its inputs as environment variables.
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { env, execPath } from 'node:process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { CHANGED_SPEC, Project, SPEC } from './slo-process.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

interface Step {
  readonly id: string;
  readonly run: string;
  readonly shell: string;
  readonly env?: Readonly<Record<string, string>>;
}

interface Action {
  readonly inputs: Readonly<Record<string, { readonly description: string; readonly default: string }>>;
  readonly runs: { readonly steps: readonly Step[] };
}

const ACTION: Action = parse(readFileSync(join(ROOT, 'action.yml'), 'utf8'));
const { inputs, runs } = ACTION;
const PATH = `${dirname(execPath)}:${env.PATH}`;

/** Runs one step; `context` fills in `${{ … }}` of its environment. */
function runStep(
  project: Project,
  id: string,
  context: Readonly<Record<string, string>>,
  more: NodeJS.ProcessEnv = {},
) {
  const step = runs.steps.find((candidate) => candidate.id === id);
  if (!step) throw new Error(`there is no step ${id}`);
  const defaults = Object.entries(inputs).map(([name, { default: value }]) => [`inputs.${name}`, value]);
  const values = { ...Object.fromEntries(defaults), 'github.action_path': ROOT, ...context };
  const own = Object.entries(step.env ?? {}).map(([name, value]) => [
    name,
    value.replaceAll(/\$\{\{ (\S+) \}\}/g, (_, path) => values[path] ?? ''),
  ]);
  for (const file of ['summary', 'output', 'path']) project.write(`temp/${file}`, '');
  const { status, stdout, stderr } = spawnSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', step.run], {
    cwd: project.root,
    encoding: 'utf8',
    env: {
      PATH,
      PROMTOOL: env.PROMTOOL,
      HOME: project.root,
      RUNNER_TEMP: join(project.root, 'temp'),
      GITHUB_STEP_SUMMARY: join(project.root, 'temp/summary'),
      GITHUB_OUTPUT: join(project.root, 'temp/output'),
      GITHUB_PATH: join(project.root, 'temp/path'),
      GITHUB_REPOSITORY: 'shop/slos',
      ...Object.fromEntries(own),
      ...more,
    },
  });
  return { status, stdout, stderr };
}

function git(project: Project, ...args: readonly string[]): void {
  const person = ['-c', 'user.name=Ada', '-c', 'user.email=ada@shop.example', '-c', 'init.defaultBranch=main'];
  const { status, stderr } = spawnSync('git', [...person, ...args], { cwd: project.root, encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
}

/** A pull request: `origin/main` has the spec, the branch the changed one. */
function pullRequest(): Project {
  const project = new Project();
  git(project, 'init', '-q');
  git(project, 'add', '-A');
  git(project, 'commit', '-qm', 'one');
  git(project, 'update-ref', 'refs/remotes/origin/main', 'HEAD');
  project.write('slos/shop.slo.yaml', CHANGED_SPEC);
  git(project, 'commit', '-qam', 'two');
  return project;
}

describe('the action', () => {
  it('hands nothing from outside to a script but by its environment', () => {
    expect(runs.steps.filter(({ run }) => run.includes('${{')).map(({ id }) => id)).toEqual([]);
    expect(runs.steps.filter(({ shell }) => shell !== 'bash')).toEqual([]);
  });

  it('names every input in its documentation, with its default', () => {
    const [page = ''] = /^\| input [\s\S]*?\n\n/m.exec(readFileSync(join(ROOT, 'docs/ci.md'), 'utf8')) ?? [];
    const rows = [...page.matchAll(/^\| `([\w-]+)` \| (.*?) ?\|/gm)].map(([, name, value]) => [name, value]);
    const wanted = Object.entries(inputs).map(([name, { default: value }]) => {
      if (value.includes('${{')) return [name, 'token of the job'];
      return [name, value === '' ? '' : `\`${value}\``];
    });
    expect(rows).toEqual(wanted);
  });

  it('installs nothing where it holds the program, as a release does', () => {
    const project = new Project({ 'action/dist/main.js': '', 'bin/npm': '#!/bin/bash\ntouch asked\n' });
    chmodSync(join(project.root, 'bin/npm'), 0o755);
    const context = { 'github.action_path': join(project.root, 'action') };
    const outcome = runStep(project, 'install', context, { PATH: `${join(project.root, 'bin')}:${PATH}` });
    expect([outcome, Object.keys(project.snapshot()).includes('action/asked')]).toEqual([
      { status: 0, stdout: '', stderr: '' },
      false,
    ]);
  });

  it('works with what a release holds alone, for a project whose job is set for production', () => {
    const project = new Project();
    for (const name of ['dist', 'package.json'])
      cpSync(join(ROOT, name), join(project.root, 'action', name), { recursive: true });
    const context = { 'github.action_path': join(project.root, 'action') };
    const more = { NODE_ENV: 'production', npm_config_ignore_scripts: 'true' };
    expect(runStep(project, 'install', context, more).status).toBe(0);
    expect(runStep(project, 'lint', context, more)).toMatchObject({ status: 0, stderr: '' });
    expect(runStep(project, 'check', context, more).status).toBe(1);
    expect(runStep(project, 'test', context, more).stdout).toMatch(/^promtool \d/m);
  });

  it('builds a commit of a branch with its build tools, and runs no script of theirs', () => {
    const project = new Project({
      'action/scripts/bundle.mjs': '',
      'bin/npm': '#!/bin/bash\necho "$*" > asked\n',
    });
    chmodSync(join(project.root, 'bin/npm'), 0o755);
    const context = { 'github.action_path': join(project.root, 'action') };
    const more = { NODE_ENV: 'production', PATH: `${join(project.root, 'bin')}:${PATH}` };
    expect(runStep(project, 'install', context, more)).toMatchObject({ status: 0, stderr: '' });
    expect(project.read('action/asked')).toMatch(/^ci (?=.*--include=dev)(?=.*--ignore-scripts)/);
  });

  it('lints the specs into annotations', () => {
    const project = new Project({ 'slos/shop.slo.yaml': SPEC.replace('99.9%', '99.9') });
    const { status, stdout } = runStep(project, 'lint', {});
    expect([status, stdout]).toEqual([1, expect.stringMatching(/^::error file=slos\/shop\.slo\.yaml,line=4/)]);
  });

  it('fails on rules that are not what the specs say, and passes when they are', () => {
    const project = new Project();
    expect(runStep(project, 'check', {}).status).toBe(1);
    project.slo('build');
    expect(runStep(project, 'check', {}).status).toBe(0);
  });

  it('tells in the summary what a pull request changes', () => {
    const project = pullRequest();
    expect(runStep(project, 'diff', {}, { GITHUB_BASE_REF: 'main' })).toMatchObject({ status: 0, stderr: '' });
    expect(project.read('temp/summary')).toMatch(/^<!-- slo diff \. -->\n### SLOs: .*objective: `99\.9%` → `99\.5%`/s);
    expect(project.read('temp/output')).toBe('changed=true\n');
  });

  it('says when nothing changed', () => {
    const project = pullRequest();
    expect(runStep(project, 'diff', { 'inputs.revisions': 'HEAD..HEAD' }).status).toBe(0);
    expect(project.read('temp/output')).toBe('changed=false\n');
  });

  it.each([
    ['a folder', { 'inputs.project': '$(touch stolen); touch stolen #' }],
    ['an option for a folder', { 'inputs.project': '--output=stolen' }],
    ['revisions', { 'inputs.revisions': '"; touch stolen; `touch stolen`' }],
    ['an option for revisions', { 'inputs.revisions': '--output=stolen' }],
  ])('runs no code that is hidden in %s', (_name, context) => {
    const project = pullRequest();
    expect(runStep(project, 'diff', context, { GITHUB_BASE_REF: 'main' }).status).not.toBe(0);
    expect(Object.keys(project.snapshot()).filter((path) => /^stolen/.test(path))).toEqual([]);
  });

  it('takes two revisions, and marks its comment by the project', () => {
    const project = pullRequest();
    const outcome = runStep(project, 'diff', { 'inputs.revisions': 'HEAD~1 HEAD', 'inputs.project': './' });
    expect(outcome.status).toBe(0);
    expect(project.read('temp/output')).toBe('changed=true\n');
    expect(project.read('temp/slo-diff.md')).toMatch(/^<!-- slo diff \.\/ -->\n/);
  });

  it('stops the commands of a runner while specs speak', () => {
    const { stdout } = runStep(new Project(), 'check', {});
    const [, token = ''] = /^::stop-commands::(\d{8,})\n/.exec(stdout) ?? [];
    expect(stdout.endsWith(`\n::${token}::\n`)).toBe(true);
  });

  it('refuses to download a promtool whose checksum nobody states', () => {
    const { status, stdout } = runStep(new Project(), 'promtool', { 'inputs.promtool-version': '3.5.3' });
    expect([status, stdout]).toEqual([1, expect.stringMatching(/^::error::promtool-sha256/)]);
  });

  it('keeps a comment within what GitHub takes', () => {
    const project = new Project({ 'temp/slo-diff.md': `<!-- slo diff . -->\n${'a line of text\n'.repeat(10_000)}` });
    project.write('bin/gh', '#!/bin/bash\nexit 0\n');
    chmodSync(join(project.root, 'bin/gh'), 0o755);
    const context = { 'github.event.pull_request.number': '7', 'steps.diff.outputs.changed': 'true' };
    expect(runStep(project, 'comment', context, { PATH: `${join(project.root, 'bin')}:${env.PATH}` }).status).toBe(0);
    const text = project.read('temp/slo-comment.md');
    expect(text.length).toBeLessThan(65_536);
    expect(text).toMatch(/^<!-- slo diff \. -->\n.*a line of text\n\n\*\*The rest/s);
  });

  it('refuses a version that is none, before anything is downloaded', () => {
    const { status, stdout } = runStep(new Project(), 'promtool', { 'inputs.promtool-version': '3.5/../evil' });
    expect([status, stdout]).toEqual([1, expect.stringMatching(/^::error::promtool-version/)]);
  });

  it.each([
    ['replaces its comment', '41', 'true', 'PATCH repos/shop/slos/issues/comments/41'],
    ['makes one where there is none', '', 'true', 'POST repos/shop/slos/issues/7/comments'],
    ['makes none when nothing changed', '', 'false', undefined],
  ])('%s', (_name, found, changed, wanted) => {
    const project = new Project({ 'temp/slo-diff.md': 'text' });
    // Stands in for GitHub: it finds the comment, and writes down what it is asked to do.
    project.write(
      'bin/gh',
      `#!/bin/bash\ncase "$*" in *--paginate*) echo '${found}' ;; 'api user'*) exit 1 ;; *) echo "$4 $5 $7" >> asked ;; esac\n`,
    );
    chmodSync(join(project.root, 'bin/gh'), 0o755);
    project.write('asked', '');
    const context = { 'github.event.pull_request.number': '7', 'steps.diff.outputs.changed': changed };
    const path = { PATH: `${join(project.root, 'bin')}:${env.PATH}` };
    expect(runStep(project, 'comment', context, path)).toMatchObject({ status: 0, stderr: '' });
    const body = `body=@${join(project.root, 'temp/slo-comment.md')}`;
    expect(project.read('asked')).toBe(wanted === undefined ? '' : `${wanted} ${body}\n`);
  });
});

describe('the hooks of pre-commit', () => {
  const hooks: readonly { readonly id: string; readonly entry: string; readonly files: string }[] = parse(
    readFileSync(join(ROOT, '.pre-commit-hooks.yaml'), 'utf8'),
  );

  it.each(hooks.map(({ id, entry }) => [id, entry] as const))('%s run a command that there is', (_id, entry) => {
    const [program, ...args] = entry.split(' ');
    const committed = new Project();
    committed.slo('build');
    git(committed, 'init', '-q');
    git(committed, 'add', '-A');
    expect([program, committed.slo(...args).status]).toEqual(['slo', 0]);
  });

  it('run for what is compiled, and for nothing else', () => {
    const paths = [
      'slos/a.slo.yaml',
      'b/slo.config.yaml',
      'slos/a.slo-test.yml',
      'README.md',
      'rules/a.yaml',
      'xslo.config.yaml',
    ];
    for (const { files } of hooks) {
      expect(paths.filter((path) => new RegExp(files).test(path))).toEqual(paths.slice(0, 3));
    }
  });
});
