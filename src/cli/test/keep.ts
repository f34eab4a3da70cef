// `slo test --keep`: the tests as files, for people to read and for promtool to run without `slo`.
import { countKept, emitTests, type KeptCount } from '../../backends/kept-tests.ts';
import { outputFolders } from '../../model/folders.ts';
import type { Settings } from '../../model/settings.ts';
import { isBelow, pathFault } from '../../output/locate.ts';
import { planWrites } from '../../output/plan.ts';
import { applyPlan } from '../../output/write.ts';
import { counted } from '../../text/numbers.ts';
import type { CompiledProject } from '../project/compile-project.ts';
import { EXIT, type Exit, type Terminal, usageError, writeFailed } from '../terminal.ts';

/** A folder below the project, or `true` for that of the project file. */
export type KeepOption = string | true;

const NOT_KEPT =
  'the others feed recorded series in, or need another evaluation interval: each would need files of its own, which slo test makes and removes';

const DEFAULT_FOLDER = 'slo-tests';

/** Writes the tests of the whole project. What went wrong has been told then. */
export async function keepTests(
  root: string,
  { targets }: CompiledProject,
  keep: KeepOption,
  terminal: Terminal,
): Promise<Exit> {
  const settings = targets.map((target) => target.settings);
  const named = keep === true ? undefined : keep.replace(/^(?:\.\/+)+|\/+$/g, '');
  const fault = named === undefined ? undefined : faultOf(named, settings);
  if (fault !== undefined) {
    return usageError(`the tests cannot be kept in ${JSON.stringify(keep)}: ${fault}`, undefined, terminal);
  }
  const folderFor = (target: Settings) =>
    (named === undefined && target.folders.tests) || below(named ?? DEFAULT_FOLDER, target);
  const folders = settings.map(folderFor);
  const artifacts = targets.flatMap((target) =>
    emitTests(target.with({ settings: keptIn(folderFor(target.settings), target.settings) })),
  );
  const plan = planWrites(root, artifacts, folders, () => false);
  const { failures } = await applyPlan(plan);
  if (failures.length > 0) {
    terminal.report(failures.map(writeFailed));
    return EXIT.wrong;
  }
  tellKept(artifacts.length, folders, targets, terminal);
  return EXIT.fine;
}

/** Tells what was kept, and why that is not every test. */
function tellKept(
  files: number,
  folders: readonly string[],
  targets: CompiledProject['targets'],
  terminal: Terminal,
): void {
  const counts = targets.map(countKept);
  const sum = (of: (count: KeptCount) => number) => counts.reduce((total, count) => total + of(count), 0);
  const [kept, all] = [sum((count) => count.kept), sum((count) => count.all)];
  const where = folders.map((folder) => `${folder}/`).join(', ');
  terminal.note(`kept ${kept} of ${counted(all, 'test')} in ${counted(files, 'file')} in ${where}`);
  if (kept < all) terminal.note(NOT_KEPT);
}

function keptIn(tests: string, settings: Settings): Settings {
  return { ...settings, folders: { ...settings.folders, tests } };
}

/** Each target has the tests of the same SLOs. */
function below(folder: string, { target }: Settings): string {
  return target === undefined ? folder : `${folder}/${target}`;
}

/** Why the tests cannot be kept in a folder; what is generated there and is no test would be removed. */
function faultOf(folder: string, settings: readonly Settings[]): string | undefined {
  const fault = pathFault(folder);
  if (fault !== undefined) return `${fault}; name a folder below that of slo.config.yaml`;
  const others = settings.flatMap(({ specFolder, folders: { tests: _tests, ...folders } }) => [
    specFolder,
    ...outputFolders({ folders }),
  ]);
  const taken = others.find((other) => isBelow(other, folder) || isBelow(folder, other));
  return taken && `${taken}/ holds other files of the project`;
}
