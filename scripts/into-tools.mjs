// Fills a folder of .tools/, where this project keeps the tools that it brought itself.
import { chmodSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { TOOLS_DIR } from './find-promtool.mjs';

/**
 * Calls `fill({ workDir, outDir })` and then `nameOf(outDir)`, which throws where what is there is not what was wanted. The
 * folder is filled beside its final place and then renamed, so that an interrupted run leaves no half of a tool to be
 * found; one that is there already stays. Returns its path.
 */
export function intoTools(fill, nameOf) {
  mkdirSync(TOOLS_DIR, { recursive: true });
  const workDir = mkdtempSync(join(TOOLS_DIR, 'tmp-'));
  // Under root, apt downloads as a user of its own, who has to get in here.
  chmodSync(workDir, 0o755);
  try {
    const outDir = join(workDir, 'out');
    mkdirSync(outDir);
    fill({ workDir, outDir });
    const home = join(TOOLS_DIR, nameOf(outDir));
    if (!existsSync(home)) renameSync(outDir, home);
    return home;
  } finally {
    rmSync(workDir, { recursive: true, force: true });
  }
}
