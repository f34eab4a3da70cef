// A repository in which every file is hostile: nothing outside of it is read or written, nothing that is not the project's
// own is replaced or removed, nothing is silently left out, and whatever goes wrong is told in words.
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execPath } from 'node:process';
import { describe, expect, it } from '@jest/globals';
import { PROGRAM } from '../support/built-program.ts';
import { expectWithin } from '../support/within.ts';
import { type Outcome, Project, SPEC } from './slo-process.ts';
import { SPEC_PATH } from './small-project.ts';

const SECRET = 'secret: only this machine may read it';

/** A file outside of the project. */
function secretFile(): string {
  const path = join(mkdtempSync(join(tmpdir(), 'slo-outside-')), 'secret.slo.yaml');
  writeFileSync(path, `${SECRET}\n`);
  return path;
}

const said = ({ stdout, stderr }: Outcome): string => stdout + stderr;

/** A folder outside of the project with nothing in it. */
const outsideFolder = (): string => mkdtempSync(join(tmpdir(), 'slo-outside-'));

/** No exception reached the user. */
function expectInWords(outcome: Outcome): void {
  expect(said(outcome)).not.toMatch(/^\s+at |node:internal|Error:/m);
}

describe('files that slo.config.yaml names for a Prometheus', () => {
  it.each(['pipe', 'link', '/dev/zero'])('are read only if they are regular: %s', (path) => {
    const project = new Project();
    spawnSync('mkfifo', [join(project.root, 'pipe')]);
    symlinkSync(secretFile(), join(project.root, 'link'));
    const url = 'http://127.0.0.1:1';
    project.write('slo.config.yaml', `prometheus: { url: "${url}", bearerTokenFile: ${path} }\n`);
    // What lies outside of the project is read for an address alone that the user named.
    const outcome = project.slo('status', '--prometheus', url);
    expect([outcome.status, outcome.stderr]).toEqual([1, expect.stringContaining('bearerTokenFile')]);
    expectInWords(outcome);
  });
});

describe('a file that a user names', () => {
  const COMMANDS = [
    ['backtest', '--tsdb', '.', '--incidents'],
    ['backtest', '--tsdb', '.', '--rules'],
    ['doctor', '--metrics'],
  ];
  it.each(COMMANDS.map((args) => [args.join(' '), args] as const))(
    'is read only if it is a regular one: %s',
    (_, args) => {
      const project = new Project();
      spawnSync('mkfifo', [join(project.root, 'pipe')]);
      for (const path of ['pipe', '/dev/zero', 'slos']) {
        const outcome = project.slo(...args, path);
        expect([outcome.status, said(outcome)]).toEqual([1, expect.stringContaining('error[file-unreadable]')]);
        expectInWords(outcome);
      }
    },
  );
});

describe('a standard input without an end', () => {
  it.each(['lint -', 'doctor --metrics -'])('is read to a limit: %s', (command) => {
    const { root } = new Project();
    const { status, stdout, stderr } = spawnSync(
      'bash',
      ['-c', `exec "$0" "$1" ${command} < /dev/zero`, execPath, PROGRAM],
      { cwd: root, encoding: 'utf8', timeout: 60_000 },
    );
    expect([status, stdout + stderr]).toEqual([1, expect.stringMatching(/it has more than \d+ MB/)]);
  });
});

describe('a link out of the project', () => {
  const COMMANDS = [
    ['build', '--metrics-file', 'link/build.prom'],
    ['preview', '-o', 'link/preview.html'],
    ['doctor', '--metrics', 'scrape.txt', '--save', 'link/metrics.yaml'],
    ['backfill', '--tsdb', '.', '--out', 'link/blocks'],
    ['init', '--istio'],
  ];
  it.each(COMMANDS.map((args) => [args.join(' '), args] as const))('is not written through: %s', (_, args) => {
    const outside = outsideFolder();
    const isInit = args[0] === 'init';
    const project = new Project(isInit ? { 'README.md': '' } : { [SPEC_PATH]: SPEC, 'scrape.txt': 'a_total 1\n' });
    symlinkSync(outside, join(project.root, isInit ? 'slos' : 'link'));
    const outcome = project.slo(...args);
    expect([outcome.status, said(outcome)]).toEqual([1, expect.stringContaining('outside of the project')]);
    expectInWords(outcome);
    expect(readdirSync(outside)).toEqual([]);
  });

  it('in the place of a file to start with is kept', () => {
    const project = new Project({ 'README.md': '' });
    symlinkSync(join(outsideFolder(), 'nothing'), join(project.root, '.gitignore'));
    expect(project.slo('init')).toMatchObject({ status: 0, stderr: expect.stringContaining('kept     .gitignore') });
  });
});

