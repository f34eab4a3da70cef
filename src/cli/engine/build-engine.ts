// The program that evaluates rules over history: Prometheus' own rules and query engine, with a small main around them
// (engine/ of this package). It is built with Go when it is first needed, and kept in the user's cache.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { beforeEnd } from '../../output/before-end.ts';
import { engineSources } from './engine-sources.ts';

const MODULE = 'github.com/prometheus/prometheus';

/** Prometheus 3.5, which its own project keeps for long (v0.305.0 is the version of its module). */
export const ENGINE_VERSION = '3.5.0';
const MODULE_VERSION = 'v0.305.0';

const BUILD_WITHIN_MS = 20 * 60_000;

export type FoundEngine = { readonly path: string } | { readonly reason: string; readonly help: string };

/** The program, built if it is not there yet; `note` tells a person that this takes a while. */
export function findEngine(note: (text: string) => void): FoundEngine {
  const home = join(cacheFolder(), `engine-${ENGINE_VERSION}-${sourceHash()}`);
  const path = join(home, 'replay');
  if (existsSync(path)) return { path };
  const help = 'install Go (https://go.dev/doc/install); the program is built once and kept in the cache';
  if (spawnSync('go', ['version']).status !== 0) {
    return { reason: 'the engine of Prometheus is built with Go, and there is no Go on the PATH', help };
  }
  note(`building the engine of Prometheus ${ENGINE_VERSION} with Go: some minutes, once`);
  const failure = build(home);
  return failure === undefined ? { path } : { reason: `the engine of Prometheus cannot be built: ${failure}`, help };
}

function cacheFolder(): string {
  return join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'slo');
}

/** A changed source is another program, so that an old one is never taken for it. */
function sourceHash(): string {
  const hash = createHash('sha256');
  for (const { text } of engineSources()) hash.update(text);
  return hash.digest('hex').slice(0, 8);
}

/** Builds the sources in an empty module that requires that Prometheus, whose own go.mod decides all other versions; in the
 *  end they are there as a whole, or not at all. Returns why they are not. */
function build(home: string): string | undefined {
  mkdirSync(cacheFolder(), { recursive: true });
  const folder = mkdtempSync(join(cacheFolder(), 'build-'));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  const cancel = beforeEnd(remove);
  try {
    const module = join(folder, 'module');
    const out = join(folder, 'out');
    for (const path of [module, out]) mkdirSync(path);
    for (const { name, text } of engineSources()) writeFileSync(join(module, name), text);
    writeFileSync(join(module, 'go.mod'), 'module replay\n');
    for (const edit of replacements(module)) go(module, 'mod', 'edit', edit);
    go(module, 'get', `${MODULE}/rules@${MODULE_VERSION}`);
    go(
      module,
      'build',
      '-mod=mod',
      '-trimpath',
      '-ldflags',
      `-s -w -X main.version=${ENGINE_VERSION}`,
      '-o',
      join(out, 'replay'),
      '.',
    );
    if (!existsSync(home)) renameSync(out, home);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    cancel();
    remove();
  }
}

/** Edits of a go.mod: the replace directives of Prometheus' own module, which Go obeys in the main module alone. */
function replacements(module: string): string[] {
  const { GoMod } = JSON.parse(go(module, 'mod', 'download', '-json', `${MODULE}@${MODULE_VERSION}`));
  const { Replace } = JSON.parse(go(module, 'mod', 'edit', '-json', GoMod)) as {
    Replace?: readonly Record<'Old' | 'New', { Path: string; Version?: string }>[];
  };
  const nameOf = ({ Path, Version }: { Path: string; Version?: string }) =>
    Version === undefined ? Path : `${Path}@${Version}`;
  return (Replace ?? []).map(({ Old, New }) => `-replace=${nameOf(Old)}=${nameOf(New)}`);
}

function go(cwd: string, ...args: readonly string[]): string {
  const { status, stdout, stderr, error } = spawnSync('go', args, {
    cwd,
    env: { ...process.env, GOWORK: 'off', CGO_ENABLED: '0' },
    encoding: 'utf8',
    timeout: BUILD_WITHIN_MS,
    maxBuffer: 64 * 1024 * 1024,
  });
  if (error) throw error;
  if (status !== 0) throw new Error(stderr.trim().split('\n').at(-1) ?? `go ${args[0]} ended with ${status}`);
  return stdout;
}
