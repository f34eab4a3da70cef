// `slo lint`: everything that is wrong with the specs, for people, editors and code hosts.
import { compile } from '../compile.ts';
import { CODES } from '../diagnostics/catalogue.ts';
import { renderGithub, renderJson } from '../diagnostics/formats.ts';
import { renderText } from '../diagnostics/render.ts';
import { type Diagnostic, Report } from '../diagnostics/report.ts';
import { renderSarif } from '../diagnostics/sarif.ts';
import { SCENARIO_FILE } from '../spec/scenario-file.ts';
import { compileProject } from './compile-project.ts';
import { readNamedSpecs, readProject } from './project.ts';
import { EXIT, type Exit, type Terminal } from './terminal.ts';
import { VERSION } from './version.ts';

export interface LintOptions {
  readonly format: 'text' | 'json' | 'github' | 'sarif';
}

type Renderer = (diagnostics: readonly Diagnostic[]) => string;

const RENDERERS: Readonly<Record<LintOptions['format'], Renderer>> = {
  text: (diagnostics) => (diagnostics.length > 0 ? renderText(diagnostics, { color: false }) : ''),
  json: renderJson,
  github: renderGithub,
  sarif: (diagnostics) => renderSarif(diagnostics, { toolVersion: VERSION, rules: CODES }),
};

export function lint(root: string, paths: readonly string[], { format }: LintOptions, terminal: Terminal): Exit {
  const report = new Report();
  const sources = readAndCompile(root, paths, report);
  terminal.out(RENDERERS[format](report.diagnostics));
  if (format === 'text' && report.diagnostics.length === 0) terminal.note(`${sources} files, no problems`);
  return report.hasErrors ? EXIT.wrong : EXIT.fine;
}

/** How many files were looked at. Scenarios speak of SLOs, so with them the whole project is compiled. */
function readAndCompile(root: string, paths: readonly string[], report: Report): number {
  if (paths.length === 0 || paths.some((path) => SCENARIO_FILE.test(path)))
    return compileProject(root, {}, report).sourceCount;
  const { targets } = readProject(root, report);
  const sources = readNamedSpecs(root, paths, report);
  for (const settings of targets) compile(sources, settings, report);
  return sources.length;
}
