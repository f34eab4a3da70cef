// Bundles src/ and what it imports into dist/, one file for each command: to find and read 350 small modules took longer
// than to compile an SLO. What is bundled is not installed again, so its licences are copied along.
import { execFileSync } from 'node:child_process';
import { chmodSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('../', import.meta.url));
const dist = `${root}dist/`;
rmSync(dist, { recursive: true, force: true });

const { metafile } = await build({
  absWorkingDir: root,
  // version.ts looks for package.json two folders up, and mover.ts for the program beside it: as entries they keep their place.
  entryPoints: {
    main: 'src/main.ts',
    library: 'src/library.ts',
    'cli/version': 'src/cli/version.ts',
    'output/mover-process': 'src/output/mover-process.ts',
  },
  chunkNames: 'cli/[name]-[hash]',
  outdir: dist,
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  // For CommonJS packages that require modules of Node.
  banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
  legalComments: 'none',
  metafile: true,
  logLevel: 'warning',
});
chmodSync(`${dist}main.js`, 0o755);

// All types of the library stand in its own file, so of the declarations of the whole source that one is kept.
const declarations = `${dist}declarations/`;
execFileSync(process.execPath, [`${root}node_modules/typescript/bin/tsc`, '-p', `${root}tsconfig.library.json`], {
  stdio: 'inherit',
});
renameSync(`${declarations}library.d.ts`, `${dist}library.d.ts`);
rmSync(declarations, { recursive: true });

const packages = new Set(
  Object.keys(metafile.inputs).flatMap((input) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input) ?? []),
);
writeFileSync(
  `${dist}THIRD-PARTY-LICENSES.txt`,
  [...packages]
    .sort()
    .map(noticeOf)
    .join(`\n${'-'.repeat(80)}\n\n`),
);

/** Name, version and licence text of a bundled package; throws when it has none. */
function noticeOf(folder) {
  const { name, version } = JSON.parse(readFileSync(`${root}${folder}/package.json`, 'utf8'));
  const file = readdirSync(root + folder).find((entry) => /^licen[cs]e/i.test(entry));
  if (file === undefined) throw new Error(`${name} is bundled, but there is no licence in ${folder}`);
  return `${name} ${version}\n\n${readFileSync(`${root}${folder}/${file}`, 'utf8').trim()}\n`;
}
