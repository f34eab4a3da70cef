// The rules of this project's own specs, compiled as `slo build` compiles them, and as a rule file says them.
import { readdirSync, readFileSync } from 'node:fs';
import { compile, RULE_BACKENDS } from '../../src/compile.ts';
import type { Compiled } from '../../src/compiled.ts';
import { PLAIN } from '../../src/diagnostics/paint.ts';
import { renderText } from '../../src/diagnostics/render.ts';
import { Report } from '../../src/diagnostics/report.ts';
import { readSettings, type Settings } from '../../src/model/settings.ts';
import type { Topology } from '../../src/model/slo.ts';
import type { CompiledFile } from '../../src/rules/rule.ts';
import { parseConfig } from '../../src/spec/parse.ts';
import type { RuleFormat } from '../../src/spec/rule-format.ts';

const ROOT = new URL('../../', import.meta.url);

function read(path: string): { path: string; text: string } {
  return { path, text: readFileSync(new URL(path, ROOT), 'utf8') };
}

/** The settings of this project, with another format of rules. */
export function settingsFor(format: RuleFormat, report = new Report()): Settings {
  const settings = readSettings(parseConfig(read('slo.config.yaml'), report), report);
  return { ...settings, rules: { ...settings.rules, format } };
}

/** The compiled rules of slos/, for a format, and for a part of a topology where there is one. */
export function compiledRules(format?: RuleFormat, topology?: Topology): readonly CompiledFile[] {
  return compiledProject(format, topology).files;
}

/** The specs of slos/, compiled in the same way. */
export function compiledProject(format: RuleFormat = 'prometheus', topology?: Topology): Compiled {
  const report = new Report();
  const settings = { ...settingsFor(format, report), ...(topology && { topology }) };
  const specs = readdirSync(new URL('slos/', ROOT)).filter((name) => name.endsWith('.slo.yaml'));
  const compiled = compile({ specs: specs.map((name) => read(`slos/${name}`)) }, settings, report);
  if (report.hasErrors) throw new Error(renderText(report.diagnostics, PLAIN));
  return compiled;
}

/** Rule files by name, as Prometheus or another engine loads them. */
export function ruleFiles(files: readonly CompiledFile[], format: RuleFormat = 'prometheus'): Record<string, string> {
  const artifacts = RULE_BACKENDS[format].emit(files, settingsFor(format), new Report());
  return Object.fromEntries(artifacts.map(({ path, content }) => [path.replaceAll('/', '-'), content]));
}
