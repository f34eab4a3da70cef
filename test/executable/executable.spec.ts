// The single executable on a machine without Node: in a root of its own with the libraries that Node itself needs, and nothing
// else but promtool. That takes root; others run it with nothing on the PATH.
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { env, execPath, getuid, platform } from 'node:process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const canChroot = platform === 'linux' && getuid?.() === 0;

describe(canChroot ? 'the executable in a root without Node' : 'the executable with nothing on the PATH', () => {
  let folder: string;
  let slo: (...args: readonly string[]) => { readonly status: number | null; readonly output: string };

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'slo-executable-'));
    const executable = join(folder, 'bin/slo');
    const made = spawnSync(
      execPath,
      ['scripts/executable.mjs', '--node', env.SLO_NODE ?? execPath, '--out', executable],
      {
        cwd: ROOT,
        encoding: 'utf8',
      },
    );
    expect({ status: made.status, stderr: made.status === 0 ? '' : made.stderr }).toEqual({ status: 0, stderr: '' });
    mkdirSync(join(folder, 'work'));
    mkdirSync(join(folder, 'tmp'));
    slo = canChroot ? inChroot(folder) : withEmptyPath(folder);
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('writes its checksum beside it', () => {
    const text = readFileSync(join(folder, 'bin/slo.sha256'), 'utf8');
    expect(text).toMatch(/^[0-9a-f]{64} {2}slo\n$/);
    expect(spawnSync('sha256sum', ['-c', 'slo.sha256'], { cwd: join(folder, 'bin') }).status).toBe(0);
  });

  it('says what it is', () => {
    const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
    expect(slo('--version')).toEqual({ status: 0, output: `${version}\n` });
    const { output } = slo('--version', '--verbose');
    expect(output).toContain(`slo ${version} (executable)\n`);
    expect(output).toMatch(/^Node \d+\.\d+\.\d+$/m);
  });

  it('begins a project, builds it, proves it and shows it', () => {
    expect(slo('-C', 'work', 'init').status).toBe(0);
    expect(slo('-C', 'work', 'build')).toMatchObject({ status: 0, output: expect.stringContaining('files: ') });
    expect(slo('-C', 'work', 'build', '--check').status).toBe(0);
    expect(slo('-C', 'work', 'lint').status).toBe(0);
    const { output } = slo('-C', 'work', 'test');
    expect(output).toMatch(/^promtool \d+\.\d+\.\d+ /m);
    expect(output).toMatch(/^[1-9]\d* passed, 0 failed$/m);
    expect(slo('-C', 'work', 'preview', '--output', 'page.html').status).toBe(0);
    expect(readFileSync(join(folder, 'work/page.html'), 'utf8')).toContain('<svg');
    expect(existsSync(join(folder, 'work/rules'))).toBe(true);
  });
});

function promtool(): string {
  const { stdout } = spawnSync(execPath, ['scripts/promtool.mjs', 'path'], { cwd: ROOT, encoding: 'utf8' });
  return stdout.trim();
}

function inChroot(folder: string): typeof run {
  const programs = [join(folder, 'bin/slo'), promtool()];
  cpSync(promtool(), join(folder, 'bin/promtool'));
  for (const library of new Set(programs.flatMap(librariesOf))) {
    mkdirSync(join(folder, dirname(library)), { recursive: true });
    cpSync(library, join(folder, library), { dereference: true });
  }
  mkdirSync(join(folder, 'dev'));
  expect(spawnSync('mknod', [join(folder, 'dev/null'), 'c', '1', '3']).status).toBe(0);
  chmodSync(join(folder, 'dev/null'), 0o666);
  return run;

  function run(...args: readonly string[]) {
    return outcome(
      spawnSync('chroot', [folder, '/bin/slo', ...args], { encoding: 'utf8', env: { PATH: `/bin:${env.PATH}` } }),
    );
  }
}

/** The shared libraries of a program, which ldd names with their paths. */
function librariesOf(program: string): string[] {
  return (
    spawnSync('ldd', [program], { encoding: 'utf8' })
      .stdout.match(/\/\S+/g)
      ?.filter((path) => path !== `${program}:`) ?? []
  );
}

function withEmptyPath(folder: string): (...args: readonly string[]) => ReturnType<typeof outcome> {
  return (...args) =>
    outcome(
      spawnSync(join(folder, 'bin/slo'), args, {
        cwd: folder,
        encoding: 'utf8',
        env: { PATH: '', TMPDIR: join(folder, 'tmp'), PROMTOOL: promtool() },
      }),
    );
}

function outcome({ status, stdout, stderr }: { status: number | null; stdout: string; stderr: string }) {
  return { status, output: `${stdout}${stderr}` };
}