describe('what has the name of the lock', () => {
  it('and is none ends a build at once, in words', () => {
    const project = new Project();
    project.write('.slo-lock', '');
    const outcome = expectWithin(20_000, () => project.slo('build'));
    expect([outcome.status, outcome.stderr]).toEqual([1, expect.stringContaining('.slo-lock')]);
    expectInWords(outcome);
  });

  it('and holds a pipe in the place of its owner holds no build up for ever', () => {
    const project = new Project();
    mkdirSync(join(project.root, '.slo-lock'));
    spawnSync('mkfifo', [join(project.root, '.slo-lock/owner')]);
    const outcome = expectWithin(90_000, () => project.slo('build'));
    expect([outcome.status, outcome.stderr]).toEqual([1, expect.stringContaining('.slo-lock')]);
  });
});

describe('what lies outside', () => {
  const LINKS = ['slos/z.slo.yaml', 'slos/z.slo-test.yaml', 'slo.config.yaml'];
  it.each(LINKS)('is not read through a link: %s', (path) => {
    const project = new Project();
    symlinkSync(secretFile(), join(project.root, path));
    for (const args of [['lint'], ['build'], ['explain', 'success'], ['list'], ['preview', '-o', '-']]) {
      const outcome = project.slo(...args);
      expect([outcome.status, said(outcome)]).toEqual([1, expect.stringContaining('leads out of the project')]);
      expect(said(outcome)).not.toContain('only this machine');
    }
  });

  it('is not read through a linked folder of specs, nor of one in it', () => {
    const linked = new Project({ 'a/b': '' });
    symlinkSync('/etc', join(linked.root, 'slos'));
    expect(linked.slo('lint', 'slos')).toMatchObject({
      status: 1,
      stdout: expect.stringContaining('leads out of the project'),
    });
    const inner = new Project();
    symlinkSync('/etc', join(inner.root, 'slos/etc'));
    expect(inner.slo('lint')).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('warning[left-out]: slos/etc'),
    });
  });

  it.each(['/dev/zero', '/proc/self/mem', '/proc/self/environ', '/proc/kmsg'])('is refused: %s', (path) => {
    const project = new Project();
    for (const name of ['slos/z.slo.yaml', 'slo.config.yaml']) symlinkSync(path, join(project.root, name));
    const outcomes = [project.slo('lint'), project.slo('lint', path)];
    for (const outcome of outcomes) {
      expect(outcome.status).toBe(1);
      expectInWords(outcome);
    }
  });

  it('may be linked within the project', () => {
    const project = new Project({ 'shared/base.slo.yaml': SPEC, 'slos/README': '' });
    symlinkSync('../shared/base.slo.yaml', join(project.root, 'slos/shop.slo.yaml'));
    expect(project.slo('lint').status).toBe(0);
  });
});

describe('a file that is not our own', () => {
  it.each([
    ['build', '--metrics-file'],
    ['preview', '--output'],
  ])('is not replaced by %s %s', (...command) => {
    const secret = secretFile();
    const project = new Project({ 'slos/shop.slo.yaml': SPEC, 'notes.txt': 'mine\n', 'folder/file': '' });
    symlinkSync(secret, join(project.root, 'link'));
    spawnSync('mkfifo', [join(project.root, 'pipe')]);
    for (const path of ['slos/shop.slo.yaml', 'notes.txt', 'link', 'pipe', 'folder', '/dev/null', 'notes.txt/x']) {
      const outcome = project.slo(...command, path);
      expect([path, outcome.status]).toEqual([path, 1]);
      expect(outcome.stderr).toContain('error[write-failed]');
      expectInWords(outcome);
    }
    expect(project.read('slos/shop.slo.yaml')).toBe(SPEC);
    expect(project.read('notes.txt')).toBe('mine\n');
    expect(project.read('link')).toBe(`${SECRET}\n`);
    expect(lstatSync(join(project.root, 'link')).isSymbolicLink()).toBe(true);
    expect(statSync('/dev/null').isCharacterDevice()).toBe(true);
  });

  it('is replaced when it is of an earlier run, and keeps its mode', () => {
    const project = new Project();
    for (const _run of [1, 2]) {
      expect(project.slo('build', '--metrics-file', 'slo.prom').status).toBe(0);
      chmodSync(join(project.root, 'slo.prom'), 0o640);
      chmodSync(join(project.root, 'rules/shop.yaml'), 0o600);
      project.write('slos/shop.slo.yaml', SPEC.replace('99.9%', '99%'));
    }
    expect(statSync(join(project.root, 'slo.prom')).mode & 0o777).toBe(0o640);
    expect(statSync(join(project.root, 'rules/shop.yaml')).mode & 0o777).toBe(0o600);
  });

  it('is no output of a project, though a project within it wrote it', () => {
    const project = new Project({
      'slo.config.yaml': 'output: { rules: deploy }\n',
      'slos/shop.slo.yaml': SPEC,
      'deploy/team/slo.config.yaml': '',
      'deploy/team/slos/cart.slo.yaml': SPEC.replace('shop', 'cart'),
      'deploy/other/slos/stock.slo.yaml': SPEC.replace('shop', 'stock'),
    });
    for (const folder of ['deploy/team', 'deploy/other']) expect(project.sloIn(folder, ['build']).status).toBe(0);
    const before = Object.keys(project.snapshot());
    expect(project.slo('build').status).toBe(0);
    expect(Object.keys(project.snapshot())).toEqual(expect.arrayContaining(before));
  });

  it('is named when it is removed', () => {
    const project = new Project({ 'slos/shop.slo.yaml': SPEC, 'slos/cart.slo.yaml': SPEC.replace('shop', 'cart') });
    project.slo('build');
    project.remove('slos/cart.slo.yaml');
    expect(project.slo('build').stderr).toContain('removed  rules/cart.yaml: ');
    expect(existsSync(join(project.root, 'rules/cart.yaml'))).toBe(false);
  });
});

