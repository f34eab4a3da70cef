// The text of a spec in, what the real compiler makes of it out: SLOs, rule groups as a rule file says them, diagnostics.
// Knows nothing of promtool, nor of what the rules should do.
import { groupsOf, groupValue } from '../../src/backends/rule-groups.ts';
import { compile } from '../../src/compile.ts';
import { PLAIN } from '../../src/diagnostics/paint.ts';
import { renderText } from '../../src/diagnostics/render.ts';
import { type Diagnostic, Report, type SourceFile } from '../../src/diagnostics/report.ts';
import { readSettings, type Settings } from '../../src/model/settings.ts';
import type { BudgetSlo, Slo } from '../../src/model/slo.ts';
import type { CompiledFile } from '../../src/rules/rule.ts';
import { parseConfig } from '../../src/spec/parse.ts';

/** A rule as a rule file says it. */
export interface PlainRule {
  readonly record?: string;
  readonly alert?: string;
  readonly expr: string;
  readonly for?: string;
  readonly keep_firing_for?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

export interface PlainGroup {
  readonly name: string;
  readonly interval?: string;
  readonly rules: readonly PlainRule[];
}

/** A spec that compiles. */
export interface CompiledText {
  readonly files: readonly CompiledFile[];
  readonly settings: Settings;
  readonly slos: readonly Slo[];
  readonly groups: readonly PlainGroup[];
  readonly diagnostics: readonly Diagnostic[];
}

function run(spec: string, config: string): Omit<CompiledText, 'slos' | 'groups'> {
  const report = new Report();
  const configFile: SourceFile = { path: 'slo.config.yaml', text: config };
  const settings = readSettings(config === '' ? undefined : parseConfig(configFile, report), report);
  const { files } = compile({ specs: [{ path: 'slos/test.slo.yaml', text: spec }] }, settings, report);
  return { files, settings, diagnostics: report.diagnostics };
}

/** Compiles the text of a spec, and of a project file where it matters. Throws when it has errors. */
export function compileText(spec: string, config = ''): CompiledText {
  const result = run(spec, config);
  if (result.diagnostics.some(({ severity }) => severity === 'error')) {
    throw new Error(renderText(result.diagnostics, PLAIN));
  }
  return {
    ...result,
    slos: result.files.flatMap(({ services }) => services.flatMap(({ slos }) => slos.map(({ slo }) => slo))),
    groups: result.files.flatMap((file) => groupsOf(file).map((group) => groupValue(group) as PlainGroup)),
  };
}

/** What is wrong with a spec, errors and warnings. */
export function diagnose(spec: string, config = ''): readonly Diagnostic[] {
  return run(spec, config).diagnostics;
}

/** The SLO with a budget of that name. */
export function budgetSlo({ slos }: CompiledText, name: string): BudgetSlo {
  const found = slos.find(({ identity }) => identity.slo === name);
  if (found?.kind !== 'budget') throw new Error(`no SLO with a budget is called ${name}`);
  return found;
}

/** The groups of one SLO, or one part of them: `fast` or `slow`. */
export function groupsOfSlo({ groups }: CompiledText, slo: string, part = ''): readonly PlainGroup[] {
  const found = groups.filter(({ name }) => name.includes(`/${slo}/${part}`));
  if (found.length === 0) throw new Error(`no group of ${slo} ${part}`);
  return found;
}

/** The groups without the rules that `isWanted` refuses; every group stays where it was. */
export function rulesWhere(groups: readonly PlainGroup[], isWanted: (rule: PlainRule) => boolean): PlainGroup[] {
  return groups.map((group) => ({ ...group, rules: group.rules.filter(isWanted) }));
}
