// Programs of Prometheus' own module, built with Go in an empty module that requires it. Go holds what it downloads against
// its checksum database (https://go.dev/ref/mod#checksum-database).
import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { beforeEnd } from '../output/before-end.ts';
import { programsOnPath } from './program.ts';

const MODULE = 'github.com/prometheus/prometheus';

/** Two cores build the newest promtool in five minutes. */
const BUILD_WITHIN_MS = 20 * 60_000;

/** What is built. */
export interface GoBuild {
  /** Prometheus 3.13.1 has the module version v0.313.1, and 2.53.3 has v0.53.3. */
  readonly moduleVersion: string;
  /** Packages of the module that are required, such as `cmd/promtool`. */
  readonly requires: readonly string[];
  /** A program of our own; without it, the required packages are built. */
  readonly own?: { readonly name: string; readonly files: readonly { readonly name: string; readonly text: string }[] };
  /** For the linker: what the program states as its version. */
  readonly stamp: string;
  /** More settings of Go, such as other folders for its caches. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** Whether Go is on the PATH. */
export function hasGo(): boolean {
  return programsOnPath('go').length > 0;
}

/** Builds into `outDir`; `workDir` is left full of what was needed for it. Throws what Go says, in one line. */
export async function buildWithGo(build: GoBuild, workDir: string, outDir: string): Promise<void> {
  const { moduleVersion, requires, own, stamp, environment = {} } = build;
  const module = join(workDir, 'module');
  mkdirSync(module);
  writeFileSync(join(module, 'go.mod'), `module ${own?.name ?? 'build'}\n`);
  for (const { name, text } of own?.files ?? []) writeFileSync(join(module, name), text);
  const endsAtMs = Date.now() + BUILD_WITHIN_MS;
  const go: Go = (...args) => runGo(module, args, environment, endsAtMs);
  for (const replacement of await replacements(moduleVersion, go)) await go('mod', 'edit', replacement);
  const packages = requires.map((name) => `${MODULE}/${name}`);
  await go('get', ...packages.map((name) => `${name}@${moduleVersion}`));
  // The clients of clouds, for service discovery, are most of what there is to compile in 3.x.
  const options = ['-mod=mod', '-trimpath', '-tags', 'remove_all_sd', '-ldflags', `-s -w ${stamp}`, '-o', `${outDir}/`];
  await go('build', ...options, ...(own ? ['.'] : packages));
}

type Go = (...args: readonly string[]) => Promise<string>;

interface Replacement {
  readonly Path: string;
  readonly Version?: string;
}

/** Edits of a go.mod: the replace directives of Prometheus' own module, which Go obeys in the main module alone (2.53 does
 *  not compile without its own klog). */
async function replacements(moduleVersion: string, go: Go): Promise<string[]> {
  const { GoMod } = JSON.parse(await go('mod', 'download', '-json', `${MODULE}@${moduleVersion}`));
  const { Replace } = JSON.parse(await go('mod', 'edit', '-json', GoMod)) as {
    Replace?: readonly Record<'Old' | 'New', Replacement>[];
  };
  const nameOf = ({ Path, Version }: Replacement) => (Version === undefined ? Path : `${Path}@${Version}`);
  return (Replace ?? []).map(({ Old, New }) => `-replace=${nameOf(Old)}=${nameOf(New)}`);
}

function runGo(
  cwd: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
  endsAtMs: number,
): Promise<string> {
  return new Promise((settle, fail) => {
    const env = { ...process.env, CGO_ENABLED: '0', GOWORK: 'off', ...environment };
    const child = spawn('go', args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    const cancel = beforeEnd(() => child.kill('SIGKILL'));
    const limit = setTimeout(() => child.kill('SIGKILL'), Math.max(1, endsAtMs - Date.now()));
    const texts = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].setEncoding('utf8').on('data', (text: string) => {
        texts[name] += text;
      });
    }
    child.on('error', fail);
    child.on('close', (status, signal) => {
      clearTimeout(limit);
      cancel();
      if (status === 0) return settle(texts.stdout);
      const last = texts.stderr.trim().split('\n').at(-1);
      fail(new Error(signal ? `go ${args[0]} did not end in time` : last || `go ${args[0]} ended with ${status}`));
    });
  });
}
