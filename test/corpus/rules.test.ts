// What holds for the rules of every spec, checked on all of the corpus: order, identity, limits, and what must be in them
// or must never be. Each check collects what breaks it, so that one run names every place.
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import type { Slo } from '../../src/model/slo.ts';
import { baseWindowMs } from '../../src/model/windows.ts';
import type { MatrixSelector, Selector } from '../../src/promql/ast.ts';
import { parseDuration } from '../../src/promql/duration.ts';
import { parseExpr } from '../../src/promql/parse/parse.ts';
import { selectorsOf } from '../../src/promql/visit.ts';
import { type CompiledSpec, compileSpec, type GroupText, type RuleText, readCorpus } from './read-corpus.ts';

/** A rule with the place where it stands. */
interface PlacedRule {
  readonly spec: CompiledSpec;
  readonly group: GroupText;
  readonly at: number;
  readonly rule: RuleText;
  readonly place: string;
  readonly selectors: readonly Selector[];
}

const IDENTITY = ['slo', 'slo_service', 'slo_namespace', 'slo_cluster'];
const corpus = readCorpus().map(compileSpec);
const rules = corpus.flatMap(rulesOf);

function rulesOf(spec: CompiledSpec): PlacedRule[] {
  return spec.groups.flatMap((group) =>
    group.rules.map((rule, at) => {
      const place = `${spec.name}: ${group.name} #${at + 1} ${rule.record ?? rule.alert}`;
      const parsed = parseExpr(rule.expr);
      return { spec, group, at, rule, place, selectors: 'expr' in parsed ? selectorsOf(parsed.expr) : [] };
    }),
  );
}

function identityOf({ rule }: PlacedRule): Record<string, string> {
  return Object.fromEntries(Object.entries(rule.labels ?? {}).filter(([label]) => IDENTITY.includes(label)));
}

function isRecorded({ metric }: Selector): boolean {
  return metric?.startsWith('slo:') === true;
}

/** Recorded below, in each leaf. */
function isOfLeaf({ metric }: Selector): boolean {
  return metric?.startsWith('slo_leaf:') === true;
}

/** The places of the rules for which `isBroken` says so, or the complaints that it returns. */
function broken(of: readonly PlacedRule[], complaints: (rule: PlacedRule) => boolean | readonly string[]): string[] {
  return of.flatMap((rule) => {
    const found = complaints(rule);
    return found === true ? [rule.place] : found === false ? [] : found.map((what) => `${rule.place}: ${what}`);
  });
}

