// The scripts of `slo completion`, loaded into the shells that they are for, which are then asked what they would complete.
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { execPath } from 'node:process';
import { describe, expect, it } from '@jest/globals';
import { PROGRAM } from '../support/built-program.ts';
import { Project, SPEC } from './slo-process.ts';

type Shell = 'bash' | 'zsh' | 'fish';

/** How a shell is asked for what may stand where the line ends. */
const PROGRAMS: Readonly<Record<Shell, (line: string) => string>> = {
  // Readline splits at "=", too.
  bash: (line) => `set -- ${line.replaceAll('=', ' = ')}${line.endsWith(' ') ? '""' : ''}
    source ./script; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _slo; printf '%s\\n' "\${COMPREPLY[@]}"`,
  // A line editor in a terminal of its own: what it lists, or completes at once, is all that zsh tells.
  zsh: (line) => `zmodload zsh/zpty
    zpty z 'HOME=$PWD ZDOTDIR=$PWD zsh -f -i'
    zpty -w z 'autoload -U compinit && compinit -u -D && source ./script; PS1=""; setopt no_beep; zstyle ":completion:*" list-prompt ""; LISTMAX=9999; bindkey "^I" list-choices; stty columns 200; print REA""DY'
    zpty -r -m z out '*READY*'
    zpty -w -n z ${JSON.stringify(line)}$'\\t'
    sleep 3; while zpty -r -t z out; do print -r -- "$out"; done`,
  fish: (line) => `source ./script; complete -C ${JSON.stringify(line)}`,
};

/** A project with SLOs and targets. */
const NAMES = {
  'some-file.txt': '',
  'slos/shop.slo.yaml': SPEC,
  'slo.config.yaml': 'targets: [{ name: europe }, { name: asia }]\n',
};

function offers(shell: Shell, line: string, project: Project = new Project(NAMES)): string {
  writeFileSync(join(project.root, 'script'), project.slo('completion', shell).stdout);
  const bin = join(project.root, '.bin');
  mkdirSync(bin, { recursive: true });
  writeFileSync(join(bin, 'slo'), `#!/bin/sh\nexec '${execPath}' '${PROGRAM}' "$@"\n`);
  chmodSync(join(bin, 'slo'), 0o755);
  const options = shell === 'bash' ? ['--norc'] : shell === 'zsh' ? ['-f'] : ['--no-config'];
  const { stdout, stderr } = spawnSync(shell, [...options, '-c', PROGRAMS[shell](line)], {
    cwd: project.root,
    encoding: 'utf8',
    env: { ...process.env, HOME: project.root, TERM: 'xterm', PATH: `${bin}${delimiter}${process.env.PATH}` },
  });
  expect(stderr).toBe('');
  return stdout;
}

const SHELLS = (['bash', 'zsh', 'fish'] as const).map((shell) => {
  const isThere = spawnSync(shell, ['--version']).status === 0;
  return [shell, isThere ? it : it.skip] as const;
});

