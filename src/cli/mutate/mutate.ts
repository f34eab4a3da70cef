// `slo test --mutate`: breaks the compiled rules, one edit at a time, and tells which edits no test notices.
import { suitesOf } from '../../backends/promtool-suites.ts';
import type { Compiled } from '../../compiled.ts';
import { type Diagnostic, Report } from '../../diagnostics/report.ts';
import { knownEquivalence } from '../../mutation/known.ts';
import type { Mutant } from '../../mutation/mutant.ts';
import { mutantsOf } from '../../mutation/mutate.ts';
import { OPERATORS } from '../../mutation/operators.ts';
import { operatorHelp, type Reviewed, readReviewed, reportKilled } from '../../mutation/reviewed.ts';
import { sampleOf } from '../../mutation/sample.ts';
import type { Trial } from '../../mutation/trial.ts';
import { obtainPromtool, type Promtool, type PromtoolOptions } from '../../promtool/find.ts';
import { inParallel, withPromtool } from '../../promtool/run.ts';
import { withTemporaryFolder } from '../../promtool/temporary.ts';
import type { Rule } from '../../rules/rule.ts';
import { parseMutants } from '../../spec/parse.ts';
import { didYouMean } from '../../text/suggest.ts';
import { showProgress } from '../progress.ts';
import type { CompiledProject, ProjectChoice } from '../project/compile-project.ts';
import { readMutants } from '../project/project.ts';
import { EXIT, type Exit, type Terminal, usageError } from '../terminal.ts';
import { type ChosenTests, chooseTests } from '../test/choice.ts';
import { tellNoPromtool } from '../test/report.ts';
import { Bench } from './bench.ts';
import { type MutantSubject, reportMutants, type TriedMutant } from './report.ts';

/** Options as they are typed. */
export interface MutateOptions extends Pick<ProjectChoice, 'target'>, PromtoolOptions {
  readonly verbose?: boolean;
  readonly sample?: string;
  readonly seed?: string;
  readonly operator?: readonly string[];
  readonly rule?: readonly string[];
  readonly equivalent?: string;
}

const DEFAULT_SEED = 1;

export async function mutate(
  root: string,
  paths: readonly string[],
  options: MutateOptions,
  terminal: Terminal,
): Promise<Exit> {
  const fault = faultOf(options);
  if (fault !== undefined) return usageError(fault, undefined, terminal);
  const chosen = chooseTests(root, paths, options, terminal);
  if (typeof chosen === 'string') return EXIT.wrong;
  const promtool = await obtainPromtool(root, options, terminal.note);
  if ('reason' in promtool) {
    tellNoPromtool(promtool, terminal);
    return EXIT.wrong;
  }
  terminal.out(`promtool ${promtool.version} (${promtool.path})\n`);
  const { targets } = chosen.project;
  if (targets.length > 1) {
    terminal.note(`the rules of the target "${targets[0]?.settings.target}"; --target names another`);
  }
  return await mutateChosen(root, chosen, promtool, options, terminal);
}

/** What is wrong with how the command was used. */
function faultOf({ sample, seed, operator = [] }: MutateOptions): string | undefined {
  if (sample !== undefined && !/^[1-9]\d{0,8}$/.test(sample)) {
    return `--sample takes a whole number from 1, not ${JSON.stringify(sample)}`;
  }
  if (seed !== undefined && !/^\d{1,9}$/.test(seed)) {
    return `--seed takes a whole number, not ${JSON.stringify(seed)}`;
  }
  const unknown = operator.find((name) => !OPERATORS.some((operator) => operator.name === name));
  return unknown && `there is no operator ${JSON.stringify(unknown)}; ${operatorHelp(unknown)}`;
}

