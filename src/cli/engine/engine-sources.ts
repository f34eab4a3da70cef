// The sources of the engine, which lie in the package. The single executable has them within itself.
import { readdirSync, readFileSync } from 'node:fs';
import type { SourceFile } from '../../promtool/go-build.ts';
import { PACKAGE_ROOT } from '../version.ts';

const FOLDER = new URL('engine/', PACKAGE_ROOT);

/** In the order of their names. */
export function engineSources(): readonly SourceFile[] {
  return readdirSync(FOLDER)
    .filter((name) => name.endsWith('.go'))
    .sort()
    .map((name) => ({ name, text: readFileSync(new URL(name, FOLDER), 'utf8') }));
}