describe.each(SHELLS)('%s completes', (shell, test) => {
  test(`commands (needs ${shell})`, () => {
    const words = offers(shell, 'slo ');
    for (const command of ['build', 'lint', 'diff', 'completion']) expect(words).toContain(command);
  });

  test('the rest of a word', () => {
    expect(offers(shell, 'slo explain wrong-u')).toContain('wrong-unit');
    expect(offers(shell, 'slo explain wrong-u')).not.toContain('unknown-field');
  });

  test('the options of a command, and those of every command', () => {
    const words = offers(shell, 'slo diff --');
    for (const option of ['--format', '--exit-code', '--project']) expect(words).toContain(option);
    expect(words).not.toContain('--stdout');
  });

  test('the options of the default command', () => {
    expect(offers(shell, 'slo --st')).toContain('--stdout');
  });

  test('the values of an option', () => {
    const words = offers(shell, 'slo diff --format ');
    for (const format of ['text', 'markdown', 'json']) expect(words).toContain(format);
    expect(words).not.toContain('sarif');
    expect(words).not.toContain('some-file');
  });

  test('after the folder of the project', () => {
    expect(offers(shell, 'slo -C slos lint --format ')).toContain('sarif');
  });

  test('commands to be helped with', () => {
    expect(offers(shell, 'slo help expl')).toContain('explain');
  });

  test('SLOs, alerts and presets to explain', () => {
    const words = offers(shell, 'slo explain s');
    for (const name of ['success', 'shop/success']) expect(words).toContain(name);
    expect(offers(shell, 'slo explain ErrorBudgetBurn/')).toContain('page-fast');
    expect(offers(shell, 'slo explain istiod-d')).toContain('istiod-down');
  });

  test('SLOs to draw', () => {
    expect(offers(shell, 'slo preview shop')).toContain('shop/success');
  });

  test('targets, also of a project that -C names', () => {
    for (const line of ['slo build --target ', 'slo -C slos build --target ']) {
      const words = offers(shell, line);
      for (const target of ['europe', 'asia']) expect(words).toContain(target);
    }
  });

  test('operators of mutants', () => {
    expect(offers(shell, 'slo test --mutate --operator step-')).toContain('step-coarsened');
  });

  test('branches and tags, also behind the dots of a range', () => {
    const project = repository();
    const words = offers(shell, 'slo diff ', project);
    for (const name of ['HEAD', 'trunk', 'v1']) expect(words).toContain(name);
    expect(offers(shell, 'slo diff v1..tr', project)).toContain('trunk');
  });

  test('nothing of the project, and quietly, where there is none or it is broken', () => {
    const empty = new Project({});
    for (const line of ['slo build --target ', 'slo diff v', 'slo explain shop/']) {
      expect(offers(shell, line, empty)).not.toMatch(/error|europe|shop.success/);
    }
    const broken = new Project({ ...NAMES, 'slos/other.slo.yaml': 'service: [', 'slo.config.yaml': 'targets: 7' });
    for (const line of ['slo build --target ', 'slo diff v']) {
      expect(offers(shell, line, broken)).not.toMatch(/error|europe/);
    }
  });
});

/** A commit with a branch and a tag. */
function repository(...branches: readonly string[]): Project {
  const project = new Project(NAMES);
  const identity = ['-c', 'user.name=a', '-c', 'user.email=a@example.org'];
  const git = (...args: readonly string[]) =>
    expect(spawnSync('git', [...identity, ...args], { cwd: project.root, encoding: 'utf8' })).toMatchObject({
      status: 0,
    });
  git('init', '-q', '-b', 'trunk');
  git('commit', '-q', '--allow-empty', '-m', 'first');
  git('tag', 'v1');
  for (const branch of branches) git('branch', branch);
  return project;
}

describe('the words that a script asks for', () => {
  it('are those of the specs without mistakes, and nobody is told of the others', () => {
    const project = new Project({ ...NAMES, 'slos/other.slo.yaml': 'service: [' });
    expect(project.slo('complete', 'slos')).toEqual({ status: 0, stdout: 'success\nshop/success\n', stderr: '' });
  });

  it.each(['slos', 'subjects', 'targets', 'revisions'])('are never a failure: %s of no project', (what) => {
    expect(new Project({}).slo('complete', what)).toMatchObject({ status: 0, stderr: '' });
  });

  it('belong to no command that the help lists', () => {
    const project = new Project();
    expect(project.slo('--help').stdout).not.toMatch(/^ {2}complete /m);
    expect(project.slo('nothing-like-it').stderr).not.toMatch(/complete,/);
  });
});

describe('bash completes', () => {
  it('a branch whose name holds a command without running it, and quotes it', () => {
    const project = repository('x$(run)');
    expect(offers('bash', 'slo diff x', project).trim()).toBe('x\\$\\(run\\)');
  });

  it('SLOs where it completes files, too, and files where no SLO is called so', () => {
    expect(offers('bash', 'slo preview some').trim()).toBe('');
    expect(offers('bash', 'slo preview su').trim()).toBe('success');
  });

  it('the value behind an equals sign', () => {
    expect(offers('bash', 'slo lint --format=js').trim()).toBe('json');
    expect(offers('bash', 'slo --project=slos lint --format=js').trim()).toBe('json');
  });

  it('files where a command takes some, by its own means', () => {
    expect(offers('bash', 'slo lint so').trim()).toBe('');
  });
});

describe('a shell that is not known', () => {
  it('is refused with those that are', () => {
    const { status, stderr } = new Project().slo('completion', 'tcsh');
    expect([status, stderr]).toEqual([2, expect.stringMatching(/bash, zsh, fish/)]);
  });
});
