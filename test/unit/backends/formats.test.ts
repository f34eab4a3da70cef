// Every format over the whole corpus, read back from its YAML: the same groups come out of each, under names that the system
// behind it takes.
import { beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { RULE_BACKENDS } from '../../../src/compile.ts';
import { Report } from '../../../src/diagnostics/report.ts';
import type { Settings } from '../../../src/model/settings.ts';
import type { Call, Expr } from '../../../src/promql/ast.ts';
import { mul, num, rate } from '../../../src/promql/build.ts';
import { parseExpr } from '../../../src/promql/parse/parse.ts';
import { print } from '../../../src/promql/print.ts';
import { mapCalls } from '../../../src/promql/visit.ts';
import { RULE_FORMATS, type RuleFormat } from '../../../src/spec/rule-format.ts';
import { compileSpec, type GroupText, readCorpus } from '../../corpus/read-corpus.ts';

const corpus = readCorpus().map(compileSpec);

/** The groups in a file of the format. */
const GROUPS: Readonly<Record<RuleFormat, (content: string) => readonly GroupText[]>> = {
  operator: (content) => parse(content).spec.groups,
  prometheus: (content) => parse(content).groups,
  mimir: (content) => parse(content).groups,
  thanos: (content) => parse(content).groups,
  vmrule: (content) => parse(content).spec.groups,
  vmalert: (content) => parse(content).groups,
  configmap: (content) => Object.values<string>(parse(content).data).flatMap((text) => parse(text).groups),
};

/** The group with a rate times the length of its window for each increase, as vmalert gets them. */
function withRates({ rules, ...group }: GroupText): GroupText {
  return { ...group, rules: rules.map((rule) => ({ ...rule, expr: printedWithRates(rule.expr) })) };
}

const printedBefore = new Map<string, string>();

function printedWithRates(expr: string): string {
  const printed = printedBefore.get(expr) ?? print(mapCalls(parsed(expr), rateOf));
  printedBefore.set(expr, printed);
  return printed;
}

function rateOf(written: Call): Expr {
  const [range] = written.args;
  if (written.name !== 'increase' || range?.kind !== 'matrix') return written;
  return mul(rate(range), num(Number(range.range) / 1_000));
}

function parsed(text: string): Expr {
  const result = parseExpr(text);
  if (!('expr' in result)) throw new Error(`cannot be read: ${text}`);
  return result.expr;
}

const OBJECTS: readonly RuleFormat[] = ['operator', 'vmrule', 'configmap'];

/** DNS-1123 subdomain, with room for what operators make of it. */
const OBJECT_NAME = /^(?=.{1,147}$)[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

/** What Flux would fill in. */
const VARIABLE = ['$', '{TEAM}'].join('');

const DATA_KEY = /^[-._a-zA-Z0-9]{1,253}$/;

function emitted(
  { files, settings }: (typeof corpus)[number],
  format: RuleFormat,
  rules: Partial<Settings['rules']> = {},
) {
  const report = new Report();
  const changed = { ...settings, rules: { ...settings.rules, format, ...rules } };
  const all = RULE_BACKENDS[format].emit(files, changed, report);
  expect(report.diagnostics).toEqual([]);
  return all.filter(({ path }) => !path.endsWith('kustomization.yaml'));
}

/** The groups of each spec of the corpus, in the order of the corpus. */
const groupsIn = (format: RuleFormat): readonly (readonly GroupText[])[] =>
  corpus.map((spec) => emitted(spec, format).flatMap(({ content }) => GROUPS[format](content)));

describe.each(RULE_FORMATS)('the format %s', (format) => {
  let all: ReturnType<typeof groupsIn>;
  beforeAll(() => {
    all = groupsIn(format);
  });

  it('holds the groups of the plain rule file, in their order', () => {
    const alike = ['vmrule', 'vmalert'].includes(format) ? withRates : (group: GroupText) => group;
    for (const [at, { name: specName, groups }] of corpus.entries()) {
      const plain = all[at]?.map(({ name, interval, rules }) => alike({ name, interval, rules }));
      expect([specName, plain]).toEqual([specName, groups.map(alike)]);
    }
  });

  it('keeps to the limit of twenty rules for each group', () => {
    const counts = all.flatMap((groups) => groups.map(({ rules }) => rules.length));
    expect(Math.max(...counts)).toBeLessThanOrEqual(20);
  });
});

describe.each(OBJECTS)('an object of the format %s', (format) => {
  it('has a name that Kubernetes takes, the wanted labels, and no field that others would add', () => {
    for (const spec of corpus) {
      for (const { content } of emitted(spec, format, { labels: { team: 'a' }, namespace: 'ns', annotations: {} })) {
        const { apiVersion, kind, metadata, ...body } = parse(content);
        expect([typeof apiVersion, typeof kind]).toEqual(['string', 'string']);
        expect(metadata).toEqual({
          name: expect.stringMatching(OBJECT_NAME),
          namespace: 'ns',
          labels: { 'app.kubernetes.io/managed-by': 'slo', team: 'a' },
        });
        expect(Object.keys(body)).toEqual([format === 'configmap' ? 'data' : 'spec']);
        expect(Object.keys(body.spec ?? { groups: [] })).toEqual(['groups']);
        for (const key of Object.keys(body.data ?? {})) expect(key).toMatch(DATA_KEY);
      }
    }
  });

  it('asks Flux not to fill in its texts where they hold what Flux would take for a variable', () => {
    const substitute = 'kustomize.toolkit.fluxcd.io/substitute';
    const marks = corpus.flatMap((spec) =>
      emitted(spec, format).map(({ content }) => [
        content.includes('${'),
        parse(content).metadata.annotations?.[substitute] === 'disabled',
      ]),
    );
    expect(marks.filter(([holds, asks]) => holds !== asks)).toEqual([]);
    const [spec] = corpus;
    const owned = spec && emitted(spec, format, { annotations: { note: VARIABLE } });
    expect(owned?.map(({ content }) => parse(content).metadata.annotations)).toEqual([
      { [substitute]: 'disabled', note: VARIABLE },
    ]);
  });

  it('is listed by the kustomization', () => {
    for (const { files, settings } of corpus) {
      const artifacts = RULE_BACKENDS[format].emit(files, settings, new Report());
      const listed = parse(artifacts.at(-1)?.content ?? '').resources.map(
        (path: string) => `${settings.folders.rules}/${path}`,
      );
      expect(listed).toEqual(
        artifacts
          .slice(0, -1)
          .map(({ path }) => path)
          .sort(),
      );
    }
  });
});

describe('the answer of Thanos to stores that do not answer', () => {
  const [spec] = corpus;
  const strategies = (format: RuleFormat, rules: Partial<Settings['rules']>) =>
    spec === undefined
      ? []
      : emitted(spec, format, rules).flatMap(({ content }) =>
          GROUPS[format](content).map(
            (group) => Object.entries(group).find(([key]) => key === 'partial_response_strategy')?.[1],
          ),
        );

  it('is to fail, unless the project says otherwise', () => {
    expect(new Set(strategies('thanos', {}))).toEqual(new Set(['abort']));
    expect(new Set(strategies('thanos', { partialResponse: 'warn' }))).toEqual(new Set(['warn']));
  });

  it('is written for a ThanosRuler or a mounted file only when the project says it', () => {
    for (const format of ['operator', 'configmap'] as const) {
      expect(new Set(strategies(format, {}))).toEqual(new Set([undefined]));
      expect(new Set(strategies(format, { partialResponse: 'warn' }))).toEqual(new Set(['warn']));
    }
  });

  it.each(['prometheus', 'mimir', 'vmrule'] as const)('is nothing that %s would know', (format) => {
    expect(new Set(strategies(format, { partialResponse: 'warn' }))).toEqual(new Set([undefined]));
  });
});
