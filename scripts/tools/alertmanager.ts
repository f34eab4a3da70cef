// The Alertmanager of test/e2e/alertmanager.spec.ts, with amtool:
//   node scripts/alertmanager.mjs        brings one into .tools/ if there is none, and says so
// It never fails: where Go cannot build one, these tests are skipped under a name that says so. Debian's package would
// have to be installed, not only unpacked: it reads its templates from /usr/share.
import { join } from 'node:path';
import { env } from 'node:process';
import { messageOf } from '../../src/promtool/download.ts';
import { buildWithGo, STATED_VERSION } from '../../src/promtool/go-build.ts';
import type { Filling } from '../../src/promtool/kept-programs.ts';
import { namesInTools, TOOLS_DIR } from './find-promtool.ts';
import { intoTools } from './into-tools.ts';
import { canRun } from './run-command.ts';

const VERSION = '0.28.1';

/** Both programs; undefined where there is none. */
export interface FoundAlertmanager {
  readonly alertmanager: string | undefined;
  readonly amtool: string | undefined;
}

/** $ALERTMANAGER and $AMTOOL, else those on the PATH, else those in .tools/. */
export function findAlertmanager(): FoundAlertmanager {
  const homes = namesInTools('alertmanager-');
  const brought = (name: string) => homes.map((home) => join(TOOLS_DIR, home, name));
  const first = (chosen: string | undefined, names: readonly string[]) =>
    (chosen ? [chosen] : names).find((name) => canRun(name));
  return {
    alertmanager: first(env.ALERTMANAGER, ['alertmanager', 'prometheus-alertmanager', ...brought('alertmanager')]),
    amtool: first(env.AMTOOL, ['amtool', ...brought('amtool')]),
  };
}

/** Its pages are a part of the module, so that Go alone builds it. */
function fill({ workDir, outDir }: Filling): Promise<void> {
  return buildWithGo(
    {
      module: 'github.com/prometheus/alertmanager',
      moduleVersion: `v${VERSION}`,
      requires: ['cmd/alertmanager', 'cmd/amtool'],
      tags: [],
      stamp: { variable: STATED_VERSION, version: VERSION },
    },
    workDir,
    outDir,
  );
}

export async function main(): Promise<void> {
  const { alertmanager, amtool } = findAlertmanager();
  if (alertmanager !== undefined && amtool !== undefined) return;
  try {
    console.error('alertmanager: building it with Go (takes minutes)');
    await intoTools(fill, () => `alertmanager-${VERSION}`);
  } catch (error) {
    console.error(`alertmanager: none from Go: ${messageOf(error)}`);
  }
}
