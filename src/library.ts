// The compiler for programs: texts in, files and problems out. Reads and writes nothing. All types that a caller sees stand
// here, so that the package's declarations are this one file.
import { compileTargets, emitTargets } from './compile-targets.ts';
import { jsonReport } from './diagnostics/formats.ts';
import { Report, type SourceFile } from './diagnostics/report.ts';
import type { Settings } from './model/settings.ts';
import { readTargets } from './model/targets.ts';
import { checkSpecNames, SCENARIO_FILE } from './spec/file-names.ts';
import { parseConfig, parseMetrics } from './spec/parse.ts';

/** A text with the path that it has in the project, `/` between its parts: `slos/shop.slo.yaml`. */
export interface Source {
  readonly path: string;
  readonly text: string;
}

export interface CompileOptions {
  /** The text of slo.config.yaml; without it every setting has its default. */
  readonly config?: string;
  /** The text of slo.metrics.yaml, which `slo doctor --save` writes: the specs are held against what was learnt of metrics. */
  readonly metrics?: string;
}

/** A place in a source: lines and columns (code points) from 1, the end exclusive. All null for what has no place. */
export interface Place {
  readonly file: string | null;
  readonly line: number | null;
  readonly column: number | null;
  readonly endLine: number | null;
  readonly endColumn: number | null;
}

/** One problem of the specs. `slo explain CODE` and docs/errors.md say what a code means. */
export interface Problem extends Place {
  readonly code: string;
  readonly severity: 'error' | 'warning';
  readonly message: string;
  readonly help: string | null;
  readonly related: readonly (Place & { readonly message: string })[];
}

/** A file that `slo build` would write. */
export interface OutputFile {
  /** Relative to the project, `/` between its parts: `rules/shop.yaml`. */
  readonly path: string;
  readonly content: string;
}

export interface CompileResult {
  /** Whether there are no errors; there may be warnings. */
  readonly ok: boolean;
  /** Sorted by place. */
  readonly problems: readonly Problem[];
  /** Rules, tests, dashboards and whatever else the settings ask for; empty when there are errors. */
  readonly files: readonly OutputFile[];
}

/**
 * Compiles specs (`*.slo.yaml`) and scenarios (`*.slo-test.yaml`) as `slo build` does. Mistakes in them are returned, never
 * thrown. The same texts give the same result, byte by byte.
 */
export async function compile(sources: readonly Source[], options: CompileOptions = {}): Promise<CompileResult> {
  const report = new Report();
  const config: SourceFile | undefined =
    options.config === undefined ? undefined : { path: 'slo.config.yaml', text: options.config };
  const targets = readLibraryTargets(config, options.metrics, report);
  // Copies: what is known of a text is found by its object, which the caller may change.
  const texts = sources.map(({ path, text }): SourceFile => ({ path, text }));
  const isScenario = ({ path }: SourceFile) => SCENARIO_FILE.test(path);
  const specs = texts.filter((text) => !isScenario(text));
  // Names that lead out of the output folders would be written there by whoever trusts them.
  checkSpecNames(specs, targets[0]?.specFolder ?? '', report);
  const compiled = compileTargets({ specs, scenarios: texts.filter(isScenario) }, targets, report);
  const emitted = report.hasErrors ? [] : await emitTargets(compiled, report);
  const { diagnostics } = jsonReport(report.diagnostics);
  const files = report.hasErrors ? [] : emitted;
  return { ok: !report.hasErrors, problems: diagnostics, files };
}

/** The settings of each target, with what was learnt of metrics. */
function readLibraryTargets(
  config: SourceFile | undefined,
  text: string | undefined,
  report: Report,
): readonly Settings[] {
  const { targets } = readTargets(config && parseConfig(config, report), report);
  const [first] = targets;
  const metrics =
    first && text !== undefined ? parseMetrics({ path: first.metricsFile.path, text }, report) : undefined;
  return metrics ? targets.map((settings) => ({ ...settings, metrics })) : targets;
}
