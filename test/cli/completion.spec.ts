// The scripts of `slo completion`, loaded into the shells that they are for, which are then asked what they would complete.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { Project } from './slo-process.ts';

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
    sleep 1; while zpty -r -t z out; do print -r -- "$out"; done`,
  fish: (line) => `source ./script; complete -C ${JSON.stringify(line)}`,
};

function offers(shell: Shell, line: string): string {
  const project = new Project({ 'some-file.txt': '', 'slos/shop.slo.yaml': '' });
  writeFileSync(join(project.root, 'script'), project.slo('completion', shell).stdout);
  const options = shell === 'bash' ? ['--norc'] : shell === 'zsh' ? ['-f'] : ['--no-config'];
  const { stdout, stderr } = spawnSync(shell, [...options, '-c', PROGRAMS[shell](line)], {
    cwd: project.root,
    encoding: 'utf8',
    env: { ...process.env, HOME: project.root, TERM: 'xterm' },
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
});

describe('bash completes', () => {
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
