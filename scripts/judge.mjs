// The judge of test/worlds/, built with Go against one 2.x and one 3.x of Prometheus:
//   node scripts/judge.mjs        builds what is missing into .tools/judge-<version>/, and says so
// It never fails for want of Go: the worlds are skipped then, under a name that says why.
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { argv } from 'node:process';
import { fileURLToPath } from 'node:url';
import { TOOLS_DIR } from './find-promtool.mjs';
import { hasGo, replacements } from './promtool-from-go.mjs';
import { run } from './run-command.mjs';

const SOURCE = fileURLToPath(new URL('../test/worlds/judge', import.meta.url));

const RELEASES = [
  { version: '3.5.0', moduleVersion: 'v0.305.0', tags: [] },
  { version: '2.53.3', moduleVersion: 'v0.53.3', tags: ['prometheus2'] },
];

// A changed source is another judge, so that an old one is never taken for it.
function homeOf(version) {
  const hash = createHash('sha256');
  for (const name of readdirSync(SOURCE).sort()) hash.update(readFileSync(join(SOURCE, name)));
  return join(TOOLS_DIR, `judge-${version}-${hash.digest('hex').slice(0, 8)}`);
}

/** The judges that are built, the newest Prometheus first. */
export function findJudges() {
  return RELEASES.map(({ version }) => ({ version, path: join(homeOf(version), 'judge') })).filter(({ path }) =>
    existsSync(path),
  );
}

/**
 * The sources in an empty module that requires that Prometheus: its own go.mod decides all other versions. Go's own caches
 * keep what is downloaded and compiled, since a judge is built anew whenever its source changes.
 */
function build({ version, moduleVersion, tags }) {
  mkdirSync(TOOLS_DIR, { recursive: true });
  const workDir = mkdtempSync(join(TOOLS_DIR, 'tmp-'));
  try {
    const moduleDir = join(workDir, 'module');
    const outDir = join(workDir, 'out');
    for (const folder of [moduleDir, outDir]) mkdirSync(folder);
    for (const name of readdirSync(SOURCE)) copyFileSync(join(SOURCE, name), join(moduleDir, name));
    writeFileSync(join(moduleDir, 'go.mod'), 'module judge\n');
    const go = (...args) => run('go', args, { cwd: moduleDir, env: { GOWORK: 'off' } });
    for (const edit of replacements(moduleVersion, go)) go('mod', 'edit', edit);
    go('get', `github.com/prometheus/prometheus/rules@${moduleVersion}`);
    const flags = ['-mod=mod', '-tags', tags.join(), '-ldflags', `-s -w -X main.version=${version}`];
    go('build', ...flags, '-o', join(outDir, 'judge'), '.');
    if (!existsSync(homeOf(version))) renameSync(outDir, homeOf(version));
  } finally {
    rmSync(workDir, { recursive: true, force: true });
  }
}

function main() {
  const here = new Set(findJudges().map(({ version }) => version));
  for (const release of RELEASES) {
    if (here.has(release.version)) continue;
    if (!hasGo()) {
      console.error(
        `judge: none for Prometheus ${release.version}, since Go is not installed (https://go.dev/doc/install)`,
      );
      continue;
    }
    try {
      console.error(`judge: building that of Prometheus ${release.version} with Go (takes minutes, once)`);
      build(release);
    } catch (error) {
      console.error(`judge: none for Prometheus ${release.version}: ${error.message}`);
    }
  }
}

if (argv[1] === fileURLToPath(import.meta.url)) main();
