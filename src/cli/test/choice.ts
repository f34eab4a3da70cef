// What `slo test` is asked to test: the compiled project, and which of its source files were named.
import { posix } from 'node:path';
import { Report } from '../../diagnostics/report.ts';
import { isBelow } from '../../output/locate.ts';
import { didYouMean } from '../../text/suggest.ts';
import { type CompiledProject, compileProject, type ProjectChoice } from '../project/compile-project.ts';
import type { Terminal } from '../terminal.ts';

/** A project whose specs are sound, and what of it was asked for. */
export interface ChosenTests {
  readonly project: CompiledProject;
  /** Whether a source file was asked for. */
  readonly isChosen: (source: string) => boolean;
  readonly isAll: boolean;
}

/** Compiles the project. `unsound`: its specs are wrong; `unknown`: a path names nothing. The person has been told then. */
export function chooseTests(
  root: string,
  paths: readonly string[],
  targetChoice: ProjectChoice,
  terminal: Terminal,
): ChosenTests | 'unsound' | 'unknown' {
  const report = new Report();
  const project = compileProject(root, targetChoice, report);
  terminal.report(report.diagnostics);
  if (report.hasErrors) return 'unsound';
  const chosen = paths.map((path) => posix.normalize(path).replace(/\/$/, ''));
  const isChosen = (source: string) => chosen.length === 0 || chosen.some((path) => isBelow(source, path));
  const sources = project.targets.flatMap(({ files, scenarios }) => [
    ...files.map(({ path }) => path),
    ...scenarios.map(({ source }) => source),
  ]);
  const unknown = chosen.find((path) => !sources.some((source) => isBelow(source, path)));
  if (unknown !== undefined) {
    const message = `no spec and no file of scenarios is called ${JSON.stringify(unknown)}`;
    const guess = didYouMean(unknown, sources);
    const help = guess && `did you mean "${guess}"?`;
    terminal.report([{ code: 'unknown-name', severity: 'error', message, ...(help && { help }) }]);
    return 'unknown';
  }
  return { project, isChosen, isAll: chosen.length === 0 };
}
