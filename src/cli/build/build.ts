// `slo build`: specs to files, or (`--check`) only whether the files are what the specs say.
import { emitRules } from '../../compile.ts';
import { emitTargets } from '../../compile-targets.ts';
import type { Format } from '../../diagnostics/paint.ts';
import { type Diagnostic, Report } from '../../diagnostics/report.ts';
import type { Artifact } from '../../output/artifact.ts';
import { describePlan, type PlanPart } from '../../output/differ.ts';
import { moverApart } from '../../output/mover.ts';
import { isUpToDate, type Plan } from '../../output/plan.ts';
import { type Written, writeAlone } from '../../output/write.ts';
import type { CompiledFile } from '../../rules/rule.ts';
import { counted } from '../../text/numbers.ts';
import {
  type CompiledProject,
  compileProject,
  earlierTests,
  type ProjectChoice,
  planProject,
} from '../project/compile-project.ts';
import { GitFault } from '../project/git.ts';
import { chooseSpecs, filesOfOthers } from '../project/spec-choice.ts';
import { EXIT, type Exit, type Terminal, usageError, writeFailed } from '../terminal.ts';
import { BuildCache } from './cache.ts';
import { countRules } from './count-rules.ts';
import { judgeMissingSpecs } from './last-spec.ts';
import { untrackedOutputs } from './untracked.ts';

export interface BuildOptions extends ProjectChoice {
  /** Specs or folders of them, by their paths in the project: the files of other specs are left as they are. */
  readonly paths?: readonly string[];
  readonly check?: boolean;
  readonly stdout?: boolean;
  /** Whether this is one of many builds: a spec that is gone may be back with the next. */
  readonly watch?: boolean;
  readonly metricsFile?: string;
  /** Fail when a file is written, or is not in git: for hooks. */
  readonly tracked?: boolean;
}

/** What came of a build, for its metrics. */
export interface BuildResult {
  readonly exit: Exit;
  readonly targets: readonly { readonly name: string; readonly files: readonly CompiledFile[] }[];
  readonly diagnostics: readonly Diagnostic[];
}

export async function build(
  root: string,
  options: BuildOptions,
  terminal: Terminal,
  cache: BuildCache = new BuildCache(),
): Promise<Exit> {
  const started = performance.now();
  const found = new Report();
  const project = compileProject(root, options, found, cache);
  const report = options.stdout || options.watch ? found : judgeMissingSpecs(root, project, found);
  const isChosen = chooseSpecs(project, options.paths ?? [], report);
  const exit = await finish(root, project, { ...options, isChosen }, report, terminal);
  if (options.metricsFile === undefined) return exit;
  const { metricsText, writeMetrics } = await import('./metrics.ts');
  const targets = project.targets.map(({ settings, files }) => ({ name: settings.target ?? '', files }));
  const result = { exit, targets, diagnostics: report.diagnostics };
  const time = { seconds: (performance.now() - started) / 1_000, endedAtSeconds: Math.round(Date.now() / 1_000) };
  const failure = await writeMetrics(root, options.metricsFile, await metricsText(result, time));
  if (failure === undefined) return exit;
  terminal.report([writeFailed({ path: options.metricsFile, message: failure })]);
  return EXIT.wrong;
}

interface Chosen extends BuildOptions {
  readonly isChosen: (source: string) => boolean;
}

/** What is done with a compiled project. Whatever is wrong with it is added to the report, and told. */
async function finish(
  root: string,
  project: CompiledProject,
  { isChosen, ...options }: Chosen,
  report: Report,
  terminal: Terminal,
): Promise<Exit> {
  terminal.report(report.diagnostics);
  if (report.hasErrors) return EXIT.wrong;
  const limits = new Report();
  const artifacts = options.stdout
    ? emitPrinted(project, isChosen, limits)
    : await emitTargets(project.targets, limits);
  terminal.report(limits.diagnostics);
  for (const diagnostic of limits.diagnostics) report.add(diagnostic);
  if (limits.hasErrors) return EXIT.wrong;
  if (options.stdout) {
    terminal.out(artifacts.map(({ content }) => content).join('---\n'), 'yaml');
    return EXIT.fine;
  }
  const others = filesOfOthers(project, isChosen);
  const makePlan = (): Plan => {
    const whole = planProject(root, project, artifacts);
    return { ...whole, files: whole.files.filter(({ path }) => !others.has(path)) };
  };
  const { plan, failures, deleted } = options.check ? planned(makePlan()) : await writeAlone(makePlan, moverApart);
  if (plan.refusals.length > 0) {
    for (const { path, message } of plan.refusals) refuse(path, message, report);
    terminal.report(report.diagnostics.filter(({ severity }) => severity === 'error'));
    return EXIT.wrong;
  }
  if (failures.length > 0) {
    for (const failure of failures) report.add(writeFailed(failure));
    terminal.report(failures.map(writeFailed));
    return EXIT.wrong;
  }
  tellKept(plan, report, terminal);
  if (options.check) return check(plan, project, terminal);
  noteEarlierTests(plan, project, terminal, 'were');
  noteRemoved(deleted, earlierTests(plan, project), terminal);
  terminal.note(summary(plan, project));
  return options.tracked ? checkTracked(root, plan, terminal) : EXIT.fine;
}

