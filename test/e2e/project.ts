// The rules of this project's own specs, compiled as `slo build` compiles them, and as a rule file says them.
import { readdirSync, readFileSync } from 'node:fs';
import { ruleFileBackend } from '../../src/backends/rule-file.ts';
import { compile } from '../../src/compile.ts';
import { renderText } from '../../src/diagnostics/render.ts';
import { Report } from '../../src/diagnostics/report.ts';
import { readSettings } from '../../src/model/settings.ts';
import type { CompiledFile } from '../../src/rules/rule.ts';
import { parseConfig } from '../../src/spec/parse.ts';

const ROOT = new URL('../../', import.meta.url);

function read(path: string): { path: string; text: string } {
  return { path, text: readFileSync(new URL(path, ROOT), 'utf8') };
}

function settings(report: Report) {
  return readSettings(parseConfig(read('slo.config.yaml'), report), report);
}

/** The compiled rules of slos/. */
export function compiledRules(): readonly CompiledFile[] {
  const report = new Report();
  const specs = readdirSync(new URL('slos/', ROOT)).filter((name) => name.endsWith('.slo.yaml'));
  const { files } = compile({ specs: specs.map((name) => read(`slos/${name}`)) }, settings(report), report);
  if (report.hasErrors) throw new Error(renderText(report.diagnostics, { color: false }));
  return files;
}

/** Rule files by name, as Prometheus loads them. */
export function ruleFiles(files: readonly CompiledFile[]): Record<string, string> {
  const artifacts = ruleFileBackend.emit(files, settings(new Report()), new Report());
  return Object.fromEntries(artifacts.map(({ path, content }) => [path.replaceAll('/', '-'), content]));
}
