// The rule sets of a backtest: the specs as they are, those of a commit, and rule files of anybody.
import { resolve } from 'node:path';
import { ruleFileBackend } from '../../backends/rule-file.ts';
import type { Compiled } from '../../compiled.ts';
import type { Report } from '../../diagnostics/report.ts';
import type { Settings } from '../../model/settings.ts';
import type { EngineRuleFile } from '../engine/engine.ts';
import { faultOf, MOST_BYTES, type ProjectFiles, readNamedFile } from '../project/files.ts';
import { GitFault, Repository } from '../project/git.ts';
import { GitFiles } from '../project/git-files.ts';
import type { Location } from '../project/location.ts';
import { compileOneTarget } from '../project/one-target.ts';

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

export interface RuleSets {
  readonly sets: readonly RuleSet[];
  /** Those of the specs as they are. */
  readonly settings: Settings;
}

/** Reports what keeps the rules from being known. Of a commit, only the SLOs that it has can be chosen. */
export function ruleSetsOf(
  location: Location,
  names: readonly string[],
  { target, against, rules = [] }: RuleSetOptions,
  report: Report,
): RuleSets | undefined {
  const { root, toProject } = location;
  const choice = { names, target, toProject };
  const current = compileOneTarget(root, choice, report);
  if (!current) return undefined;
  const place = against === undefined ? undefined : filesOf(root, against, report);
  const before = place && compileOneTarget(place, choice, report);
  const sets = [
    compiled('working tree', current, report),
    ...(before ? [compiled(against ?? '', before, report)] : []),
    ...rules.map((path) => foreign(path, location, report)),
  ];
  return { sets, settings: current.settings };
}

function compiled(name: string, { files, settings }: Compiled, report: Report): RuleSet {
  const artifacts = ruleFileBackend.emit(files, settings, report);
  return { name, files: artifacts.map(({ path, content }) => ({ name: path, text: content })) };
}

function filesOf(root: string, against: string, report: Report): ProjectFiles | undefined {
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
    return { name: path, files: [{ name: path, text: readNamedFile(resolve(root, toProject(path)), MOST_BYTES) }] };
  } catch (error) {
    const message = `${JSON.stringify(path)} cannot be read: ${faultOf(error)}`;
    report.add({ code: 'file-unreadable', severity: 'error', message });
    return { name: path, files: [] };
  }
}
