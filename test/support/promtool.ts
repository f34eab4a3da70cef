// The real promtool for tests: rule and test files in, promtool's verdict out; and `describe` blocks that run with one or
// with each promtool of this machine. Where there is none they are skipped under a name that says so: never silently.
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { env } from 'node:process';
import { describe, it } from '@jest/globals';
import { covers, type FoundTool, findTools, TRIED_VERSIONS } from '../../scripts/tools/find-promtool.ts';
import { compareVersions, isSupported } from '../../src/promtool/program.ts';
import { TUNING } from '../../src/promtool/run.ts';

/** One version of Prometheus on this machine. */
export interface PromtoolInstall {
  /** Three numbers, such as 2.42.0. */
  readonly version: string;
  readonly promtool: string;
  /** The server of the same version, where there is one beside it. */
  readonly prometheus?: string;
}

/** What promtool said: its standard output and its errors, and whether that is good news. */
export interface PromtoolResult {
  readonly ok: boolean;
  readonly output: string;
}

const MAX_OUTPUT_BYTES = 64 * 1024 * 1024;

// promtool calls it a success when a pattern in `rule_files` matches nothing, and when a file has no rules.
const VACUOUS = /no file match pattern|SUCCESS: 0 rules found/;

const foundBefore = new Map<string, readonly FoundTool[]>();

// Asking each binary for its version costs a process, so the answer is kept for as long as the question is the same.
function supportedTools(): readonly FoundTool[] {
  const question = JSON.stringify([env.PROMTOOL, env.PATH]);
  const found = foundBefore.get(question) ?? findTools().filter(({ version }) => isSupported(version));
  foundBefore.set(question, found);
  return found;
}

/** The promtool to use where one is enough: $PROMTOOL, else the first on PATH, else the newest in .tools. */
export function findPromtool(): string | undefined {
  return supportedTools()[0]?.promtool;
}

/** Each version of this machine once; the installation that has a server too is preferred. */
export function findPromtools(): readonly PromtoolInstall[] {
  const byVersion = new Map<string, FoundTool>();
  for (const tool of supportedTools()) {
    const known = byVersion.get(tool.version);
    if (known === undefined || (known.prometheus === undefined && tool.prometheus !== undefined)) {
      byVersion.set(tool.version, tool);
    }
  }
  return [...byVersion.values()];
}

/** An installation that has a server. */
export type ServerInstall = Required<PromtoolInstall>;

/**
 * The servers to try commands beside, the oldest first: the oldest and the newest of this machine, since those between answer
 * as one of the two, and a server takes minutes. When SLO_ALL_VERSIONS is 1, each of them.
 */
export function findServers(): readonly ServerInstall[] {
  const all = findPromtools()
    .flatMap((install) => (hasServer(install) ? [install] : []))
    .sort((a, b) => compareVersions(a.version, b.version));
  return all.filter((_, at) => env.SLO_ALL_VERSIONS === '1' || at === 0 || at === all.length - 1);
}

function hasServer(install: PromtoolInstall): install is ServerInstall {
  return install.prometheus !== undefined;
}

function run(promtool: string, args: readonly string[], files: readonly string[]): PromtoolResult {
  // Without a file promtool reads standard input, and finds nothing wrong with it.
  if (files.length === 0) throw new Error(`promtool ${args.join(' ')} was given no file`);
  const options = { encoding: 'utf8', env: { ...TUNING, ...env }, maxBuffer: MAX_OUTPUT_BYTES, input: '' } as const;
  const result = spawnSync(promtool, [...args, ...files], options);
  if (result.error !== undefined) throw result.error;
  const output = result.stdout + result.stderr;
  return { ok: result.status === 0 && !VACUOUS.test(output), output };
}

/** `promtool check rules`, with duplicate rules as errors; files without any rule fail. */
export function checkRules(promtool: string, files: readonly string[]): PromtoolResult {
  return run(promtool, ['check', 'rules', '--lint=all', '--lint-fatal'], files);
}

/** `promtool test rules`; test files whose `rule_files` match nothing fail. */
export function testRules(promtool: string, files: readonly string[]): PromtoolResult {
  return run(promtool, ['test', 'rules'], files);
}

/** Calls `fn` with a new empty folder, which is gone when the promise settles. */
export async function withTempDir<T>(fn: (dir: string) => T | Promise<T>): Promise<T> {
  const dir = await mkdtemp(join(tmpdir(), 'slo-test-'));
  try {
    return await fn(dir);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

/** `describe` with the promtool of this machine; skipped, loudly, where there is none. */
export function describeWithPromtool(name: string, fn: (promtool: string) => void): void {
  const promtool = findPromtool();
  if (promtool === undefined) describeAbsent('promtool not found', name);
  else describe(name, () => fn(promtool));
}

/**
 * `describe` with the promtool of this machine or, when SLO_ALL_VERSIONS is 1, once for each version that is here: all of
 * them take too long for every run. Then a wanted one that is absent is skipped loudly.
 */
export function describeEachPromtool(name: string, fn: (promtool: string, install: PromtoolInstall) => void): void {
  if (env.SLO_ALL_VERSIONS !== '1') {
    const usual = findPromtools().find(({ promtool }) => promtool === findPromtool());
    describeInstall(name, usual, fn);
    return;
  }
  const installs = findPromtools();
  for (const install of installs) describeInstall(name, install, fn);
  for (const wanted of TRIED_VERSIONS.filter(
    (triedVersion) => !installs.some(({ version }) => covers(version, triedVersion)),
  )) {
    describeAbsent(`promtool ${wanted} is not here (node scripts/promtool.mjs fetch)`, name);
  }
}

function describeInstall(
  name: string,
  install: PromtoolInstall | undefined,
  fn: (promtool: string, install: PromtoolInstall) => void,
): void {
  if (install === undefined) describeAbsent('promtool not found', name);
  else describe(`${name} (promtool ${install.version})`, () => fn(install.promtool, install));
}

function describeAbsent(reason: string, name: string): void {
  it.skip(`SKIPPED: ${reason}: ${name}`, () => undefined);
}
