// Colours: where a person reads, and never in a pipe.
import { spawnSync } from 'node:child_process';
import { describe, expect, it } from '@jest/globals';
import { PROGRAM } from '../support/built-program.ts';
import { CHANGED_SPEC, Project, SPEC } from './slo-process.ts';
import { built, SPEC_PATH } from './small-project.ts';

const ESCAPE = '\u001b[';
const COLORED = { env: { FORCE_COLOR: '1', NO_COLOR: '' } };

/** A commit, and another objective since. */
function changed(): Project {
  const project = new Project();
  const git = (...args: readonly string[]) =>
    expect(spawnSync('git', args, { cwd: project.root })).toMatchObject({ status: 0 });
  expect(project.slo('build').status).toBe(0);
  git('init', '-q');
  git('add', '-A');
  git('-c', 'user.name=a', '-c', 'user.email=a@example.org', 'commit', '-q', '-m', 'first');
  project.write('slos/shop.slo.yaml', CHANGED_SPEC);
  project.write('slos/other.slo.yaml', SPEC.replace('shop', 'other'));
  return project;
}

/** A failure of `slo test` that needs no promtool: the rules are not those of the spec. */
function stale(): Project {
  const project = built();
  project.write(SPEC_PATH, project.read(SPEC_PATH).replace('99%', '98%'));
  return project;
}

describe.each([
  ['a report of lint', () => new Project({ 'slos/shop.slo.yaml': SPEC.replace('objective', 'objectve') }), ['lint']],
  ['a difference of specs', changed, ['diff']],
  ['a difference of files', changed, ['build', '--check']],
  ['a list', () => new Project(), ['list']],
  ['a failed test', stale, ['test']],
  ['a report of mutants', built, ['test', '--mutate', '--sample', '1']],
  ['the help', () => new Project(), ['--help']],
  ['the help of a command', () => new Project(), ['diff', '--help']],
] as const)('%s', (_name, make, args) => {
  it('has colours where they are asked for, and the same words without them', () => {
    const project = make();
    const { stdout: plain } = project.slo(...args);
    const { stdout: colored } = project.sloIn('.', args, COLORED);
    expect(plain).not.toContain(ESCAPE);
    expect(colored).toContain(ESCAPE);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: it is what the test is about
    expect(colored.replaceAll(/\u001b\[\d+m/g, '')).toBe(plain);
  });

  it('has none where FORCE_COLOR says so', () => {
    expect(make().sloIn('.', args, { env: { FORCE_COLOR: '0' } }).stdout).not.toContain(ESCAPE);
  });
});

describe('what machines read', () => {
  it.each([
    ['diff', '--format', 'json'],
    ['diff', '--format', 'markdown'],
    ['lint', '--format', 'json'],
    ['list', '--format', 'json'],
    ['build', '--stdout'],
    ['completion', 'bash'],
  ])('never has colours: slo %s %s %s', (...args) => {
    const words = args.filter((word) => word !== undefined);
    expect(changed().sloIn('.', words, COLORED).stdout).not.toContain(ESCAPE);
  });
});

describe('errors', () => {
  it('have colours where they are asked for', () => {
    const project = new Project({ 'slos/shop.slo.yaml': SPEC.replace('objective', 'objectve') });
    expect(project.sloIn('.', ['build'], COLORED).stderr).toContain(ESCAPE);
    expect(project.slo('build').stderr).not.toContain(ESCAPE);
  });
});

describe('a terminal', () => {
  const hasScript = spawnSync('script', ['--version']).stdout?.includes('util-linux') === true;
  const title = `has colours unless NO_COLOR is set${hasScript ? '' : ' (needs script of util-linux)'}`;
  (hasScript ? it : it.skip)(title, () => {
    const { root } = new Project();
    const list = (env: NodeJS.ProcessEnv) => {
      const { FORCE_COLOR: _color, NO_COLOR: _none, NODE_OPTIONS: _options, ...rest } = process.env;
      const command = `'${process.execPath}' '${PROGRAM}' list`;
      return spawnSync('script', ['-qec', command, '/dev/null'], {
        cwd: root,
        encoding: 'utf8',
        env: { ...rest, TERM: 'xterm', ...env },
      }).stdout;
    };
    expect(list({})).toContain(ESCAPE);
    expect(list({ NO_COLOR: '1' })).not.toContain(ESCAPE);
  });
});
