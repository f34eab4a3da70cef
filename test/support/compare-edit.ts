// An edit of this repository's own specs in, what `slo diff` makes of it out, and beside it which rules differ in the files
// that the build writes: read from their YAML, so that both are counted independently.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { prometheusRuleBackend } from '../../src/backends/prometheus-rule.ts';
import { compile } from '../../src/compile.ts';
import { PLAIN } from '../../src/diagnostics/paint.ts';
import { renderText } from '../../src/diagnostics/render.ts';
import { Report } from '../../src/diagnostics/report.ts';
import type { Comparison } from '../../src/diff/change.ts';
import { compare } from '../../src/diff/compare.ts';
import type { State } from '../../src/diff/subject.ts';
import { memoized } from '../../src/memoized.ts';
import { readSettings } from '../../src/model/settings.ts';
import { parseConfig } from '../../src/spec/parse.ts';
import type { PlainGroup } from './compile-text.ts';

/** A project as texts by their paths: specs and slo.config.yaml. */
export type Texts = Readonly<Record<string, string>>;

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const OWN_PATHS = ['slo.config.yaml', 'slos/control-plane.slo.yaml', 'slos/mesh.slo.yaml'];

export const OWN_TEXTS: Texts = Object.fromEntries(
  OWN_PATHS.map((path) => [path, readFileSync(join(ROOT, path), 'utf8')]),
);

/** The texts with `from` replaced by `to` wherever it stands; throws when it stands nowhere. */
export function replaced(texts: Texts, from: string | RegExp, to: string): Texts {
  const result = Object.fromEntries(Object.entries(texts).map(([path, text]) => [path, text.replaceAll(from, to)]));
  if (JSON.stringify(result) === JSON.stringify(texts)) throw new Error(`${String(from)} stands nowhere`);
  return result;
}

/** Compiles a project, without its tests, to its rules; throws when it has errors. */
const stateOf = memoized(compileTexts);

function compileTexts({ 'slo.config.yaml': config, ...specs }: Texts): State {
  const report = new Report();
  const settings = readSettings(
    config === undefined ? undefined : parseConfig({ path: 'slo.config.yaml', text: config }, report),
    report,
  );
  const sources = Object.entries(specs).map(([path, text]) => ({ path, text }));
  const { files } = compile({ specs: sources }, settings, report);
  if (report.hasErrors) throw new Error(renderText(report.diagnostics, PLAIN));
  return { files, settings, artifacts: prometheusRuleBackend.emit(files, settings, new Report()) };
}

export function compareTexts(before: Texts, after: Texts): Comparison {
  return compare(stateOf(before), stateOf(after));
}

/** Rules that stand in one state's files and not, exactly so, in the other's. */
export interface RulesThatDiffer {
  readonly gone: readonly string[];
  readonly come: readonly string[];
}

/** As the files say it. */
export function rulesInFiles(before: Texts, after: Texts): RulesThatDiffer {
  const [old, now] = [rulesOf(before), rulesOf(after)];
  return { gone: without(old, now), come: without(now, old) };
}

const rulesOf = memoized((texts: Texts): readonly string[] => stateOf(texts).artifacts.flatMap(rulesIn));

function rulesIn({ path, content }: { readonly path: string; readonly content: string }): string[] {
  const document = path.startsWith('rules/')
    ? (parse(content) as { readonly spec?: { readonly groups?: PlainGroup[] } })
    : {};
  return (document.spec?.groups ?? []).flatMap(({ name, interval, rules }) =>
    rules.map((rule) => JSON.stringify(sortedEntries({ group: name, interval, ...rule }))),
  );
}

/** As `slo diff` says it. */
export function rulesInComparison({ subjects }: Comparison): RulesThatDiffer {
  const rules = subjects.flatMap((subject) => subject.rules);
  const textOf = (fields: Readonly<Record<string, string>>): string => JSON.stringify(sortedEntries(nested(fields)));
  return {
    gone: rules.flatMap(({ before }) => (before ? [textOf(before.fields)] : [])).sort(),
    come: rules.flatMap(({ after }) => (after ? [textOf(after.fields)] : [])).sort(),
  };
}

/** `labels.severity` back to a record of labels. */
function nested(fields: Readonly<Record<string, string>>): object {
  const result: Record<string, Record<string, string> | string> = {};
  for (const [path, value] of Object.entries(fields)) {
    const [holder = '', ...rest] = path.split('.');
    const inner = result[holder];
    result[holder] = rest.length === 0 ? value : { ...(typeof inner === 'object' && inner), [rest.join('.')]: value };
  }
  return result;
}

function sortedEntries(value: object): unknown {
  return Object.entries(value)
    .map(([key, inner]: [string, unknown]) => [key, typeof inner === 'object' && inner ? sortedEntries(inner) : inner])
    .sort(([a], [b]) => (String(a) < String(b) ? -1 : 1));
}

function without(rules: readonly string[], others: readonly string[]): string[] {
  const rest = [...others];
  return rules
    .filter((rule) => {
      const at = rest.indexOf(rule);
      if (at >= 0) rest.splice(at, 1);
      return at < 0;
    })
    .sort();
}
