// `npm run pack -- FOLDER`: the package as a tarball, without what a checkout alone has use for. npm 11 counts the script `prepare`
// among those that whoever installs a tarball has to allow, and never runs it there.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../', import.meta.url));
const destination = resolve(process.env.INIT_CWD ?? '.', process.argv[2] ?? '.');

execFileSync(process.execPath, ['scripts/bundle.mjs'], { cwd: root, stdio: ['ignore', 2, 2] });
const staged = mkdtempSync(join(tmpdir(), 'slo-pack-'));
try {
  const {
    scripts: _scripts,
    devDependencies: _,
    ...manifest
  } = JSON.parse(readFileSync(`${root}package.json`, 'utf8'));
  for (const name of [...manifest.files, 'README.md', 'LICENSE'])
    cpSync(root + name, join(staged, name), { recursive: true });
  writeFileSync(join(staged, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  const pack = ['pack', '--ignore-scripts', '--loglevel=error', '--pack-destination', destination];
  execFileSync('npm', pack, { cwd: staged, stdio: ['ignore', 'inherit', 2] });
} finally {
  rmSync(staged, { recursive: true, force: true });
}
