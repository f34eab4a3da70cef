// What a release is made of, as an SBOM of CycloneDX on standard output: `node scripts/sbom.mjs`. npm lists all packages that
// are installed here; a release holds those that are bundled and, as an executable, Node.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import process from 'node:process';
import { bundle, bundledPackages, ROOT } from './bundled.mjs';

const read = (folder) => JSON.parse(readFileSync(`${ROOT}${folder}/package.json`, 'utf8'));
const bundled = new Set(bundledPackages(await bundle({ write: false })).map((folder) => purlOf(read(folder))));

const all = JSON.parse(
  execFileSync('npm', ['sbom', '--sbom-format', 'cyclonedx', '--package-lock-only'], {
    cwd: ROOT,
    maxBuffer: 64 * 1024 * 1024,
  }).toString(),
);
const components = all.components.filter(({ purl }) => bundled.has(purl)).map(withoutPlace);
if (components.length < bundled.size) throw new Error('npm does not list every package that is bundled');
const node = process.versions.node;
components.push({
  'bom-ref': `node@${node}`,
  type: 'application',
  name: 'node',
  version: node,
  description: 'In the executables only.',
  purl: `pkg:generic/node@${node}`,
});
const { name } = read('.');
const metadata = { ...all.metadata, component: { ...all.metadata.component, name } };
process.stdout.write(`${JSON.stringify({ ...all, metadata, components, dependencies: [] }, undefined, 2)}\n`);

function purlOf({ name: packageName, version }) {
  return `pkg:npm/${packageName.replace('@', '%40')}@${version.replace(/^v/, '')}`;
}

/** Without where npm installs it, and that it is only needed to build. */
function withoutPlace({ properties: _properties, scope: _scope, ...component }) {
  return component;
}
