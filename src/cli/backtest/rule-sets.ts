// The rule sets of a backtest: the specs as they are, those of a commit, and rule files of anybody.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { ruleFileBackend } from '../../backends/rule-file.ts';
import type { Report } from '../../diagnostics/report.ts';
import type { EngineRuleFile } from '../engine/engine.ts';
import { type CompiledProject, compileProject } from '../project/compile-project.ts';
import { faultOf, type ProjectFiles } from '../project/files.ts';
import { GitFault, Repository } from '../project/git.ts';
import { GitFiles } from '../project/git-files.ts';
import type { Location } from '../project/location.ts';
import { chooseFiles } from '../project/slo-choice.ts';

export interface RuleSet {
  readonly name: string;
  readonly files: readonly EngineRuleFile[];
}

export interface RuleSetOptions {
  readonly target?: string;
  /** A commit whose rules are evaluated beside those of the working tree. */
  readonly against?: string;
  /** Rule files of anybody. */
  readonly rules?: readonly string[];
}

/** Reports what keeps the rules from being known. Of a commit, only the SLOs that it has can be chosen. */
export function ruleSetsOf(
  location: Location,
  names: readonly string[],
  { target, against, rules = [] }: RuleSetOptions,
  report: Report,
): RuleSet[] {
  const { root, toProject } = location;
  const wanted = target === undefined ? {} : { target };
  const current = compiled('working tree', compileProject(root, wanted, report), names, toProject, report);
  const place = against === undefined || report.hasErrors ? undefined : placeOf(root, against, report);
  const before = place
    ? [compiled(against ?? '', compileProject(place, wanted, report), names, toProject, report)]
    : [];
  return [current, ...before, ...rules.map((path) => foreign(path, location, report))];
}

function compiled(
  name: string,
  { targets }: CompiledProject,
  names: readonly string[],
  toProject: (path: string) => string,
  report: Report,
): RuleSet {
  const [first, second] = targets;
  if (second) {
    const help = `targets: ${targets.flatMap(({ settings }) => settings.target ?? []).join(', ')}`;
    report.add({
      code: 'wrong-usage',
      severity: 'error',
      message: 'a backtest is of one target: name it with --target',
      help,
    });
  }
  if (!first || report.hasErrors) return { name, files: [] };
  const files = chooseFiles(first.files, names, toProject, report);
  const artifacts = ruleFileBackend.emit(files, first.settings, report);
  return { name, files: artifacts.map(({ path, content }) => ({ name: path, text: content })) };
}

function placeOf(root: string, against: string, report: Report): ProjectFiles | undefined {
  try {
    const repository = new Repository(root);
    const { folder } = repository.resolve(against);
    if (folder) return new GitFiles(repository, folder);
    report.add({ code: 'no-specs', severity: 'error', message: `there are no specs in ${JSON.stringify(against)}` });
  } catch (error) {
    if (!(error instanceof GitFault)) throw error;
    const { message, help } = error;
    report.add({ code: 'unknown-revision', severity: 'error', message, ...(help !== undefined && { help }) });
  }
  return undefined;
}

function foreign(path: string, { root, toProject }: Location, report: Report): RuleSet {
  try {
    return { name: path, files: [{ name: path, text: readFileSync(resolve(root, toProject(path)), 'utf8') }] };
  } catch (error) {
    const message = `${JSON.stringify(path)} cannot be read: ${faultOf(error)}`;
    report.add({ code: 'file-unreadable', severity: 'error', message });
    return { name: path, files: [] };
  }
}
