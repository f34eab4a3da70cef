// What goes into dist/: the programs, and the packages that are bundled with them.
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

export const ROOT = fileURLToPath(new URL('../', import.meta.url));

/** Each kind of panel of Grafana's SDK has builders for another form of dashboards beside those that are used, and brings all of
 *  that form along: more than half of what building boards loads. */
export const WITHOUT_OTHER_BOARDS = {
  name: 'without-other-boards',
  setup({ onLoad }) {
    onLoad({ filter: /grafana-foundation-sdk[\\/]dist[\\/]\w+[\\/]visualization(?:V2)?Builder\.gen\.js$/ }, () => ({
      contents: '',
    }));
  },
};

/** Charts are drawn as SVG. The other form looks for a package that draws bitmaps. */
export const WITHOUT_BITMAPS = { 'vega-canvas': `${ROOT}node_modules/vega-canvas/build/vega-canvas.browser.js` };

const COMMON = {
  absWorkingDir: ROOT,
  outdir: 'dist',
  bundle: true,
  platform: 'node',
  target: 'node20.19',
  legalComments: 'none',
  minifyWhitespace: true,
  plugins: [WITHOUT_OTHER_BOARDS],
  metafile: true,
  logLevel: 'warning',
};

/** CommonJS, of which Node starts a program sooner: for modules it first makes a module of everything in `node:fs`. */
const STARTED = { ...COMMON, format: 'cjs', define: { 'import.meta.url': 'SOURCE_URL' } };

/** All commands in one file, named by what is in it. src/cli/kept-code.ts makes a function of it, which gets SOURCE_URL. */
const COMMANDS = {
  ...STARTED,
  entryPoints: { 'cli/commands': 'src/cli/commands.ts' },
  entryNames: '[dir]/[name]-[hash]',
  alias: WITHOUT_BITMAPS,
};

/** What Node is started with. version.ts looks for package.json two folders up, as if it lay in dist/cli/. */
const PROGRAMS = {
  ...STARTED,
  entryPoints: { main: 'src/main.ts', 'output/mover-process': 'src/output/mover-process.ts' },
  banner: { js: "const SOURCE_URL = require('node:url').pathToFileURL(__dirname + '/cli/source.js').href;" },
};

/** What other programs import: modules. */
const LIBRARY = {
  ...COMMON,
  entryPoints: { library: 'src/library.ts' },
  outExtension: { '.js': '.mjs' },
  chunkNames: 'library/[name]-[hash]',
  splitting: true,
  format: 'esm',
  // For CommonJS packages that require modules of Node.
  banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
};

/** Bundles everything, with further options of esbuild. What went into the files, by its path. */
export async function bundle(options) {
  const commands = await build({ ...COMMANDS, ...options });
  const [file] = Object.keys(commands.metafile.outputs);
  const define = { ...PROGRAMS.define, COMMANDS_FILE: JSON.stringify(basename(file)) };
  const others = [await build({ ...PROGRAMS, define, ...options }), await build({ ...LIBRARY, ...options })];
  return Object.assign({}, ...[commands, ...others].map(({ metafile }) => metafile.inputs));
}

/** The folders of the packages that are bundled, such as `node_modules/yaml`. */
export function bundledPackages(inputs) {
  const folders = Object.keys(inputs).flatMap((input) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input) ?? []);
  return [...new Set(folders)].sort();
}
