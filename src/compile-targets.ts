// The texts of a project in, what each of its targets is made of out: compiled rules and scenarios, and then their files.
// Pure, as compile.ts is, of which this is one call for each target. It does not know where texts come from or files go to.
import { checkTestNames } from './backends/test-names.ts';
import { compile, emit, type Sources } from './compile.ts';
import type { Compiled } from './compiled.ts';
import { Report, type SourceFile } from './diagnostics/report.ts';
import type { Settings } from './model/settings.ts';
import { checkObjectives, isOfTarget, targetObjective } from './model/targets.ts';
import type { Artifact } from './output/artifact.ts';
import type { UserScenario } from './scenarios/scenario.ts';
import { specStem } from './spec/file-names.ts';
import { listed } from './spec/wording.ts';
import { groupBy } from './text/lists.ts';

/** The same specs and scenarios for each target; without files when the report holds an error. */
export function compileTargets(sources: Required<Sources>, targets: readonly Settings[], report: Report): Compiled[] {
  const reports = targets.map(() => new Report());
  const parts = targets.map(
    (settings, at): TargetSpecs => ({
      settings,
      specs: specsOf(sources.specs, settings, reports[at] ?? report),
    }),
  );
  const compiled = parts.map((part, at) => compileTarget(part, sources.scenarios, reports[at] ?? report));
  mergeReports(reports, parts, report);
  return report.hasErrors ? compiled.map((target) => target.with({ files: [], scenarios: [] })) : compiled;
}

/** A target, and the specs that belong to it. */
interface TargetSpecs {
  readonly settings: Settings;
  readonly specs: readonly SourceFile[];
}

function specsOf(specs: readonly SourceFile[], settings: Settings, report: Report): readonly SourceFile[] {
  const stems = specs.map(({ path }) => specStem(path, settings.specFolder));
  const isTaken = isOfTarget(stems, settings, report);
  return specs.filter(({ path }) => isTaken(specStem(path, settings.specFolder)));
}

function compileTarget(
  { settings, specs }: TargetSpecs,
  scenarios: Required<Sources>['scenarios'],
  report: Report,
): Compiled {
  const compiled = compile({ specs, scenarios }, settings, report);
  const identities = compiled.files.flatMap(({ services }) =>
    services.flatMap(({ slos }) => slos.map(({ slo }) => slo.identity)),
  );
  if (!report.hasErrors) checkObjectives(identities, settings, report);
  if (!report.hasErrors) for (const file of compiled.files) checkTestNames(file, report);
  return compiled.with({ scenarios: compiled.scenarios.filter((scenario) => isAsWritten(scenario, settings)) });
}

/** Whether an SLO is what its spec says: a scenario is written for that, and another objective may make it untrue. */
function isAsWritten({ target: { identity } }: UserScenario, settings: Settings): boolean {
  const { slo } = identity;
  return slo === undefined || targetObjective({ ...identity, slo }, settings) === undefined;
}

/** What is wrong in every target that a spec belongs to is told once; what is wrong in some of them is told once with their
 *  names. A scenario may speak of an SLO that not every target has. */
function mergeReports(reports: readonly Report[], parts: readonly TargetSpecs[], report: Report): void {
  const found = reports.flatMap(({ diagnostics }, at) => diagnostics.map((diagnostic) => ({ diagnostic, at })));
  for (const same of groupBy(found, ({ diagnostic }) => keyOf(diagnostic)).values()) {
    const [first] = same;
    if (!first) continue;
    const { code, span } = first.diagnostic;
    const places = new Set(same.map(({ at }) => at));
    const isEverywhere = parts.every(
      ({ specs }, at) =>
        places.has(at) || (isSpec(span?.source, parts) && !specs.some(({ path }) => path === span?.source.path)),
    );
    // The place in the project file says which target it is.
    const isPlain = isEverywhere || span?.source === parts[first.at]?.settings.document?.source;
    if (isPlain) report.add(first.diagnostic);
    else if (code !== 'unknown-slo') {
      const names = [...places].map((at) => JSON.stringify(parts[at]?.settings.target));
      const where = `in the ${names.length === 1 ? 'target' : 'targets'} ${listed(names, 'and')}`;
      report.add({ ...first.diagnostic, message: `${first.diagnostic.message} (${where})` });
    }
  }
}

function isSpec(source: SourceFile | undefined, parts: readonly TargetSpecs[]): boolean {
  return parts.some(({ specs }) => specs.some(({ path }) => path === source?.path));
}

function keyOf({ code, message, span }: Report['diagnostics'][number]): string {
  return JSON.stringify([code, message, span?.source.path, span?.start, span?.end]);
}

/** All that a build writes. The report is told of limits that are exceeded. */
export async function emitTargets(targets: readonly Compiled[], report: Report): Promise<Artifact[]> {
  const artifacts = await Promise.all(targets.map((target) => emit(target, report)));
  return artifacts.flat();
}