describe('the rules of the corpus', () => {
  it('are many, and every expression of them can be parsed', () => {
    expect(corpus.length).toBeGreaterThanOrEqual(45);
    expect(rules.length).toBeGreaterThan(1500);
    expect(broken(rules, ({ rule }) => 'expr' in parseExpr(rule.expr) === false)).toEqual([]);
  });

  it('stand in groups with names of their own, of at most twenty rules, evaluated each four minutes or more often', () => {
    const faults = corpus.flatMap(({ name, groups }) => {
      const names = groups.map((group) => group.name);
      return groups.flatMap((group, at) => [
        ...(names.indexOf(group.name) === at ? [] : [`${name}: two groups ${group.name}`]),
        ...(group.rules.length >= 1 && group.rules.length <= 20 ? [] : [`${name}: ${group.rules.length} rules`]),
        ...((parseDuration(group.interval) ?? Infinity) <= 240_000 ? [] : [`${name}: each ${group.interval}`]),
      ]);
    });
    expect(faults).toEqual([]);
  });

  it('read recorded series of the same SLO only, each recorded above or in another group', () => {
    const faults = broken(rules, (reader) =>
      reader.selectors.filter(isRecorded).flatMap(({ metric, matchers }) => {
        const wanted = Object.fromEntries(matchers.map(({ label, value }) => [label, value]));
        const isOwn = JSON.stringify(wanted) === JSON.stringify(identityOf(reader));
        const writers = rules.filter(
          (writer) =>
            writer.spec === reader.spec &&
            writer.rule.record === metric &&
            JSON.stringify(identityOf(writer)) === JSON.stringify(wanted),
        );
        const isLate = writers.some(({ group, at }) => group === reader.group && at >= reader.at);
        return [
          ...(isOwn && matchers.every(({ op }) => op === '=') ? [] : [`reads another's ${metric}`]),
          ...(writers.length > 0 ? [] : [`nothing records ${metric}`]),
          ...(isLate ? [`${metric} is recorded below`] : []),
        ];
      }),
    );
    expect(faults).toEqual([]);
  });

  it('look up only recorded series in annotations', () => {
    const faults = broken(rules, ({ rule, spec }) =>
      [...JSON.stringify(rule.annotations ?? {}).matchAll(/slo:[a-z_:0-9]+/g)].flatMap(([series]) =>
        rules.some((writer) => writer.spec === spec && writer.rule.record === series) ? [] : [series],
      ),
    );
    expect(faults).toEqual([]);
  });

  it('read raw series over the base window only, unless they are exact or count what must not happen', () => {
    const layered = rules.filter(({ spec, rule, group }) => {
      const slo = sloOfGroup(spec, group.name);
      return rule.record !== undefined && slo?.kind === 'budget' && slo.precision === 'layered';
    });
    const faults = broken(layered, ({ rule, spec }) =>
      rangesOf(parseExpr(rule.expr)).some(
        ({ selector, range }) =>
          !isRecorded(selector) && !isOfLeaf(selector) && Number(range) > baseWindowMs(spec.settings.scrapeIntervalMs),
      ),
    );
    expect(layered.length).toBeGreaterThan(1000);
    expect(faults).toEqual([]);
  });

  it('select by no label that the user put on alerts', () => {
    const labelsOf = new Map(corpus.map((spec) => [spec, userLabels([spec.text, spec.config ?? ''])]));
    const faults = broken(rules, ({ selectors, spec }) =>
      selectors.flatMap(({ matchers }) =>
        matchers.flatMap(({ label }) => (labelsOf.get(spec)?.has(label) ? [label] : [])),
      ),
    );
    expect([...labelsOf.values()].filter(({ size }) => size > 0).length).toBeGreaterThan(10);
    expect(faults).toEqual([]);
  });

  it('carry the identity of their SLO, all of it', () => {
    const ofSlos = rules.filter(
      ({ rule, group }) => rule.record !== undefined || !/standalone(-\d+)?$/.test(group.name),
    );
    const faults = broken(ofSlos, (placed) => {
      const { slo, slo_service: service, slo_namespace: namespace, slo_cluster: cluster } = identityOf(placed);
      const name = ['slo', namespace, service, slo].filter((part) => part !== undefined).join('/');
      return !slo || !service || cluster !== placed.spec.settings.cluster || !placed.group.name.startsWith(`${name}/`);
    });
    expect(faults).toEqual([]);
  });

  it('record each series once, also over all files together', () => {
    const keys = rules.flatMap(({ rule }) => (rule.record ? [JSON.stringify([rule.record, rule.labels])] : []));
    expect(keys.filter((key, at) => keys.indexOf(key) !== at)).toEqual([]);
  });

  it('say of each alert how urgent it is and what it means', () => {
    const alerts = rules.filter(({ rule }) => rule.alert !== undefined);
    const faults = broken(alerts, ({ rule }) =>
      [rule.labels?.severity, rule.annotations?.summary, rule.annotations?.description].some((text) => !text?.trim()),
    );
    expect(alerts.length).toBeGreaterThan(400);
    expect(faults).toEqual([]);
  });

  it('hold no variable that Flux would fill in, in either format', () => {
    const faults = corpus.flatMap(({ name, ruleFile, artifacts, settings }) =>
      [ruleFile, ...rulesAmong(artifacts, settings)].flatMap((text) =>
        text.split('\n').flatMap((line) => (line.includes('${') ? [`${name}: ${line.trim()}`] : [])),
      ),
    );
    expect([...new Set(faults)]).toEqual([]);
  });

  it('hold no noise of binary fractions and no value that is none', () => {
    const noise = /\d{13,}/;
    const none = /\bNaN\b|undefined|\[object/;
    expect(corpus.flatMap(({ name, ruleFile }) => (noise.test(ruleFile) ? [name] : []))).toEqual([]);
    expect(broken(rules, ({ rule }) => none.test(JSON.stringify([rule.expr, rule.labels, rule.for])))).toEqual([]);
  });
});

/** Contents of what is applied to a cluster: not of tests. */
function rulesAmong(artifacts: CompiledSpec['artifacts'], { folders }: CompiledSpec['settings']): string[] {
  return artifacts.filter(({ path }) => path.startsWith(`${folders.rules}/`)).map(({ content }) => content);
}

function sloOfGroup({ files }: CompiledSpec, name: string): Slo | undefined {
  const slos = files.flatMap(({ services }) => services.flatMap((service) => service.slos));
  return slos.find(({ groups }) => groups.some((group) => group.name === name))?.slo;
}

/** All selectors with a range, wherever they stand in a tree. */
function rangesOf(tree: unknown): MatrixSelector[] {
  if (typeof tree !== 'object' || tree === null) return [];
  const own = 'kind' in tree && tree.kind === 'matrix' ? [tree as MatrixSelector] : [];
  return [...own, ...Object.values(tree).flatMap(rangesOf)];
}

/** Names of all labels under `labels:`, at whatever depth; those of the PrometheusRule object excepted. */
function userLabels(texts: readonly string[]): Set<string> {
  const found = new Set<string>();
  const visit = (value: unknown, key: string, parent: string): void => {
    if (typeof value !== 'object' || value === null) return;
    // What the spec selects by itself may stand in selectors, whatever labels its alerts have.
    const isSelected = (label: string) => texts.some((text) => new RegExp(`\\b${label}\\s*[!=]~?=?\\s*"`).test(text));
    if (key === 'labels' && parent !== 'rules') {
      for (const label of Object.keys(value)) if (!isSelected(label)) found.add(label);
    }
    for (const [name, inner] of Object.entries(value)) visit(inner, name, key);
  };
  for (const text of texts) for (const part of text.split(/^---$/m)) visit(readLeniently(part), '', '');
  return found;
}

function readLeniently(text: string): unknown {
  return parse(text.replaceAll(/^(%.*|\.\.\.\r?)$/gm, ''), { merge: true, logLevel: 'silent' });
}
