// What the fuzzer calls with texts that it makes up: each reader of hostile files. Whatever a text says, it is compiled or told
// of in words; an exception, or an answer that takes longer than the fuzzer's limit, is a finding.
import { emitRules } from '../../src/compile.ts';
import { compileTargets } from '../../src/compile-targets.ts';
import { renderJson } from '../../src/diagnostics/formats.ts';
import { renderMarkdown } from '../../src/diagnostics/markdown.ts';
import { PLAIN } from '../../src/diagnostics/paint.ts';
import { renderText } from '../../src/diagnostics/render.ts';
import { Report, type SourceFile } from '../../src/diagnostics/report.ts';
import { readTargets } from '../../src/model/targets.ts';
import { parseExpr, parseMatchers, parseSelector } from '../../src/promql/parse/parse.ts';
import { print } from '../../src/promql/print.ts';
import { parseConfig, parseMetrics } from '../../src/spec/parse.ts';

const SPEC: SourceFile = {
  path: 'slos/shop.slo.yaml',
  text: `service: shop
slos:
  - name: orders
    objective: 99.9%
    indicator:
      by: [handler]
      ratio: { total: requests_total, bad: errors_total }
`,
};

/** A spec file. */
export function spec(data: Buffer): void {
  compileAll([{ path: 'slos/fuzzed.slo.yaml', text: textOf(data) }]);
}

/** slo.config.yaml, beside a sound spec. */
export function config(data: Buffer): void {
  compileAll([SPEC], { path: 'slo.config.yaml', text: textOf(data) });
}

/** What was learnt of metrics, beside a sound spec that is held against it. */
export function metrics(data: Buffer): void {
  const report = new Report();
  const known = parseMetrics({ path: 'slo.metrics.yaml', text: textOf(data) }, report);
  const { targets } = readTargets(undefined, report);
  const settings = targets.map((target) => ({ ...target, ...(known && { metrics: known }) }));
  compileTargets({ specs: [SPEC], scenarios: [] }, settings, report);
  renderText(report.diagnostics, PLAIN);
}

/** A file of scenarios, beside a sound spec. */
export function scenario(data: Buffer): void {
  compileAll([SPEC], undefined, [{ path: 'slos/fuzzed.slo-test.yaml', text: textOf(data) }]);
}

/** An expression, a selector, matchers. What is read is printed as something that reads the same. */
export function promql(data: Buffer): void {
  const text = textOf(data);
  parseSelector(text);
  parseMatchers(text);
  const parsed = parseExpr(text);
  if (!('expr' in parsed)) return;
  const printed = print(parsed.expr);
  const again = parseExpr(printed);
  if (!('expr' in again) || print(again.expr) !== printed)
    throw new Error(`printed as ${printed}, which reads otherwise`);
}

function textOf(data: Buffer): string {
  return data.toString('utf8');
}

function compileAll(specs: readonly SourceFile[], settings?: SourceFile, scenarios: readonly SourceFile[] = []): void {
  const report = new Report();
  const { targets } = readTargets(settings && parseConfig(settings, report), report);
  const compiled = compileTargets({ specs, scenarios }, targets, report);
  if (!report.hasErrors) for (const target of compiled) emitRules(target, report);
  renderText(report.diagnostics, PLAIN);
  renderJson(report.diagnostics);
  renderMarkdown(report.diagnostics);
}
