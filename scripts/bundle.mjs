// Bundles src/ and what it imports into dist/, all commands into one file: to find and read 350 small modules took longer
// than to compile an SLO. What is bundled is not installed again, so its licences are copied along.
import { execFileSync } from 'node:child_process';
import { chmodSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import { bundle, bundledPackages, ROOT } from './bundled.mjs';

const dist = `${ROOT}dist/`;
rmSync(dist, { recursive: true, force: true });

const inputs = await bundle({ outdir: dist });
for (const name of readdirSync(`${dist}cli`)) refuseOtherLetters(`${dist}cli/${name}`);
chmodSync(`${dist}main.js`, 0o755);
writeFileSync(`${dist}package.json`, '{ "type": "commonjs" }\n');

// All types of the library stand in its own file, so of the declarations of the whole source that one is kept.
const declarations = `${dist}declarations/`;
execFileSync(process.execPath, [`${ROOT}node_modules/typescript/bin/tsc`, '-p', `${ROOT}tsconfig.library.json`], {
  stdio: 'inherit',
});
renameSync(`${declarations}library.d.ts`, `${dist}library.d.mts`);
rmSync(declarations, { recursive: true });

writeFileSync(
  `${dist}THIRD-PARTY-LICENSES.txt`,
  bundledPackages(inputs)
    .map(noticeOf)
    .join(`\n${'-'.repeat(80)}\n\n`),
);

/** src/cli/kept-code.ts reads a byte a letter. The bundler escapes all other letters but those of tagged templates. */
function refuseOtherLetters(file) {
  const text = readFileSync(file, 'utf8');
  const at = text.search(/[^\0-\x7f]/);
  if (at !== -1)
    throw new Error(`${file} holds a letter that is not ASCII: ${text.slice(Math.max(0, at - 60), at + 1)}`);
}

/** Name, version and licence text of a bundled package; throws when it has none. */
function noticeOf(folder) {
  const { name, version } = JSON.parse(readFileSync(`${ROOT}${folder}/package.json`, 'utf8'));
  const file = readdirSync(ROOT + folder).find((entry) => /^licen[cs]e/i.test(entry));
  if (file === undefined) throw new Error(`${name} is bundled, but there is no licence in ${folder}`);
  return `${name} ${version}\n\n${readFileSync(`${ROOT}${folder}/${file}`, 'utf8').trim()}\n`;
}