async function mutateChosen(
  root: string,
  chosen: ChosenTests,
  promtool: Promtool,
  options: MutateOptions,
  terminal: Terminal,
): Promise<Exit> {
  const subjects = subjectsOf(chosen);
  const report = new Report();
  const list = readMutants(root, options.equivalent, report);
  const all = subjects.flatMap(({ mutants }) => mutants);
  const reviewed = readReviewed(list ? parseMutants(list, report) : [], all, report);
  const asked = askedFor(
    subjects.filter(({ isChosen }) => isChosen),
    options,
  );
  if ('fault' in asked) {
    terminal.report([{ ...asked.fault, code: 'unknown-name', severity: 'error' }]);
    return EXIT.wrong;
  }
  const trials = await tryAll(asked.mutants, subjects, chosen, promtool);
  for (const [mutant, trial] of trials) {
    const entry = entryFor(mutant, reviewed);
    if (entry && trial.verdict === 'killed') reportKilled(entry, mutant, trial.by.scenario, report);
  }
  const tried: TriedMutant[] = subjects.flatMap((subject) =>
    subject.mutants.flatMap((mutant) => {
      const trial = trials.get(mutant);
      return trial ? [{ subject, mutant, trial, isReviewed: entryFor(mutant, reviewed) !== undefined }] : [];
    }),
  );
  terminal.report(report.diagnostics);
  return reportMutants(
    tried,
    { total: all.length, isListWrong: report.hasErrors, verbose: options.verbose ?? false },
    terminal,
  );
}

function entryFor(mutant: Mutant, reviewed: readonly Reviewed[]): Reviewed | undefined {
  return reviewed.find(({ mutants }) => mutants.has(mutant));
}

interface Subject extends MutantSubject {
  readonly rules: readonly Rule[];
  readonly mutants: readonly Mutant[];
  readonly isChosen: boolean;
}

/** Targets differ in labels and objectives, not in the rules that tests could miss: one of them stands for all. */
function targetOf({ targets: [first] }: CompiledProject): Pick<Compiled, 'proven' | 'tested'> {
  return first ?? { proven: [], tested: [] };
}

/** The rules of each SLO, and of the alerts that stand on their own. */
function subjectsOf({ project, isChosen }: ChosenTests): Subject[] {
  return targetOf(project)
    .proven.filter(({ isTogether }) => !isTogether)
    .map(({ proof, groups, spec }) => ({
      name: proof.name,
      origin: proof.origin,
      rules: groups.flatMap(({ rules }) => rules),
      mutants: mutantsOf(groups),
      isChosen: isChosen(spec),
    }));
}

/** The rules of the mutant's SLO. */
function rulesBeside(mutant: Mutant, subjects: readonly Subject[]): readonly Rule[] {
  return subjects.find(({ rules }) => rules.includes(mutant.original))?.rules ?? [];
}

/** The mutants that were asked for, or why there are none. */
type AskedFor = { readonly mutants: readonly Mutant[] } | { readonly fault: Pick<Diagnostic, 'message' | 'help'> };

function askedFor(subjects: readonly Subject[], { operator, rule, sample, seed }: MutateOptions): AskedFor {
  const all = subjects.flatMap(({ mutants }) => mutants);
  const places = [...new Set(all.map(({ place }) => place))];
  const unknown = rule?.find((text) => !places.some((place) => place.includes(text)));
  if (unknown !== undefined) {
    const guess = didYouMean(
      unknown,
      places.flatMap((place) => place.split(' ')),
    );
    const message = `the name of no rule holds ${JSON.stringify(unknown)}`;
    return { fault: { message, ...(guess && { help: `did you mean "${guess}"?` }) } };
  }
  const fitting = all
    .filter((mutant) => operator?.includes(mutant.operator) ?? true)
    .filter(({ place }) => rule?.some((text) => place.includes(text)) ?? true);
  if (fitting.length === 0) return { fault: { message: 'these rules have no such mutant' } };
  return { mutants: sample === undefined ? fitting : sampleOf(fitting, Number(sample), Number(seed ?? DEFAULT_SEED)) };
}

async function tryAll(
  mutants: readonly Mutant[],
  subjects: readonly Subject[],
  { project }: ChosenTests,
  promtool: Promtool,
): Promise<Map<Mutant, Trial>> {
  const suites = targetOf(project).tested.flatMap(suitesOf);
  const progress = showProgress(mutants.length, 'mutants');
  const trials = new Map<Mutant, Trial>();
  const known = (mutant: Mutant) =>
    knownEquivalence(mutant.original, mutant.operator, mutant, rulesBeside(mutant, subjects));
  await withTemporaryFolder((root) =>
    withPromtool(promtool, async (run) => {
      const bench = new Bench(suites, (folder, file) => run(folder, [file]), root);
      await inParallel(mutants, async (mutant) => {
        const why = known(mutant);
        trials.set(mutant, why === undefined ? await bench.try(mutant) : { verdict: 'equivalent', why });
        progress.step();
      });
    }),
  );
  progress.end();
  return trials;
}
