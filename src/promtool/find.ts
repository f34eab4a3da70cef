// Finds a promtool to run tests with: one that was named, else the first on the PATH, else the one in the cache of the user.
// A program out of the repository that is judged is never run unasked: it may come with a stranger's pull request, and prove
// whatever that wants. A choice that cannot be followed is an error, since another promtool would test what nobody asked for.
import { realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import process from 'node:process';
import { cachedPromtool, fetchPromtool } from './fetch.ts';
import { isSupported, OLDEST_VERSION, programsOnPath, versionOf } from './program.ts';
import { isInRepository } from './repository.ts';

/** A promtool that runs here. */
export interface Promtool {
  readonly path: string;
  /** Three numbers, such as 2.42.0. */
  readonly version: string;
}

/** Why there is none, in words for a person. */
export interface NoPromtool {
  readonly reason: string;
  readonly help: string;
}

/** How one is chosen. */
export interface PromtoolOptions {
  /** The path that was given on the command line. */
  readonly promtool?: string;
  /** Whether one is brought where there is none. */
  readonly fetchPromtool?: boolean;
}

const INSTALL =
  'install it (Debian: apt install prometheus; macOS: brew install prometheus), or name one with --promtool or $PROMTOOL';

const HELP = `\`slo test --fetch-promtool\` brings one into your cache; or ${INSTALL}`;

/** Finds a promtool for the project in `root`. */
export function findPromtool(root: string, named?: string): Promtool | NoPromtool {
  const chosen = named ?? (process.env.PROMTOOL || undefined);
  if (chosen !== undefined) {
    // A bare name is looked for on the PATH, as a shell would.
    const path = chosen.includes('/') ? resolve(chosen) : (programsOnPath(chosen)[0] ?? chosen);
    return explain(path, `${named === undefined ? '$PROMTOOL' : '--promtool'} is ${chosen}, which`);
  }
  const cached = cachedPromtool(root);
  const refusals: NoPromtool[] = [];
  for (const path of [...programsOutside(root), ...(cached === undefined ? [] : [cached])]) {
    const found = explain(path, path);
    if ('version' in found) return found;
    refusals.push(found);
  }
  return refusals[0] ?? { reason: 'there is no promtool on the PATH outside of this repository', help: HELP };
}

/** Finds one, or brings one if that is asked for; `note` tells the person what that takes. */
export async function obtainPromtool(
  root: string,
  { promtool: named, fetchPromtool: isFetched = false }: PromtoolOptions,
  note: (text: string) => void,
): Promise<Promtool | NoPromtool> {
  const found = findPromtool(root, named);
  if ('version' in found || !isFetched || named !== undefined || process.env.PROMTOOL) return found;
  const fetched = await fetchPromtool(root, note);
  return 'path' in fetched ? explain(fetched.path, fetched.path) : { reason: fetched.reason, help: INSTALL };
}

/** Those on the PATH that lie outside of the repository: `npx` puts folders of the project itself on the PATH. */
function programsOutside(root: string): string[] {
  const found = programsOnPath('promtool');
  // /bin is often a link to /usr/bin: of two ways to one file the first counts.
  const real = found.map((path) => realpathSync(path));
  return found.filter((path, at) => real.indexOf(real[at] ?? '') === at && !isInRepository(root, path));
}

/** Asks the program which version it is; `subject` begins the sentence that says why it is none. */
function explain(path: string, subject: string): Promtool | NoPromtool {
  const version = versionOf(path);
  if (version === undefined) return { reason: `${subject} is no promtool that runs here`, help: HELP };
  if (isSupported(version)) return { path, version };
  return { reason: `${subject} is promtool ${version}; the rules need ${OLDEST_VERSION} or later`, help: HELP };
}
