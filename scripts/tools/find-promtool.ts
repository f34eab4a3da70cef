// Finds the promtool and prometheus binaries of this machine: $PROMTOOL, then PATH, then what scripts/promtool.mjs
// brought into .tools/. Shared by that script and by the tests; it never downloads anything.
import { existsSync, readdirSync, realpathSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { env } from 'node:process';
import { fileURLToPath } from 'node:url';
import { compareVersions, OLDEST_VERSION, programsOnPath, versionOf } from '../../src/promtool/program.ts';

/** One promtool that runs here, and the prometheus of the same version if there is one. */
export interface FoundTool {
  readonly source: '$PROMTOOL' | 'PATH' | '.tools';
  /** Three numbers, such as 2.42.0. */
  readonly version: string;
  readonly promtool: string;
  readonly prometheus?: string;
}

/** Where this project keeps tools that it brought itself; git ignores it. */
export const TOOLS_DIR = fileURLToPath(new URL('../../.tools', import.meta.url));

const NEWEST_VERSION = '3.16';

/** The versions (major.minor) that the compiler's rules are tried with: the oldest that is supported, those with long-term
 *  support, and the newest. */
export const TRIED_VERSIONS: readonly string[] = [OLDEST_VERSION, '2.53', '3.5', NEWEST_VERSION];

/** Whether a version (2.42.0) stands for one of those that are tried (2.42). Only the newest may be newer than it is said. */
export function covers(version: string, tried: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [triedMajor = 0, triedMinor = 0] = tried.split('.').map(Number);
  const isNewer = tried === NEWEST_VERSION && minor > triedMinor;
  return major === triedMajor && (isNewer || minor === triedMinor);
}

/** All promtools that run here, each once, in the order of preference. */
export function findTools(): FoundTool[] {
  const seen = new Set<string>();
  return candidates().flatMap(({ source, promtool }) => {
    if (!existsSync(promtool) || seen.has(realpathSync(promtool))) return [];
    seen.add(realpathSync(promtool));
    const version = versionOf(promtool);
    return version === undefined ? [] : [{ source, version, promtool, ...prometheusBeside(promtool) }];
  });
}

/** What folders of promtools are called, before the version. */
const BROUGHT = 'promtool-';

/** Of those in .tools/ the oldest first: what it takes, newer ones take. */
function candidates(): Pick<FoundTool, 'source' | 'promtool'>[] {
  const chosen = env.PROMTOOL ? [resolve(env.PROMTOOL)] : [];
  const brought = namesInTools(BROUGHT).sort((a, b) =>
    compareVersions(a.slice(BROUGHT.length), b.slice(BROUGHT.length)),
  );
  const from = (source: FoundTool['source'], paths: readonly string[]) =>
    paths.map((promtool) => ({ source, promtool }));
  return [
    ...from('$PROMTOOL', chosen),
    ...from('PATH', programsOnPath('promtool')),
    ...from(
      '.tools',
      brought.map((name) => join(TOOLS_DIR, name, 'promtool')),
    ),
  ];
}

/** The folders of .tools/ whose names begin so. */
export function namesInTools(start: string): string[] {
  return existsSync(TOOLS_DIR) ? readdirSync(TOOLS_DIR).filter((name) => name.startsWith(start)) : [];
}

// Every package of Prometheus puts the two side by side, so the neighbour is of the same version. A link (Homebrew's
// kind) is looked at first where it lies and then where it leads.
function prometheusBeside(promtool: string): Pick<FoundTool, 'prometheus'> {
  const prometheus = [promtool, realpathSync(promtool)]
    .map((path) => join(dirname(path), 'prometheus'))
    .find((path) => existsSync(path));
  return prometheus === undefined ? {} : { prometheus };
}
