// The program that evaluates rules over history: Prometheus' own rules and query engine, with a small main around them
// (engine/ of this package). It is built with Go when it is first needed, and kept in the user's cache.
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { messageOf } from '../../promtool/download.ts';
import { buildWithGo, hasGo } from '../../promtool/go-build.ts';
import { keepProgram, keptProgram } from '../../promtool/kept-programs.ts';
import { userCache } from '../../promtool/user-cache.ts';
import { engineSources } from './engine-sources.ts';

/** Prometheus 3.5, which its own project keeps for long (v0.305.0 is the version of its module). */
export const ENGINE_VERSION = '3.5.0';
const MODULE_VERSION = 'v0.305.0';

const NAME = 'replay';

export type FoundEngine = { readonly path: string } | { readonly reason: string; readonly help: string };

/** The program for the project in `root`, built if it is not there yet; `note` tells a person that this takes a while. */
export async function findEngine(root: string, note: (text: string) => void): Promise<FoundEngine> {
  const cache = userCache(root);
  if ('refused' in cache) {
    return {
      reason: `the engine of Prometheus cannot be kept: ${cache.refused}`,
      help: 'set $XDG_CACHE_HOME to a folder of your own outside of the repository',
    };
  }
  const home = `engine-${ENGINE_VERSION}-${sourceHash()}`;
  const path = keptProgram(join(cache.folder, home), NAME);
  if (path !== undefined) return { path };
  const help = 'install Go (https://go.dev/doc/install); the program is built once and kept in the cache';
  if (!hasGo()) return { reason: 'the engine of Prometheus is built with Go, and there is no Go on the PATH', help };
  note(`building the engine of Prometheus ${ENGINE_VERSION} with Go: some minutes, once`);
  try {
    return { path: await keepProgram(cache.folder, home, NAME, ({ workDir, outDir }) => build(workDir, outDir)) };
  } catch (error) {
    return { reason: `the engine of Prometheus cannot be built: ${messageOf(error)}`, help };
  }
}

/** A changed source is another program, so that an old one is never taken for it. */
function sourceHash(): string {
  const hash = createHash('sha256');
  for (const { text } of engineSources()) hash.update(text);
  return hash.digest('hex').slice(0, 8);
}

function build(workDir: string, outDir: string): Promise<void> {
  return buildWithGo(
    {
      moduleVersion: MODULE_VERSION,
      requires: ['rules'],
      program: { name: NAME, files: engineSources() },
      stamp: { variable: 'main.version', version: ENGINE_VERSION },
    },
    workDir,
    outDir,
  );
}
