// `slo lint`: everything that is wrong with the specs, for people, editors and code hosts.
import { compile } from '../compile.ts';
import { renameSources } from '../diagnostics/rename-sources.ts';
import { Report, type SourceFile } from '../diagnostics/report.ts';
import { CONFIG_FILE, SCENARIO_FILE } from '../spec/file-names.ts';
import { counted } from '../text/numbers.ts';
import { compileProject } from './project/compile-project.ts';
import { readStandardInput } from './project/files.ts';
import { type Location, STDIN, STDIN_PATH } from './project/location.ts';
import { readNamedSpecs, readProject, readTextOf } from './project/project.ts';
import { REPORT_FORMATS } from './report-format.ts';
import { EXIT, type Exit, type Terminal } from './terminal.ts';

export interface LintOptions {
  readonly format: 'text' | 'json' | 'github' | 'sarif';
}

/** Lints the project, or files and folders given by their paths from its folder; `-` is the standard input. */
export function lint(
  { root, fromStart, fromRepository }: Location,
  paths: readonly string[],
  { format }: LintOptions,
  terminal: Terminal,
): Exit {
  const report = new Report();
  const sources = readAndCompile(root, paths, report);
  const { render, isForHost } = REPORT_FORMATS[format];
  const pathOf = isForHost ? fromRepository : fromStart;
  const shown = renameSources(report.diagnostics, (path) => (path === STDIN_PATH ? path : pathOf(path)));
  terminal.out(render(shown, terminal.paint), format);
  if (format === 'text' && report.diagnostics.length === 0) terminal.note(`${counted(sources, 'file')}, no problems`);
  return report.hasErrors ? EXIT.wrong : EXIT.fine;
}

/** How many files were looked at. Scenarios speak of SLOs, so with them the whole project is compiled. */
function readAndCompile(root: string, paths: readonly string[], report: Report): number {
  if (paths.length === 0 || paths.some((path) => SCENARIO_FILE.test(path)))
    return compileProject(root, {}, report).sourceCount;
  const { targets } = readProject(root, report);
  const specs = paths.filter((path) => path !== STDIN && path !== CONFIG_FILE);
  const sources = [...readNamedSpecs(root, specs, report), ...(paths.includes(STDIN) ? readStdin(report) : [])];
  for (const settings of targets) compile({ specs: sources }, settings, report);
  return sources.length + (paths.includes(CONFIG_FILE) ? 1 : 0);
}

function readStdin(report: Report): SourceFile[] {
  const source = readTextOf(readStandardInput, STDIN_PATH, report);
  return source ? [source] : [];
}