describe('a file that looks like one of the project', () => {
  it.each([
    ['slos/cart.yaml', SPEC],
    ['slos/cart.SLO.yaml', SPEC],
    ['slos/a/cart.slo.YAML', SPEC],
    ['slo.config.yml', ''],
  ])('is told when it is not read: %s', (path, text) => {
    const outcome = new Project({ 'slos/shop.slo.yaml': SPEC, [path]: text }).slo('lint');
    expect([outcome.status, outcome.stdout]).toEqual([
      0,
      expect.stringContaining(`warning[left-out]: ${path} is not read`),
    ]);
  });

  it('is not told of what is something else', () => {
    const files = { 'slos/shop.slo.yaml': SPEC, 'slos/kustomization.yaml': 'resources: []\n', 'slos/README.md': '' };
    expect(new Project(files).slo('lint')).toMatchObject({ status: 0, stdout: '' });
  });
});

describe('what goes wrong', () => {
  it.each([
    ['a file for a folder', ['-C', 'slos/shop.slo.yaml', 'lint']],
    ['a loop of links for a folder', ['-C', 'loop', 'lint']],
    ['a name that is too long for a folder', ['-C', 'a'.repeat(300), 'lint']],
    ['a name that is too long', ['lint', `${'a'.repeat(300)}.slo.yaml`]],
    ['a file below a file', ['lint', 'slos/shop.slo.yaml/x']],
    ['a loop of links', ['build', '--metrics-file', 'loop']],
    ['a place below a file', ['preview', '-o', 'slos/shop.slo.yaml/x']],
    ['a start below a file', ['-C', 'slos/shop.slo.yaml', 'init']],
  ])('is told in words: %s', (_name, args) => {
    const project = new Project();
    symlinkSync('loop', join(project.root, 'loop'));
    const outcome = project.slo(...args);
    expect([1, 2]).toContain(outcome.status);
    expect(said(outcome)).toContain('error');
    expectInWords(outcome);
  });

  it.each([['lint', '--format', 'json'], ['build', '--stdout'], ['--help'], ['explain', 'presets']])(
    'is told of a full disk behind the standard output: %s %s',
    (...args) => {
      const project = new Project();
      mkdirSync(join(project.root, 'temp'));
      const command = `"$0" "$@" > /dev/full`;
      const shell = spawnSync('sh', ['-c', command, execPath, PROGRAM, ...args], {
        cwd: project.root,
        encoding: 'utf8',
      });
      expect([shell.status, shell.stderr]).toEqual([
        1,
        expect.stringMatching(/^error\[write-failed\]: the standard output .*\n\n1 error\n$/),
      ]);
    },
  );

  it('is no command to the runner of a pipeline', () => {
    const name = '##[set-env name=x]y';
    const outcome = new Project({ 'slos/shop.slo.yaml': `${SPEC}'${name}': 1\n'::warning::x': 2\n` }).slo('lint');
    expect(outcome.status).toBe(1);
    expect(said(outcome)).not.toMatch(/##\[|^\s*::/m);
  });
});
