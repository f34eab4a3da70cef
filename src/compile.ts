// The whole compiler; the only file that knows every phase. Two functions, of which each line is one arrow:
//
//   compile:  sources --spec/--> documents --model/--> meanings --indicator/, rules/--> files
//             files, and what was learnt of metrics --doctor/--> warnings
//             scenario sources and the files as in one place --spec/, scenarios/--> scenarios
//             files and scenarios together: Compiled, which --proof/--> tests
//   emit:     Compiled --backends/, runbooks/, alertmanager/, dashboards/--> artifacts
//
// Pure: text in, text out. Every phase may add diagnostics to the report, and none throws for a user's mistake.
import { emitAlertmanager } from './alertmanager/emit.ts';
import type { Backend } from './backends/backend.ts';
import { configMapBackend } from './backends/config-map.ts';
import { emitTests } from './backends/kept-tests.ts';
import { mimirBackend } from './backends/mimir.ts';
import { prometheusRuleBackend } from './backends/prometheus-rule.ts';
import { ruleFileBackend, thanosBackend, vmalertBackend } from './backends/rule-file.ts';
import { groupsOf } from './backends/rule-groups.ts';
import { vmRuleBackend } from './backends/vm-rule.ts';
import { Compiled } from './compiled.ts';
import { type Diagnostic, Report, type SourceFile } from './diagnostics/report.ts';
import { checkAgainstLearnt } from './doctor/from-learnt.ts';
import { memoized } from './memoized.ts';
import { checkAlertNames, checkAlerts, checkIdentities } from './model/checks.ts';
import { normalize } from './model/normalize.ts';
import type { Settings } from './model/settings.ts';
import { inOnePlace, type SloFile } from './model/slo.ts';
import type { Artifact } from './output/artifact.ts';
import { PatternBudget } from './patterns/pattern-budget.ts';
import { lowerFile } from './rules/lower.ts';
import type { CompiledFile } from './rules/rule.ts';
import { emitRunbooks } from './runbooks/runbooks.ts';
import { readUserScenarios, type UserScenario } from './scenarios/scenario.ts';
import type { Located } from './spec/locate.ts';
import { parseScenarios, parseSpecs } from './spec/parse.ts';
import type { RuleFormat } from './spec/rule-format.ts';
import type { Spec } from './spec/schema.ts';

/** Formats in which rules can be written, by the name that the command line and the project file use. */
export const RULE_BACKENDS: Readonly<Record<RuleFormat, Backend>> = Object.freeze({
  operator: prometheusRuleBackend,
  prometheus: ruleFileBackend,
  mimir: mimirBackend,
  thanos: thanosBackend,
  vmrule: vmRuleBackend,
  vmalert: vmalertBackend,
  configmap: configMapBackend,
});

/** The texts of a project. */
export interface Sources {
  readonly specs: readonly SourceFile[];
  readonly scenarios?: readonly SourceFile[];
}

/** Texts to what they mean for one target. Files with a mistake are left out; the others compile all the same. */
export function compile({ specs, scenarios = [] }: Sources, settings: Settings, report: Report): Compiled {
  const documents = specs.map(readDocuments);
  const meanings = documents.map((file) => readMeaning(file, settings));
  for (const diagnostic of [...documents, ...meanings].flatMap(({ diagnostics }) => diagnostics))
    report.add(diagnostic);
  const sound = meanings.filter(({ isSound }) => isSound);
  checkTogether(meanings, report);
  const files = sound.map(({ file }) => lower(file));
  // Also of files with a mistake elsewhere, so that everything is told in one run.
  const readable = settings.metrics ? meanings.map(({ file }) => lower(file)) : [];
  for (const diagnostic of checkAgainstLearnt(readable, settings)) report.add(diagnostic);
  // Users' scenarios are about the SLO, wherever its rules run. That leaves and what is above them say the same as one Prometheus
  // is a proof of its own.
  const whole = settings.topology ? sound.map(({ file }) => lower(inOnePlace(file))) : files;
  const written = readScenarios(scenarios, whole, report);
  return new Compiled({ settings, files, scenarios: settings.topology?.part === 'leaf' ? [] : written });
}

/** What a build writes for one target. The report is told where that exceeds what the system behind a format takes. */
export async function emit(compiled: Compiled, report: Report): Promise<Artifact[]> {
  return [...emitTexts(compiled, report), ...(await emitDashboards(compiled, report))];
}

/** All but the dashboards: those that belong to a spec. */
export function emitTexts(compiled: Compiled, report: Report): Artifact[] {
  const { files, settings } = compiled;
  return [
    ...emitRules(compiled, report),
    ...(settings.folders.tests === undefined ? [] : emitTests(compiled)),
    ...emitRunbooks(files, settings),
    ...emitAlertmanager(files, settings),
  ];
}

/** The rules alone. */
export function emitRules({ files, settings }: Compiled, report: Report): Artifact[] {
  // Alerts beside the SLOs have no rules above the leaves.
  const withRules = settings.topology ? files.filter((file) => groupsOf(file).length > 0) : files;
  return RULE_BACKENDS[settings.rules.format].emit(withRules, settings, report);
}

/** What builds dashboards takes long to load, and most commands need none. */
async function emitDashboards({ files, settings }: Compiled, report: Report): Promise<Artifact[]> {
  // What boards show is recorded above the leaves.
  if (settings.folders.dashboards === undefined || settings.topology?.part === 'leaf') return [];
  const dashboards = await import('./backends/dashboard-file.ts');
  return dashboards.emitDashboards(files, settings, report);
}

/** A spec file as it is written, whatever the settings are. */
interface Documents {
  readonly path: string;
  readonly documents: readonly Located<Spec>[];
  readonly diagnostics: readonly Diagnostic[];
}

const readDocuments = memoized((source: SourceFile): Documents => {
  const report = new Report();
  const documents = parseSpecs(source, report);
  return { path: source.path, documents, diagnostics: report.diagnostics };
});

/** What a spec file means with the settings of a target. */
interface Meaning {
  readonly file: SloFile;
  readonly diagnostics: readonly Diagnostic[];
  /** Whether the file holds no error, as it is written or in what it means. */
  readonly isSound: boolean;
}

const readMeaning = memoized((written: Documents, settings: Settings): Meaning => {
  const report = new Report();
  const patterns = new PatternBudget();
  const services = written.documents.map((document) => normalize(document, settings, report, patterns));
  const hasErrors = written.diagnostics.some(({ severity }) => severity === 'error') || report.hasErrors;
  return { file: { path: written.path, services }, diagnostics: report.diagnostics, isSound: !hasErrors };
});

const lower = memoized(lowerFile);

/** What is wrong between files, each of which may be sound. */
function checkTogether(meanings: readonly Meaning[], report: Report): void {
  const services = meanings.flatMap(({ file }) => file.services);
  checkIdentities(services, report);
  checkAlerts(services, report);
  checkAlertNames(services, report);
}

/** Scenario files to scenarios of the compiled SLOs; empty when the report holds an error. */
function readScenarios(
  sources: readonly SourceFile[],
  files: readonly CompiledFile[],
  report: Report,
): readonly UserScenario[] {
  const isWhole = !report.hasErrors;
  const found = new Report();
  const documents = sources.flatMap((source) => parseScenarios(source, found));
  const scenarios = readUserScenarios(documents, files, found);
  // A scenario may speak of an SLO that could not be compiled, which is reported already.
  for (const diagnostic of found.diagnostics) if (isWhole || diagnostic.code !== 'unknown-slo') report.add(diagnostic);
  return report.hasErrors ? [] : scenarios;
}
