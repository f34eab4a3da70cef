// `slo preview`: what the specs say, as one page for people without Grafana at hand.
import { resolve, sep } from 'node:path';
import { Report } from '../diagnostics/report.ts';
import { planFile } from '../output/plan.ts';
import { applyPlan } from '../output/write.ts';
import { previewPage } from '../preview/preview-page.ts';
import { countWords } from '../text/numbers.ts';
import { compileProject, type ProjectChoice } from './project/compile-project.ts';
import type { Location } from './project/location.ts';
import { chooseFiles } from './project/slo-choice.ts';
import { EXIT, type Exit, type Terminal, writeFailed } from './terminal.ts';

export interface PreviewOptions extends Pick<ProjectChoice, 'target'> {
  /** A path from the project's folder, or `-` for standard output. */
  readonly output: string;
}

/** Draws the SLOs of these names and those in these files and folders; without names all, and the alerts beside them. */
export async function preview(
  { root, toProject }: Location,
  names: readonly string[],
  { output, ...choice }: PreviewOptions,
  terminal: Terminal,
): Promise<Exit> {
  const report = new Report();
  const { targets, folders } = compileProject(root, choice, report);
  const [first, second] = targets;
  const files = first && !report.hasErrors ? chooseFiles(first.files, names, toProject, report) : [];
  terminal.report(report.diagnostics);
  if (report.hasErrors) return EXIT.wrong;
  if (!first) return EXIT.fine;
  if (second) terminal.note(`the target "${first.settings.target}"; --target names another`);
  const page = await previewPage(first.with({ files }));
  if (output === '-') {
    terminal.out(page, 'html');
    return EXIT.fine;
  }
  return write(root, output, page, folders, terminal);
}

async function write(
  root: string,
  output: string,
  page: string,
  folders: readonly string[],
  terminal: Terminal,
): Promise<Exit> {
  const failures = await failuresOf(resolve(root, output), resolve(root), page, folders);
  if (failures.length > 0) {
    terminal.report(failures.map((message) => writeFailed({ path: output, message })));
    return EXIT.wrong;
  }
  terminal.note(`${output}: ${countWords(Math.ceil(Buffer.byteLength(page) / 1024))} KiB`);
  return EXIT.fine;
}

async function failuresOf(path: string, root: string, page: string, folders: readonly string[]): Promise<string[]> {
  if (folders.some((folder) => path.startsWith(`${resolve(root, folder)}${sep}`))) {
    return ['not written there: `slo build` owns that folder and would remove it'];
  }
  const plan = planFile(root, path, page);
  const { failures } = await applyPlan(plan);
  return failures.map(({ message }) => message);
}
