// One spec as text in, what the compiler makes of it out, for tests that need a real SLO and not one made by hand.
import { compile } from '../../../src/compile.ts';
import { type Diagnostic, Report } from '../../../src/diagnostics/report.ts';
import { readSettings } from '../../../src/model/settings.ts';
import type { BudgetSlo } from '../../../src/model/slo.ts';
import { print } from '../../../src/promql/print.ts';
import type { CompiledFile, CompiledSlo } from '../../../src/rules/rule.ts';
import { parseConfig } from '../../../src/spec/parse.ts';

export interface CompiledOne {
  readonly files: readonly CompiledFile[];
  readonly slos: readonly CompiledSlo[];
  readonly diagnostics: readonly Diagnostic[];
  /** `severity[code]` of every diagnostic. */
  readonly codes: readonly string[];
}

/** Compiles a spec, with the configuration `config` if there is one. */
export function compileOne(text: string, config?: string): CompiledOne {
  const report = new Report();
  const document = config === undefined ? undefined : parseConfig({ path: 'slo.config.yaml', text: config }, report);
  const specs = [{ path: 'slos/test.slo.yaml', text }];
  const { files } = compile({ specs }, readSettings(document, report), report);
  const { diagnostics } = report;
  return {
    files,
    slos: files.flatMap(({ services }) => services.flatMap(({ slos }) => slos)),
    diagnostics,
    codes: diagnostics.map(({ severity, code }) => `${severity}[${code}]`),
  };
}

/** A spec of one SLO, of which `slo` is the flow-style YAML. */
export function specOf(slo: string): string {
  return `service: test\nslos:\n  - ${slo}\n`;
}

export const RATIO = 'indicator: { ratio: { total: events_total, bad: errors_total } }';

/** The one SLO of a spec that must compile. */
export function compileSlo(slo: string, config?: string): CompiledSlo {
  const { slos, diagnostics } = compileOne(specOf(slo), config);
  const [first] = slos;
  if (!first) throw new Error(JSON.stringify(diagnostics.map(({ code, message }) => [code, message])));
  return first;
}

export function budgetSlo(slo: string, config?: string): BudgetSlo {
  const compiled = compileSlo(slo, config).slo;
  if (compiled.kind !== 'budget') throw new Error('an SLO with a budget was expected');
  return compiled;
}

/** The expressions of an SLO's rules by the name of the record or alert; of several the last. */
export function exprsOf({ groups }: CompiledSlo): Record<string, string> {
  const rules = groups.flatMap((group) => group.rules);
  return Object.fromEntries(
    rules.map((rule) => [rule.kind === 'recording' ? rule.record : rule.alert, print(rule.expr)]),
  );
}
