// The whole compiler, phase by phase; the only file that knows them all:
//
//   SourceFile --spec/--> Spec --model/--> SloFile --indicator/, rules/--> CompiledFile --backends/--> Artifact
//
// Pure: text in, text out. Every phase may add diagnostics to the report, and none throws for a user's mistake.
import { emitAlertmanager } from './alertmanager/emit.ts';
import type { Backend } from './backends/backend.ts';
import { configMapBackend } from './backends/config-map.ts';
import { emitTests } from './backends/kept-tests.ts';
import { mimirBackend } from './backends/mimir.ts';
import { prometheusRuleBackend } from './backends/prometheus-rule.ts';
import { ruleFileBackend, thanosBackend } from './backends/rule-file.ts';
import { vmRuleBackend } from './backends/vm-rule.ts';
import { type Diagnostic, Report, type SourceFile } from './diagnostics/report.ts';
import { checkAlertNames, checkAlerts, checkIdentities } from './model/checks.ts';
import { normalize } from './model/normalize.ts';
import type { Settings } from './model/settings.ts';
import type { SloFile } from './model/slo.ts';
import type { Artifact } from './output/artifact.ts';
import { PatternBudget } from './patterns/pattern-budget.ts';
import { ResultCache } from './result-cache.ts';
import { lowerFile } from './rules/lower.ts';
import type { CompiledFile } from './rules/rule.ts';
import { emitRunbooks } from './runbooks/runbooks.ts';
import { readUserScenarios, type UserScenario } from './scenarios/scenario.ts';
import { parseScenarios, parseSpecs } from './spec/parse.ts';
import type { RuleFormat } from './spec/rule-format.ts';

/** Formats in which rules can be written, by the name that the command line and the project file use. */
export const RULE_BACKENDS: Readonly<Record<RuleFormat, Backend>> = Object.freeze({
  operator: prometheusRuleBackend,
  prometheus: ruleFileBackend,
  mimir: mimirBackend,
  thanos: thanosBackend,
  vmrule: vmRuleBackend,
  configmap: configMapBackend,
});

/** Texts of spec files to rules; empty when the report holds an error. Results in the cache are not computed again. */
export function compile(
  sources: readonly SourceFile[],
  settings: Settings,
  report: Report,
  cache: ResultCache = new ResultCache(),
): CompiledFile[] {
  const { files } = compileSound(sources, settings, report, cache);
  return report.hasErrors ? [] : files;
}

/** The spec files that compile on their own, and whether those are all, with nothing wrong between them. */
interface SoundFiles {
  readonly files: CompiledFile[];
  readonly isAll: boolean;
}

/** As `compile`, but a mistake in one file does not keep the others from being compiled. */
export function compileSound(
  sources: readonly SourceFile[],
  settings: Settings,
  report: Report,
  cache: ResultCache = new ResultCache(),
): SoundFiles {
  const read = sources.map((source) => cache.of(readFile, source, settings));
  for (const diagnostic of read.flatMap(({ diagnostics }) => diagnostics)) report.add(diagnostic);
  const services = read.flatMap(({ file }) => file.services);
  checkIdentities(services, report);
  checkAlerts(services, report);
  checkAlertNames(services, report);
  const sound = read.filter(({ diagnostics }) => !diagnostics.some(({ severity }) => severity === 'error'));
  const files = sound.map(({ file }) => cache.of(lowerFile, file, settings));
  return { files, isAll: !report.hasErrors };
}

function readFile(source: SourceFile, settings: Settings): { file: SloFile; diagnostics: readonly Diagnostic[] } {
  const report = new Report();
  const patterns = new PatternBudget();
  const services = parseSpecs(source, report).map((document) => normalize(document, settings, report, patterns));
  return { file: { path: source.path, services }, diagnostics: report.diagnostics };
}

/** Texts of scenario files to scenarios of the compiled SLOs; empty when the report holds an error. */
export function compileScenarios(
  sources: readonly SourceFile[],
  files: readonly CompiledFile[],
  report: Report,
  isAll = true,
): UserScenario[] {
  const found = new Report();
  const documents = sources.flatMap((source) => parseScenarios(source, found));
  const scenarios = readUserScenarios(documents, files, found);
  // A scenario may speak of an SLO that could not be compiled, which is told already.
  for (const diagnostic of found.diagnostics) if (isAll || diagnostic.code !== 'unknown-slo') report.add(diagnostic);
  return report.hasErrors ? [] : scenarios;
}

/** Compiled rules to the files that hold them. The report is told where they exceed what the system behind the format takes. */
export function emitRules(files: readonly CompiledFile[], settings: Settings, report: Report): Artifact[] {
  return RULE_BACKENDS[settings.rules.format].emit(files, settings, report);
}

/** Compiled rules to the files that hold them, their tests with the scenarios that users wrote, their runbooks, and the file for Alertmanager. */
export function emit(
  files: readonly CompiledFile[],
  settings: Settings,
  scenarios: readonly UserScenario[],
  report: Report,
  cache: ResultCache = new ResultCache(),
): Artifact[] {
  const tests = () =>
    files.flatMap((file) => {
      const own = scenarios.filter(({ target }) => target.spec === file.path);
      // Scenarios are read anew in each run.
      return own.length > 0 ? emitTests([file], own, settings) : cache.of(testsOf, file, settings);
    });
  return [
    ...emitRules(files, settings, report),
    ...(settings.testsFolder === undefined ? [] : tests()),
    ...emitRunbooks(files, settings),
    ...emitAlertmanager(files, settings),
  ];
}

function testsOf(file: CompiledFile, settings: Settings): Artifact[] {
  return emitTests([file], [], settings);
}

/** Compiled rules to the dashboards that show them. What builds dashboards takes long to load, and most commands need none. */
export async function emitDashboards(
  files: readonly CompiledFile[],
  settings: Settings,
  report: Report,
): Promise<Artifact[]> {
  if (settings.dashboardsFolder === undefined) return [];
  const dashboards = await import('./backends/dashboard-file.ts');
  return dashboards.emitDashboards(files, settings, report);
}
