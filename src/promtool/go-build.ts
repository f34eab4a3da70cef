// Programs of a Go module, built in an empty module that requires it: `go install module@version` refuses modules with replace
// directives. Go holds what it downloads against its checksum database (https://go.dev/ref/mod#checksum-database), and keeps it
// in its own caches.
import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { beforeEnd } from '../output/before-end.ts';
import { programsOnPath } from './program.ts';

/** Prometheus itself. */
const PROMETHEUS = 'github.com/prometheus/prometheus';

/** For the linker: where the programs of Prometheus, and of most that build on it, keep the version that they state. */
export const STATED_VERSION = 'github.com/prometheus/common/version.Version';

/** Two cores build the newest promtool in five minutes. */
const BUILD_WITHIN_MS = 20 * 60_000;

/** What is built. */
export interface GoBuild {
  /** Without one, Prometheus. */
  readonly module?: string;
  /** Prometheus 3.13.1 has the module version v0.313.1, and 2.53.3 has v0.53.3. */
  readonly moduleVersion: string;
  /** Packages of the module that are required, such as `cmd/promtool`. */
  readonly requires: readonly string[];
  /** A program in a few files of our own; without it, the required packages are built. */
  readonly program?: { readonly name: string; readonly files: readonly SourceFile[] };
  /** Build tags. By default the clients of clouds, for service discovery, are left out: most of what there is to compile in
   *  Prometheus 3.x. */
  readonly tags?: readonly string[];
  /** The version that the program states, and the variable for it. */
  readonly stamp: { readonly variable: string; readonly version: string };
}

/** A file of Go. */
export interface SourceFile {
  readonly name: string;
  readonly text: string;
}

/** Whether Go is on the PATH. */
export function hasGo(): boolean {
  return programsOnPath('go').length > 0;
}

/** Builds into `outDir`; `workDir` is left full of what was needed for it. Throws what Go says, in one line. */
export async function buildWithGo(build: GoBuild, workDir: string, outDir: string): Promise<void> {
  const { module = PROMETHEUS, moduleVersion, requires, program, tags = ['remove_all_sd'], stamp } = build;
  if (!hasGo()) throw new Error('Go is not installed (https://go.dev/doc/install)');
  const folder = join(workDir, 'module');
  mkdirSync(folder);
  writeFileSync(join(folder, 'go.mod'), `module ${program?.name ?? 'build'}\n`);
  for (const { name, text } of program?.files ?? []) writeFileSync(join(folder, name), text);
  const endsAtMs = Date.now() + BUILD_WITHIN_MS;
  const go: Go = (...args) => runGo(folder, args, endsAtMs);
  for (const replacement of await replacements(`${module}@${moduleVersion}`, go)) await go('mod', 'edit', replacement);
  const packages = requires.map((name) => `${module}/${name}`);
  await go('get', ...packages.map((name) => `${name}@${moduleVersion}`));
  const linking = `-s -w -X ${stamp.variable}=${stamp.version}`;
  const options = ['-mod=mod', '-trimpath', '-tags', tags.join(), '-ldflags', linking, '-o', `${outDir}/`];
  await go('build', ...options, ...(program ? ['.'] : packages));
}

type Go = (...args: readonly string[]) => Promise<string>;

interface Replacement {
  readonly Path: string;
  readonly Version?: string;
}

/** Edits of a go.mod: the replace directives of the module's own, which Go obeys in the main module alone (Prometheus 2.53
 *  does not compile without its own klog). */
async function replacements(moduleAtVersion: string, go: Go): Promise<string[]> {
  const { GoMod } = JSON.parse(await go('mod', 'download', '-json', moduleAtVersion));
  const { Replace } = JSON.parse(await go('mod', 'edit', '-json', GoMod)) as {
    Replace?: readonly Record<'Old' | 'New', Replacement>[];
  };
  const nameOf = ({ Path, Version }: Replacement) => (Version === undefined ? Path : `${Path}@${Version}`);
  return (Replace ?? []).map(({ Old, New }) => `-replace=${nameOf(Old)}=${nameOf(New)}`);
}

function runGo(cwd: string, args: readonly string[], endsAtMs: number): Promise<string> {
  return new Promise((settle, fail) => {
    const env = { ...process.env, CGO_ENABLED: '0', GOWORK: 'off' };
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
