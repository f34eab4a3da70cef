// What goes into dist/: the programs, and the packages that are bundled with them.
import { fileURLToPath } from 'node:url';

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

/** Options of esbuild. */
export const BUNDLE = {
  absWorkingDir: ROOT,
  // version.ts looks for package.json two folders up, and mover.ts for the program beside it: as entries they keep their place.
  entryPoints: {
    main: 'src/main.ts',
    library: 'src/library.ts',
    'cli/version': 'src/cli/version.ts',
    'output/mover-process': 'src/output/mover-process.ts',
  },
  chunkNames: 'cli/[name]-[hash]',
  outdir: 'dist',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  // For CommonJS packages that require modules of Node.
  banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
  legalComments: 'none',
  plugins: [WITHOUT_OTHER_BOARDS],
  metafile: true,
  logLevel: 'warning',
};

/** The folders of the packages that a bundle holds, such as `node_modules/yaml`. */
export function bundledPackages({ inputs }) {
  const folders = Object.keys(inputs).flatMap((input) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input) ?? []);
  return [...new Set(folders)].sort();
}
