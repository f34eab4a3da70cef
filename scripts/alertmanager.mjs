// The Alertmanager of test/e2e/alertmanager.spec.ts, with amtool:
//   node scripts/alertmanager.mjs        brings one into .tools/ if there is none, and says so
// It never fails: where Go cannot build one, these tests are skipped under a name that says so. Debian's package would
// have to be installed, not only unpacked: it reads its templates from /usr/share.
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { argv, env } from 'node:process';
import { fileURLToPath } from 'node:url';
import { TOOLS_DIR } from './find-promtool.mjs';
import { intoTools } from './into-tools.mjs';
import { hasGo } from './promtool-from-go.mjs';
import { canRun, run } from './run-command.mjs';

const VERSION = '0.28.1';
const MODULE = 'github.com/prometheus/alertmanager';

/** Both programs: $ALERTMANAGER and $AMTOOL, else those on the PATH, else those in .tools/. */
export function findAlertmanager() {
  const homes = existsSync(TOOLS_DIR) ? readdirSync(TOOLS_DIR).filter((name) => name.startsWith('alertmanager-')) : [];
  const brought = (name) => homes.map((home) => join(TOOLS_DIR, home, name));
  const first = (chosen, names) => (chosen ? [chosen] : names).find((name) => canRun(name));
  return {
    alertmanager: first(env.ALERTMANAGER, ['alertmanager', 'prometheus-alertmanager', ...brought('alertmanager')]),
    amtool: first(env.AMTOOL, ['amtool', ...brought('amtool')]),
  };
}

/** Its pages are a part of the module, so that Go alone builds it. */
function fromGo({ workDir, outDir }) {
  if (!hasGo()) throw new Error('Go is not installed (https://go.dev/doc/install)');
  writeFileSync(join(workDir, 'go.mod'), 'module alertmanager\n');
  const go = (...args) => run('go', args, { cwd: workDir, env: { CGO_ENABLED: '0', GOWORK: 'off' } });
  const stamp = `-s -w -X github.com/prometheus/common/version.Version=${VERSION}`;
  const packages = ['alertmanager', 'amtool'].map((name) => `${MODULE}/cmd/${name}`);
  go('get', ...packages.map((name) => `${name}@v${VERSION}`));
  go('build', '-trimpath', '-ldflags', stamp, '-o', `${outDir}/`, ...packages);
}

function versionIn(folder) {
  const stated = run(join(folder, 'alertmanager'), ['--version']);
  const [, version] = /version (\d+\.\d+\.\d+)/.exec(stated) ?? [];
  if (version === undefined) throw new Error('it states no version');
  return version;
}

function bring() {
  const { alertmanager, amtool } = findAlertmanager();
  if (alertmanager !== undefined && amtool !== undefined) return;
  try {
    console.error('alertmanager: building it with Go (takes minutes)');
    intoTools(fromGo, (outDir) => `alertmanager-${versionIn(outDir)}`);
  } catch (error) {
    console.error(`alertmanager: none from Go: ${error.message}`);
  }
}

if (argv[1] === fileURLToPath(import.meta.url)) bring();
