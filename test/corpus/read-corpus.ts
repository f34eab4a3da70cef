// The corpus in, each of its specs compiled out: with the settings of its NAME.config.yaml, where there is one, and with
// the rules as both formats say them, read back from their YAML. Knows nothing of what the rules should be.
import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { compile, emitTexts, RULE_BACKENDS } from '../../src/compile.ts';
import { PLAIN } from '../../src/diagnostics/paint.ts';
import { renderText } from '../../src/diagnostics/render.ts';
import { type Diagnostic, Report, type SourceFile } from '../../src/diagnostics/report.ts';
import { readSettings, type Settings } from '../../src/model/settings.ts';
import type { Artifact } from '../../src/output/artifact.ts';
import type { CompiledFile } from '../../src/rules/rule.ts';
import { specStem } from '../../src/spec/file-names.ts';
import { parseConfig } from '../../src/spec/parse.ts';

const FOLDER = new URL('.', import.meta.url);

/** A spec of the corpus as it was written. */
export interface CorpusSpec {
  readonly name: string;
  readonly text: string;
  /** Of NAME.config.yaml. */
  readonly config?: string;
  /** Codes of the warnings that it is meant to raise: those of its line `# warnings: …`. */
  readonly warnings: readonly string[];
}

/** A rule as a rule file says it. */
export interface RuleText {
  readonly record?: string;
  readonly alert?: string;
  readonly expr: string;
  readonly for?: string;
  readonly keep_firing_for?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

export interface GroupText {
  readonly name: string;
  readonly interval: string;
  readonly rules: readonly RuleText[];
}

/** A spec of the corpus with all that it compiles to. */
export interface CompiledSpec extends CorpusSpec {
  readonly settings: Settings;
  readonly source: SourceFile;
  readonly files: readonly CompiledFile[];
  readonly diagnostics: readonly Diagnostic[];
  readonly problems: string;
  /** In the format that its settings ask for. */
  readonly artifacts: readonly Artifact[];
  /** The text of the plain rule file. */
  readonly ruleFile: string;
  readonly groups: readonly GroupText[];
}

/** The specs of a folder; without one, those of the corpus. */
export function readCorpus(folder = FOLDER): readonly CorpusSpec[] {
  const files = readdirSync(folder).sort();
  const read = (file: string): string => readFileSync(new URL(file, folder), 'utf8');
  return files
    .filter((file) => file.endsWith('.slo.yaml'))
    .map((file): CorpusSpec => {
      const name = file.replace('.slo.yaml', '');
      const written = read(file);
      const text = written.startsWith('# line breaks: CRLF') ? written.replaceAll('\n', '\r\n') : written;
      const config = `${name}.config.yaml`;
      const warnings = /^# warnings: (.+)$/m.exec(text)?.[1]?.split(/, */) ?? [];
      return { name, text, warnings, ...(files.includes(config) && { config: read(config) }) };
    });
}

export function settingsOf({ config }: Pick<CorpusSpec, 'config'>, report: Report): Settings {
  const source = { path: 'slo.config.yaml', text: config ?? '' };
  return readSettings(config === undefined ? undefined : parseConfig(source, report), report);
}

export function compileSpec(spec: CorpusSpec): CompiledSpec {
  const report = new Report();
  const settings = settingsOf(spec, report);
  const source = { path: `${settings.specFolder}/${spec.name}.slo.yaml`, text: spec.text };
  const compiled = compile({ specs: [source] }, settings, report);
  const { files } = compiled;
  const [plain] = RULE_BACKENDS.prometheus.emit(files, settings, new Report());
  const ruleFile = plain?.content ?? '';
  return {
    ...spec,
    settings,
    source,
    files,
    diagnostics: report.diagnostics,
    problems: renderText(report.diagnostics, PLAIN),
    artifacts: files.length === 0 ? [] : emitTexts(compiled, new Report()),
    ruleFile,
    groups: ruleFile === '' ? [] : parse(ruleFile).groups,
  };
}

/** What its rules are called: `rules/NAME.yaml` of the operator's format, without folder and ending. */
export function ruleFileName(spec: CompiledSpec): string {
  return `${specStem(spec.source.path, spec.settings.specFolder).replaceAll('/', '.')}.rules.yaml`;
}
