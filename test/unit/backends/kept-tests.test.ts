// The tests as files: few of them, and in them what promtool can run with the rules of an SLO loaded together.
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { countKept, emitTests } from '../../../src/backends/kept-tests.ts';
import { Compiled } from '../../../src/compiled.ts';
import { compileSpec, readCorpus } from '../../corpus/read-corpus.ts';

interface RecordedRule {
  readonly record?: string;
  readonly labels?: Readonly<Record<string, string>>;
}

interface KeptFile {
  readonly groups?: readonly { rules: readonly RecordedRule[] }[];
  readonly tests?: readonly { input_series: readonly { series: string }[] }[];
}

/** Specs of every kind of indicator, with alerts of their own. */
const NAMES: readonly string[] = [
  'alerts-own',
  'alerts-presets',
  'latency-on-whole-second',
  'minimum-traffic',
  'zero-tolerance',
];

const specs = readCorpus()
  .filter(({ name }) => NAMES.includes(name))
  .map((spec) => {
    const { files, settings } = compileSpec(spec);
    const compiled = new Compiled({
      files,
      settings: { ...settings, folders: { ...settings.folders, tests: 'kept' } },
      scenarios: [],
    });
    return { name: spec.name, compiled, artifacts: emitTests(compiled) };
  });

/** `kept/spec/service.slo` of `kept/spec/service.slo.30s.test.yaml`. */
const subjectOf = (path: string) => path.replace(/\.(?:rules|[\dhms]+\.test)\.yaml$/, '');

/** Whether the rule may record the series; those of other SLOs have another identity. */
function records({ record, labels = {} }: RecordedRule, series: string): boolean {
  const pairs = Object.entries(labels).map(([label, value]) => `${label}=${JSON.stringify(value)}`);
  return record !== undefined && series.startsWith(`${record}{`) && pairs.every((pair) => series.includes(pair));
}

describe.each(specs.map((spec) => [spec.name, spec] as const))('the kept tests of %s', (_, { compiled, artifacts }) => {
  it('are at most three files an SLO, one of them the rules', () => {
    const subjects = [...new Set(artifacts.map(({ path }) => subjectOf(path)))];
    const slos = compiled.files.flatMap(({ services }) =>
      services.flatMap((service) => [...service.slos, ...service.alertGroups]),
    );
    expect(subjects.length).toBeLessThanOrEqual(slos.length);
    for (const subject of subjects) {
      const own = artifacts.filter(({ path }) => subjectOf(path) === subject);
      expect(own.length).toBeLessThanOrEqual(3);
      expect(own.filter(({ path }) => path.endsWith('.rules.yaml'))).toHaveLength(1);
    }
  });

  it('feed in no series that the rules record', () => {
    const bySubject = new Map<string, KeptFile[]>();
    for (const { path, content } of artifacts) {
      bySubject.set(subjectOf(path), [...(bySubject.get(subjectOf(path)) ?? []), parse(content)]);
    }
    for (const own of bySubject.values()) {
      const rules = own.flatMap(({ groups = [] }) => groups.flatMap((group) => group.rules));
      const tests = own.flatMap((file) => file.tests ?? []);
      const fed = tests.flatMap((test) => test.input_series.map(({ series }) => series));
      expect(fed.filter((series) => rules.some((rule) => records(rule, series)))).toEqual([]);
    }
  });

  it('are counted', () => {
    const tests = artifacts.flatMap(({ content }): unknown[] => parse(content).tests ?? []);
    expect(countKept(compiled).kept).toBe(tests.length);
    expect(countKept(compiled).all).toBeGreaterThanOrEqual(tests.length);
  });
});