/** A plan of which nothing is done. */
function planned(plan: Plan): Written {
  return { plan, written: [], deleted: [], failures: [] };
}

/** The rules themselves, without the list of their files. */
function emitPrinted({ targets }: CompiledProject, isChosen: Chosen['isChosen'], report: Report): Artifact[] {
  const artifacts = targets.flatMap((target) =>
    emitRules(target.with({ files: target.files.filter(({ path }) => isChosen(path)) }), report),
  );
  return artifacts.filter(({ isList }) => isList !== true);
}

function refuse(path: string, message: string, report: Report): void {
  report.add({
    code: 'output-conflict',
    severity: 'error',
    message: `${path} cannot be written: ${message}`,
    help: 'nothing was written; move what is in the way, or choose another output folder in slo.config.yaml',
  });
}

function check(plan: Plan, project: CompiledProject, terminal: Terminal): Exit {
  if (isUpToDate(plan)) {
    const { length } = plan.files;
    terminal.note(`${counted(length, 'file')} ${length === 1 ? 'is' : 'are'} up to date`);
    return EXIT.fine;
  }
  terminal.out(describePlan(plan, (part, text) => paintPart(part, text, terminal)));
  noteEarlierTests(plan, project, terminal, 'are to be');
  terminal.note('the output is not what the specs say: run `slo build` and commit what it writes');
  return EXIT.wrong;
}

/** As git colours its own differences. */
const FORMAT_OF_PART: Readonly<Partial<Record<PlanPart, Format>>> = Object.freeze({
  created: 'green',
  changed: 'yellow',
  orphaned: 'red',
  conflict: 'red',
  rejected: 'red',
  file: 'bold',
  place: 'cyan',
  deleted: 'red',
  inserted: 'green',
});

function paintPart(part: PlanPart, text: string, { paint }: Terminal): string {
  const format = FORMAT_OF_PART[part];
  return format === undefined ? text : paint(format, text);
}

function noteEarlierTests(plan: Plan, project: CompiledProject, terminal: Terminal, verb: string): void {
  const count = earlierTests(plan, project).length;
  if (count === 0) return;
  terminal.note(
    `${counted(count, 'file')} of tests that an earlier version of slo generated ${verb} removed: \`slo test\` makes them when it runs; to keep tests in the repository, set output.tests in slo.config.yaml`,
  );
}

/** As many files as people read the names of. */
const MOST_NAMED = 10;

/** Warns of generated files that the build leaves as they are. */
function tellKept({ kept }: Plan, report: Report, terminal: Terminal): void {
  const [more] = kept.length > MOST_NAMED ? [counted(kept.length - MOST_NAMED, 'more file')] : [];
  const named = kept.slice(0, MOST_NAMED).map(({ path, belongsTo }): Diagnostic => {
    const place = belongsTo === undefined ? 'no place in the project' : belongsTo;
    return {
      code: 'output-kept',
      severity: 'warning',
      message: `${path} is kept: slo generated it, but its header names ${place}`,
      help: `if it is yours, take the header out; if nobody needs it, delete it${more ? `; so with ${more}` : ''}`,
    };
  });
  for (const diagnostic of named) report.add(diagnostic);
  terminal.report(named);
}

function noteRemoved(deleted: readonly string[], named: readonly string[], terminal: Terminal): void {
  const removed = deleted.filter((path) => !named.includes(path));
  for (const path of removed.slice(0, MOST_NAMED))
    terminal.note(`removed  ${path}: no spec is compiled into it any more`);
  if (removed.length > MOST_NAMED) terminal.note(`removed  ${counted(removed.length - MOST_NAMED, 'more file')}`);
}

/** Whether a commit made now would have the outputs as they are. */
function checkTracked(root: string, plan: Plan, terminal: Terminal): Exit {
  const written = plan.files.filter(({ kind }) => kind !== 'unchanged').map(({ path }) => path);
  let untracked: readonly string[];
  try {
    untracked = untrackedOutputs(root, plan);
  } catch (error) {
    if (!(error instanceof GitFault)) throw error;
    return usageError(`--tracked asks git: ${error.message}`, error.help, terminal);
  }
  const missing = [...new Set([...written, ...untracked])].sort();
  if (missing.length === 0) return EXIT.fine;
  for (const path of missing.slice(0, MOST_NAMED)) terminal.note(`add to the commit: ${path}`);
  if (missing.length > MOST_NAMED) terminal.note(`and ${counted(missing.length - MOST_NAMED, 'more file')}`);
  return EXIT.wrong;
}

function summary(plan: Plan, { targets }: CompiledProject): string {
  const { slos, alerts, recordings } = countRules(targets.flatMap(({ files }) => files));
  const kinds = ['created', 'changed', 'orphaned', 'unchanged'] as const;
  const words = { created: 'created', changed: 'changed', orphaned: 'removed', unchanged: 'unchanged' } as const;
  const counts = kinds.flatMap((kind) => {
    const count = plan.files.filter((file) => file.kind === kind).length;
    return count > 0 ? `${count} ${words[kind]}` : [];
  });
  const where = targets.length > 1 ? ` for ${targets.length} targets` : '';
  const rules = `${counted(recordings, 'recording rule')}, ${counted(alerts, 'alert')}`;
  return `${counted(slos, 'SLO')}${where}: ${rules}; files: ${counts.join(', ') || 'none'}`;
}
