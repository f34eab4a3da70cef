// Fills a folder of .tools/, where this project keeps the tools that it brought itself; git ignores it.
import { chmodSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEnd } from '../../src/output/before-end.ts';
import type { Filling } from '../../src/promtool/kept-programs.ts';
import { TOOLS_DIR } from './find-promtool.ts';

/**
 * Calls `fill` and then `nameOf` with the folder that was filled, which throws where what is there is not what was wanted.
 * The folder is filled beside its final place and then renamed, so that an interrupted run leaves no half of a tool to be
 * found; one that is there already stays. Returns its path.
 */
export async function intoTools(
  fill: (filling: Filling) => void | Promise<void>,
  nameOf: (folder: string) => string,
): Promise<string> {
  mkdirSync(TOOLS_DIR, { recursive: true });
  const workDir = mkdtempSync(join(TOOLS_DIR, 'tmp-'));
  const remove = (): void => rmSync(workDir, { recursive: true, force: true });
  const cancel = beforeEnd(remove);
  // Under root, apt downloads as a user of its own, who has to get in here.
  chmodSync(workDir, 0o755);
  try {
    const outDir = join(workDir, 'out');
    mkdirSync(outDir);
    await fill({ workDir, outDir });
    const home = join(TOOLS_DIR, nameOf(outDir));
    if (!existsSync(home)) renameSync(outDir, home);
    return home;
  } finally {
    cancel();
    remove();
  }
}
