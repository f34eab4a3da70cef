// Texts of a stranger's spec in everything that a person reads: a terminal obeys none of them, no mark of direction turns what
// a reviewer sees, and a rule file still means the same.
import { spawnSync } from 'node:child_process';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { Project, SPEC } from './slo-process.ts';

/** Escape sequences, controls of one and two bytes, marks of direction, an invisible tag beyond the first plane. */
const HOSTILE = '\u001b[8mhidden\u001b]0;title\u0007\u009b31m \u202eturned\u2066\u200f\u00ad\u{e0041}';
const UNSAFE = /(?![\n\t\u200c\u200d])[\p{Cc}\p{Cf}\u2028\u2029]/u;

const TEXT = JSON.stringify(HOSTILE).replace(
  /[^ -~]/gu,
  (character) => `\\U${(character.codePointAt(0) ?? 0).toString(16).padStart(8, '0')}`,
);
const HOSTILE_SPEC = SPEC.replace(
  'slos:',
  `owner: ${TEXT}
annotations: { note: ${TEXT} }
slos:`,
).replace('objective:', `description: ${TEXT}\n    objective:`);
const SCENARIOS = `scenarios:
  - name: ${TEXT}
    slo: success
    traffic: [{ for: 1h, bad: 0% }]
    expect: [{ at: 1h, silent: all }]
`;

function hostileProject(): Project {
  const files = { 'slos/shop.slo.yaml': HOSTILE_SPEC, 'slos/shop.slo-test.yaml': SCENARIOS };
  return new Project({ ...files, 'slo.config.yaml': 'output: { runbooks: runbooks, tests: tests }\n' });
}

describe('text that the runner of a pipeline would obey', () => {
  const text = '##[error]x';
  const spec = SPEC.replace('objective:', `description: "${text}"\n    owner: "${text}"\n    objective:`);

  it.each([
    ['explain', 'success'],
    ['diff', 'HEAD'],
  ])('is shown and not obeyed: %s', (...args) => {
    const project = new Project();
    for (const command of [
      ['init', '-q'],
      ['add', '-A'],
      ['-c', 'user.name=a', '-c', 'user.email=b', 'commit', '-qm', 'c'],
    ]) {
      spawnSync('git', command, { cwd: project.root });
    }
    project.write('slos/shop.slo.yaml', spec);
    const { status, stdout, stderr } = project.slo(...args);
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toContain('error]x');
    expect(stdout).not.toContain(text);
  });

  it('stays as it is in what a program reads', () => {
    const { stdout } = new Project({ 'slos/shop.slo.yaml': spec }).slo('build', '--stdout');
    expect(stdout).toContain(text);
  });
});

describe('text that a terminal would obey', () => {
  it.each([
    ['explain', 'success'],
    ['list'],
    ['preview', '-o', '-'],
    ['build', '--stdout'],
    ['build', '--check'],
    ['test', '--promtool', 'none'],
    ['lint'],
  ])('is shown and not obeyed: %s', (...args) => {
    const { stdout, stderr } = hostileProject().slo(...args);
    // A promtool that is not there is reported beside what is tested here.
    expect(stderr).not.toMatch(/error\[(?!no-promtool\])/);
    expect(stdout.match(UNSAFE)).toBeNull();
    expect(stderr.match(UNSAFE)).toBeNull();
  });

  it('is shown and not obeyed where there are colours', () => {
    const options = { env: { FORCE_COLOR: '1' } };
    const { stdout } = hostileProject().sloIn('.', ['explain', 'success'], options);
    expect(stdout).toContain('\u001b[1m');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the colours of slo itself
    expect(stdout.replaceAll(/\u001b\[(?:1|22|3\d)m/g, '').match(UNSAFE)).toBeNull();
  });

  it('stands in no generated file, and rules still have it', () => {
    const project = hostileProject();
    expect(project.slo('build').status).toBe(0);
    const outputs = Object.entries(project.snapshot()).filter(([path]) => !path.startsWith('slos/'));
    for (const [path, [content]] of outputs) expect([path, content.match(UNSAFE)]).toEqual([path, null]);
    const { spec } = parse(project.read('rules/shop.yaml')) as {
      readonly spec: {
        readonly groups: readonly {
          readonly rules: readonly { readonly annotations?: { readonly note?: string } }[];
        }[];
      };
    };
    const notes = spec.groups.flatMap(({ rules }) => rules.flatMap(({ annotations }) => annotations?.note ?? []));
    expect(new Set(notes)).toEqual(new Set([HOSTILE]));
  });
});
