// Finds the promtool and prometheus binaries of this machine: $PROMTOOL, then PATH, then what scripts/promtool.mjs
// brought into .tools/. Shared by that script and by the tests; it never downloads anything.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, realpathSync } from 'node:fs';
import { delimiter, dirname, join, resolve } from 'node:path';
import { env } from 'node:process';
import { fileURLToPath } from 'node:url';

/** Where this project keeps tools that it brought itself; git ignores it. */
export const TOOLS_DIR = fileURLToPath(new URL('../.tools', import.meta.url));

/** The oldest version whose rule format has all that the compiler writes (`keep_firing_for` came with 2.42). */
export const OLDEST_VERSION = '2.42';

/** The versions that the compiler's rules are tried with: the oldest that is supported, those with long-term support, and
 *  the newest. */
export const WANTED_VERSIONS = [OLDEST_VERSION, '2.53', '3.5', '3.16'];

const byNumbers = new Intl.Collator('en', { numeric: true }).compare;

/** The version that a promtool states ("2.42.0"), or undefined where that file is no promtool that runs here. */
export function versionOf(promtool) {
  const { status, stdout, stderr } = spawnSync(promtool, ['--version'], { encoding: 'utf8' });
  return status === 0 ? /^promtool, version (\d+\.\d+\.\d+)/m.exec(stdout + stderr)?.[1] : undefined;
}

/** Whether the compiler's rules can be tried with that version. */
export function isSupported(version) {
  return byNumbers(version, OLDEST_VERSION) >= 0;
}

/** Whether `version` does for somebody who wants `wanted` (major.minor). Only the newest may be newer than it is said. */
export function covers(version, wanted) {
  const [major, minor] = version.split('.').map(Number);
  const [wantedMajor, wantedMinor] = wanted.split('.').map(Number);
  const isNewer = wanted === WANTED_VERSIONS.at(-1) && minor > wantedMinor;
  return major === wantedMajor && (isNewer || minor === wantedMinor);
}

/** All promtools that run here, each once, in the order of preference. */
export function findTools() {
  const seen = new Set();
  return candidates().flatMap(({ source, promtool }) => {
    if (!existsSync(promtool) || seen.has(realpathSync(promtool))) return [];
    seen.add(realpathSync(promtool));
    const version = versionOf(promtool);
    return version === undefined ? [] : [{ source, version, promtool, ...prometheusBeside(promtool) }];
  });
}

function candidates() {
  const chosen = env.PROMTOOL ? [{ source: '$PROMTOOL', promtool: resolve(env.PROMTOOL) }] : [];
  const onPath = (env.PATH ?? '')
    .split(delimiter)
    .map((dir) => ({ source: 'PATH', promtool: resolve(dir, 'promtool') }));
  const own = (existsSync(TOOLS_DIR) ? readdirSync(TOOLS_DIR) : [])
    .filter((name) => name.startsWith('promtool-'))
    .sort((a, b) => byNumbers(b, a))
    .map((name) => ({ source: '.tools', promtool: join(TOOLS_DIR, name, 'promtool') }));
  return [...chosen, ...onPath, ...own];
}

// Every package of Prometheus puts the two side by side, so the neighbour is of the same version. A link (Homebrew's
// kind) is looked at first where it lies and then where it leads.
function prometheusBeside(promtool) {
  const prometheus = [promtool, realpathSync(promtool)]
    .map((path) => join(dirname(path), 'prometheus'))
    .find((path) => existsSync(path));
  return prometheus === undefined ? {} : { prometheus };
}
