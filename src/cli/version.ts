// The version of this program, as its package says, and where that lies.
import { readFileSync } from 'node:fs';

/** The folder of the package, of which this file lies two folders down. */
export const PACKAGE_ROOT = new URL('../../', import.meta.url);

const { version } = JSON.parse(readFileSync(new URL('package.json', PACKAGE_ROOT), 'utf8')) as {
  version: string;
};

export const VERSION = version;
