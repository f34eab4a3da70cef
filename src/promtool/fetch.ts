// Brings a promtool into the cache of the user, when that is asked for: from an archive of its release whose checksum is
// known here, or else built with Go, which has a checksum database of its own.
import { spawnSync } from 'node:child_process';
import { chmodSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { download, messageOf } from './download.ts';
import { buildWithGo, STATED_VERSION } from './go-build.ts';
import { type Filling, keepProgram, keptProgram } from './kept-programs.ts';
import { versionOf } from './program.ts';
import { type Archive, PLATFORM, type Release, release } from './release.ts';
import { userCache } from './user-cache.ts';

const NAME = 'promtool';

/** A promtool that was brought, or why there is none, in words for a person. */
export type Fetched = { readonly path: string } | { readonly reason: string };

/** The promtool that an earlier run brought, if it is as it was then. */
export function cachedPromtool(root: string, chosen: Release = release()): string | undefined {
  const cache = userCache(root);
  return 'folder' in cache ? keptProgram(join(cache.folder, homeOf(chosen)), NAME) : undefined;
}

/** Brings one, and tells the person what that takes; `note` prints a line. */
export async function fetchPromtool(
  root: string,
  note: (text: string) => void,
  chosen: Release = release(),
): Promise<Fetched> {
  const cache = userCache(root);
  if ('refused' in cache) return { reason: cache.refused };
  const failures: string[] = [];
  for (const { name, fill } of waysTo(chosen)) {
    try {
      note(`getting promtool ${chosen.version}, once: ${name}`);
      return {
        path: await keepProgram(cache.folder, homeOf(chosen), NAME, (filling) => fillWith(fill, chosen, filling)),
      };
    } catch (error) {
      failures.push(`${name}: ${messageOf(error)}`);
    }
  }
  return { reason: `promtool ${chosen.version} cannot be brought: ${failures.join('; ')}` };
}

/** The cache may be one folder for several machines. */
function homeOf({ version }: Release): string {
  return `promtool-${version}-${PLATFORM}`;
}

interface Way {
  readonly name: string;
  readonly fill: (filling: Filling) => Promise<void>;
}

function waysTo(chosen: Release): Way[] {
  const archive = chosen.archives[PLATFORM];
  const ways: Way[] = [];
  if (archive !== undefined) {
    const address = `${chosen.address}/${folderOf(chosen, archive)}.tar.gz`;
    ways.push({ name: address, fill: (filling) => unpack(address, chosen, archive, filling) });
  }
  const { moduleVersion, version } = chosen;
  const stamp = { variable: STATED_VERSION, version };
  const fill = ({ workDir, outDir }: Filling) =>
    buildWithGo({ moduleVersion, requires: ['cmd/promtool'], stamp }, workDir, outDir);
  return [...ways, { name: 'built with Go, which takes minutes', fill }];
}

function folderOf({ version }: Release, { system }: Archive): string {
  return `prometheus-${version}.${system}`;
}

async function unpack(address: string, chosen: Release, archive: Archive, { workDir, outDir }: Filling): Promise<void> {
  const path = join(workDir, 'archive.tar.gz');
  await download(address, archive.sha256, path);
  const member = `${folderOf(chosen, archive)}/${NAME}`;
  const { status, stderr, error } = spawnSync('tar', ['-xzf', path, '-C', workDir, '--no-same-owner', member], {
    encoding: 'utf8',
  });
  if (error) throw new Error(`tar cannot be run: ${error.message}`);
  if (status !== 0) throw new Error(`tar says: ${stderr.trim().split('\n')[0]}`);
  renameSync(join(workDir, member), join(outDir, NAME));
}

async function fillWith(fill: Way['fill'], { version }: Release, filling: Filling): Promise<void> {
  await fill(filling);
  const path = join(filling.outDir, NAME);
  chmodSync(path, 0o755);
  const stated = versionOf(path);
  if (stated === undefined) throw new Error('it does not run on this machine');
  if (stated !== version) throw new Error(`it has version ${stated}`);
}
