// The built program, which tests of the command line run as a user does. One that is older than the source would be tested
// in its place, so it is refused.
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export const PROGRAM = join(ROOT, 'dist/main.js');

/** Throws unless the program is there, and no file of the folder was changed since it was built. */
export function requireBuilt(program = PROGRAM, source = join(ROOT, 'src')): void {
  if (!existsSync(program)) throw new Error('there is no dist/main.js: run `npm run build` first');
  const builtMs = statSync(program).mtimeMs;
  const changed = readdirSync(source, { recursive: true, encoding: 'utf8' }).find(
    (path) => path.endsWith('.ts') && statSync(join(source, path)).mtimeMs > builtMs,
  );
  if (changed === undefined) return;
  throw new Error(
    `dist/main.js is older than src/${changed}, and would be tested as it was: run \`npm run build\` first`,
  );
}
