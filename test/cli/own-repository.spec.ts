// A repository set up from the words of the README alone, in an empty folder, then a clone of it, and the hooks of pre-commit
// in that clone. The package is made of the last commit of this repository.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SPEC } from './slo-process.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Ends what waits for ever; installing and building on a busy machine takes minutes. */
const PATIENCE_MS = 15 * 60_000;

const PRE_COMMIT = 'pre-commit==4.7.0';

const folder = mkdtempSync(join(tmpdir(), 'slo-own-'));
const checkout = join(folder, 'slo');
const repository = join(folder, 'your-repository');
const clone = join(folder, 'clone');
const hooks = installPreCommit();

/** A person's own shell, as far as a program can know one. */
const { FORCE_COLOR: _color, NODE_OPTIONS: _options, ...rest } = process.env;
const ENVIRONMENT = {
  ...rest,
  // What npm hands to the scripts that it runs, such as this test, is no setting of the person.
  ...Object.fromEntries(Object.keys(rest).flatMap((name) => (/^npm_/.test(name) ? [[name, undefined]] : []))),
  npm_config_audit: 'false',
  npm_config_fund: 'false',
  npm_config_update_notifier: 'false',
  GIT_CONFIG_GLOBAL: join(folder, 'gitconfig'),
  PRE_COMMIT_HOME: join(folder, 'pre-commit'),
  PATH: `${hooks ?? ''}:${process.env.PATH}`,
};

/** The package needs no other, so that installing it needs no registry. */
const OFFLINE = { ...ENVIRONMENT, npm_config_offline: 'true' };

interface Run {
  readonly status: number | null;
  readonly output: string;
}

function run(cwd: string, command: string, env: NodeJS.ProcessEnv): Run {
  const options = { cwd, encoding: 'utf8', env, timeout: PATIENCE_MS } as const;
  const { status, stdout, stderr } = spawnSync('bash', ['-c', command], options);
  return { status, output: `$ ${command}\n${stdout}${stderr}` };
}

function mustRun(cwd: string, command: string, env: NodeJS.ProcessEnv = OFFLINE): string {
  const { status, output } = run(cwd, command, env);
  expect([status, output]).toEqual([0, output]);
  return output;
}

/** The folder of the program; undefined where pip cannot bring it, or npm not what the hooks are built with. */
function installPreCommit(): string | undefined {
  if (spawnSync('npm', ['view', '--prefer-online', 'esbuild', 'version']).status !== 0) return undefined;
  const place = join(folder, 'venv');
  const venv = spawnSync('python3', ['-m', 'venv', place]);
  if (venv.status !== 0) return undefined;
  const pip = spawnSync(join(place, 'bin/pip'), ['install', '--quiet', '--disable-pip-version-check', PRE_COMMIT]);
  return pip.status === 0 ? join(place, 'bin') : undefined;
}

/** The commands of the README, in their order. */
function commandsOfReadme(): { readonly pack: string; readonly inRepository: string[]; readonly inClone: string[] } {
  const page = readFileSync(join(ROOT, 'README.md'), 'utf8');
  const section = page.slice(page.indexOf('## Use it in your own repository'));
  const [first = [], inClone = []] = shellBlocks(section);
  const [pack = '', ...inRepository] = first;
  return { pack, inRepository, inClone };
}

function shellBlocks(page: string): string[][] {
  return [...page.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, text = '']) => text.trim().split('\n'));
}

beforeAll(() => {
  mkdirSync(repository);
  writeFileSync(
    join(folder, 'gitconfig'),
    '[user]\n  name = a\n  email = a@example.org\n[init]\n  defaultBranch = main\n[safe]\n  directory = *\n',
  );
  execFileSync('git', ['clone', '-q', ROOT, checkout]);
  symlinkSync(join(ROOT, 'node_modules'), join(checkout, 'node_modules'));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a repository of somebody', () => {
  const { pack, inRepository, inClone } = commandsOfReadme();

  it('is set up by the commands of the README', () => {
    mustRun(checkout, pack);
    mustRun(repository, 'git init -q');
    for (const command of inRepository) expect(mustRun(repository, command)).not.toMatch(/^npm warn/im);
    expect(mustRun(repository, 'git status --porcelain').trim().split('\n')).toHaveLength(1);
    const tracked = mustRun(repository, 'git ls-files');
    expect(tracked).toMatch(/^rules\/shop\.yaml$/m);
    expect(tracked).not.toMatch(/^node_modules\//m);
  });

  it('works in another clone, and nothing is left to commit there', () => {
    mustRun(folder, `git clone -q ${basename(repository)} ${basename(clone)}`);
    expect(inClone.length).toBeGreaterThan(0);
    for (const command of inClone) mustRun(clone, command);
    expect(mustRun(clone, 'git status --porcelain').trim().split('\n')).toHaveLength(1);
  });
});

describe('the hooks', () => {
  const name = 'let a commit pass only with the rules of its specs';
  (hooks === undefined ? it.skip : it)(
    hooks === undefined ? `${name} (SKIPPED: no ${PRE_COMMIT} from pip, or no registry of npm)` : name,
    () => {
      const page = readFileSync(join(ROOT, 'docs/ci.md'), 'utf8');
      const [, config = ''] = /^```yaml\n(# \.pre-commit-config\.yaml\n.*?)^```$/ms.exec(page) ?? [];
      const revision = execFileSync('git', ['rev-parse', 'HEAD'], { cwd: checkout, encoding: 'utf8' }).trim();
      const own = config.replace(/repo: .*/, `repo: ${checkout}`).replace(/rev: .*/, `rev: ${revision}`);
      writeFileSync(join(clone, '.pre-commit-config.yaml'), own);
      mustRun(clone, 'pre-commit install && git add --all && git commit -q -m "Add hooks"', ENVIRONMENT);
      writeFileSync(join(clone, 'slos/cart.slo.yaml'), SPEC.replace('shop', 'cart'));
      const refused = run(clone, 'git add slos && git commit -q -m "Add an SLO"', ENVIRONMENT);
      expect([refused.status, refused.output]).toEqual([1, expect.stringContaining('rules/cart.yaml')]);
      mustRun(clone, 'git add --all && git commit -q -m "Add an SLO"', ENVIRONMENT);
      expect(readdirSync(join(clone, 'rules'))).toContain('cart.yaml');
    },
    PATIENCE_MS,
  );
});
