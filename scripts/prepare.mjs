// What npm runs where the package is taken from git: builds it. For `npm install -g git+…`, as pre-commit does, npm passes
// `global` on to the installation in the clone, which then goes elsewhere: what the build needs is installed here first.
import { execSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../', import.meta.url));

/** Settings by which npm would install somewhere else, or leave out what the build needs. */
const NOT_HERE =
  /^(npm_config_(global|global_prefix|prefix|local_prefix|location|omit|only|production|include|package_lock_only|save)|node_env)$/i;

const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => !NOT_HERE.test(name)));
const run = (command) => execSync(command, { cwd: root, env: environment, stdio: ['ignore', 2, 2] });

/** npm 10 runs this script for `npm pack` even if it is told to run none. */
const isUnwanted = process.env.npm_config_ignore_scripts === 'true';

if (!isUnwanted) {
  if (!existsSync(`${root}node_modules/esbuild`)) {
    run('npm ci --include=dev --ignore-scripts --no-audit --no-fund --loglevel=error');
  }
  run('npm run --silent build');
}
