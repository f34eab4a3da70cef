// Builds one self-contained executable, which needs no Node: `node scripts/executable.mjs [--node PATH] [--out FILE]`.
// It is Node's own program (https://nodejs.org/api/single-executable-applications.html) with the bundled source in it. `--node`
// is the program of Node for the platform that it shall run on, by default the one that runs this script; for another
// platform than this one the code cache is left out, which only costs some milliseconds at each start.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { inject } from 'postject';
import { WITHOUT_BITMAPS, WITHOUT_OTHER_BOARDS } from './bundled.mjs';

const FUSE = 'NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2';
const root = fileURLToPath(new URL('../', import.meta.url));
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const { values } = parseArgs({
  options: {
    node: { type: 'string', default: process.execPath },
    out: { type: 'string', default: join(root, 'build', 'slo') },
  },
});
const node = resolve(values.node);
const out = resolve(values.out);
const work = mkdtempSync(join(tmpdir(), 'slo-executable-'));
try {
  await bundle(join(work, 'slo.cjs'));
  writeFileSync(join(work, 'sea.json'), JSON.stringify(configuration()));
  generate();
  mkdirSync(dirname(out), { recursive: true });
  copyFileSync(node, out);
  chmodSync(out, 0o755);
  await inject(out, 'NODE_SEA_BLOB', readFileSync(join(work, 'slo.blob')), { sentinelFuse: FUSE });
  const digest = createHash('sha256').update(readFileSync(out)).digest('hex');
  writeFileSync(`${out}.sha256`, `${digest}  ${basename(out)}\n`);
  process.stdout.write(`${out}\n${digest}\n`);
} finally {
  rmSync(work, { recursive: true, force: true });
}

/** One file of CommonJS, which is what Node takes; modules that stand for files beside the source are replaced. */
async function bundle(outfile) {
  await build({
    absWorkingDir: root,
    entryPoints: ['scripts/executable/main.ts'],
    outfile,
    bundle: true,
    format: 'cjs',
    platform: 'node',
    target: 'node22',
    define: { 'import.meta.url': 'SOURCE_URL' },
    banner: { js: "const SOURCE_URL = require('node:url').pathToFileURL(process.execPath).href;" },
    alias: WITHOUT_BITMAPS,
    plugins: [{ name: 'without-files', setup: withoutFiles }, WITHOUT_OTHER_BOARDS],
    legalComments: 'none',
    logLevel: 'warning',
  });
}

function withoutFiles({ onLoad, onResolve }) {
  onLoad({ filter: /src\/cli\/engine\/engine-sources\.ts$/ }, () => ({
    contents: `export const engineSources = () => ${JSON.stringify(engineSources())};`,
  }));
  onLoad({ filter: /src\/cli\/version\.ts$/ }, () => ({
    contents: `export const VERSION = ${JSON.stringify(version)};`,
  }));
  onResolve({ filter: /\.\/mover-program\.ts$/ }, () => ({ path: join(root, 'scripts/executable/mover-program.ts') }));
}

/** What src/cli/engine/engine-sources.ts reads. */
function engineSources() {
  const folder = join(root, 'engine');
  const names = readdirSync(folder).filter((name) => name.endsWith('.go'));
  return names.sort().map((name) => ({ name, text: readFileSync(join(folder, name), 'utf8') }));
}

/** Whether the program of Node runs here. */
function isNative() {
  return spawnSync(node, ['--version']).status === 0;
}

function configuration() {
  return {
    main: join(work, 'slo.cjs'),
    output: join(work, 'slo.blob'),
    disableExperimentalSEAWarning: true,
    useCodeCache: isNative(),
  };
}

/** The blob is for one version of Node, so where it can that Node makes it. */
function generate() {
  const maker = isNative() ? node : process.execPath;
  const { status, stderr } = spawnSync(maker, ['--experimental-sea-config', join(work, 'sea.json')], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`Node could not prepare the executable:\n${stderr}`);
}
