// The judge of test/worlds/, built with Go against a 2.x, a 3.x and a newer 3.x of Prometheus:
//   node scripts/judge.mjs [2] [3.5]   builds what is missing into .tools/judge-<version>/, and says so: of the versions that
//                                      begin so, or of all
// It never fails for want of Go: the worlds are skipped then, under a name that says why.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { messageOf } from '../../src/promtool/download.ts';
import { buildWithGo, type SourceFile } from '../../src/promtool/go-build.ts';
import { TOOLS_DIR } from './find-promtool.ts';
import { intoTools } from './into-tools.ts';

/** A judge that is built. */
export interface FoundJudge {
  /** Of Prometheus: three numbers. */
  readonly version: string;
  readonly path: string;
}

const SOURCE = fileURLToPath(new URL('../../test/worlds/judge', import.meta.url));

/** In the order in which one is taken where any 3.x does. The newest knows when counters began, and takes longest to build. */
const RELEASES = [
  { version: '3.5.0', moduleVersion: 'v0.305.0', tags: [] },
  { version: '3.16.0', moduleVersion: 'v0.316.0', tags: ['prometheus316'] },
  { version: '2.53.3', moduleVersion: 'v0.53.3', tags: ['prometheus2'] },
];

function sources(): SourceFile[] {
  return readdirSync(SOURCE)
    .sort()
    .map((name) => ({ name, text: readFileSync(join(SOURCE, name), 'utf8') }));
}

// A changed source is another judge, so that an old one is never taken for it.
function nameOf(version: string): string {
  const hash = createHash('sha256');
  for (const { text } of sources()) hash.update(text);
  return `judge-${version}-${hash.digest('hex').slice(0, 8)}`;
}

/** The judges that are built. */
export function findJudges(): readonly FoundJudge[] {
  return RELEASES.map(({ version }) => ({ version, path: join(TOOLS_DIR, nameOf(version), 'judge') })).filter(
    ({ path }) => existsSync(path),
  );
}

async function build({ version, moduleVersion, tags }: (typeof RELEASES)[number]): Promise<void> {
  const stamp = { variable: 'main.version', version };
  const program = { name: 'judge', files: sources() };
  await intoTools(
    ({ workDir, outDir }) => buildWithGo({ moduleVersion, requires: ['rules'], program, tags, stamp }, workDir, outDir),
    () => nameOf(version),
  );
}

/** @param asked the first numbers of versions of Prometheus; without any, all of them */
export async function main(asked: readonly string[]): Promise<void> {
  const here = new Set(findJudges().map(({ version }) => version));
  const isAsked = (version: string) => asked.length === 0 || asked.some((first) => version.startsWith(`${first}.`));
  for (const release of RELEASES.filter(({ version }) => isAsked(version) && !here.has(version))) {
    try {
      console.error(`judge: building that of Prometheus ${release.version} with Go (takes minutes, once)`);
      await build(release);
    } catch (error) {
      console.error(`judge: none for Prometheus ${release.version}: ${messageOf(error)}`);
    }
  }
}
