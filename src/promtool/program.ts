// Programs of this machine. Of one that calls itself promtool: which version it is, and whether it knows all that the compiler writes.
import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { delimiter, resolve } from 'node:path';
import process from 'node:process';

/** The oldest version that does (`keep_firing_for` came with it). */
export const OLDEST_VERSION = '2.42';

const ASKING_MS = 10_000;

/** The version that a program states ("2.42.0"), or undefined where it is no promtool that runs here. */
export function versionOf(path: string): string | undefined {
  const { status, stdout, stderr } = spawnSync(path, ['--version'], {
    encoding: 'utf8',
    timeout: ASKING_MS,
    killSignal: 'SIGKILL',
    input: '',
  });
  return status === 0 ? /^promtool, version (\d+\.\d+\.\d+)/m.exec(stdout + stderr)?.[1] : undefined;
}

/** The order of versions, the oldest first: 2.9 before 2.42, and 2.42 before 2.42.0. */
export function compareVersions(version: string, otherVersion: string): number {
  const [left = [], right = []] = [version, otherVersion].map((version) => version.split('.').map(Number));
  const at = left.findIndex((part, index) => part !== right[index]);
  return at < 0 ? left.length - right.length : (left[at] ?? 0) - (right[at] ?? -1);
}

/** Whether the compiler's rules can be proven with that version. */
export function isSupported(version: string): boolean {
  return compareVersions(version, OLDEST_VERSION) >= 0;
}

/** All programs of that name on the PATH, in its order. */
export function programsOnPath(name: string): string[] {
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  return folders.map((folder) => resolve(folder, name)).filter(isFile);
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}
