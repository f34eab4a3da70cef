// What `slo test` does not run: test files that differ from another in names alone. Here each of them is run, and promtool
// says of all of a shape the same; a fault in one SLO of many is found, and told of that SLO.
import { expect, it } from '@jest/globals';
import { type TestFile, testFilesOf } from '../../src/backends/promtool-test.ts';
import { Compiled } from '../../src/compiled.ts';
import { num } from '../../src/promql/build.ts';
import type { FileOutcome } from '../../src/promtool/outcome.ts';
import { proveGroups, proveTests } from '../../src/promtool/prove.ts';
import type { AlertingRule, Rule, RuleGroup } from '../../src/rules/rule.ts';
import { groupByShape } from '../../src/shapes/group.ts';
import { compileText } from '../support/compile-text.ts';
import { describeWithPromtool } from '../support/promtool.ts';

const PATIENCE_MS = 300_000;

/** Names that begin each other, that are words of the texts, and that are sorted in other orders than their SLOs. */
const NAMES = ['cart', 'cart-v2', 'events', 'budget', 'zebra', 'sustainable', 'handler', 'Alpha', 'slow', 'rate'];

const INDICATORS = [
  (name: string) =>
    `ratio: { total: 'requests_total{job="${name}"}', bad: 'requests_total{job="${name}", code=~"5.."}' }`,
  (name: string) => `latency: { histogram: '${name.toLowerCase().replaceAll('-', '_')}_seconds', below: 250ms }`,
];

function specOf(name: string): string {
  const slos = INDICATORS.map(
    (indicator, at) => `
  - name: ${name.toLowerCase()}-${at}
    objective: 99%
    period: 1d
    indicator: { by: [handler], ${indicator(name)} }
    alerts: { burnRate: { inherit: false, tiers: { page: { long: 30m, short: 5m, factor: 10, severity: critical } } } }`,
  );
  return `service: ${name.toLowerCase()}\nslos:${slos.join('')}\n`;
}

const tests = NAMES.flatMap((name) => {
  const { files, settings } = compileText(specOf(name));
  return testFilesOf(new Compiled({ files, settings, scenarios: [] })).map((file) => ({
    ...file,
    path: `${name}/${file.path}`,
  }));
});

const isPassed = ({ failures, broken }: FileOutcome) =>
  broken.length === 0 && failures.every(({ length }) => length === 0);

/** Its alert fires at twice the burn rate. */
function broken(file: TestFile): TestFile {
  const edit = (rule: Rule): Rule => (rule.kind === 'alerting' ? doubled(rule) : rule);
  const loaded: RuleGroup[] = file.suite.loaded.map((group) => ({ ...group, rules: group.rules.map(edit) }));
  return { ...file, suite: { ...file.suite, loaded } };
}

function doubled(rule: AlertingRule): AlertingRule {
  return { ...rule, expr: { kind: 'binary', op: '>', left: rule.expr, right: num(0.2) } };
}

describeWithPromtool('test files that differ in names alone', (path) => {
  const promtool = { path, version: '' };

  it(
    'have one outcome',
    async () => {
      const shared = groupByShape(tests).filter(({ files }) => files.length > 1);
      expect(shared.length).toBeGreaterThan(10);
      const files = shared.flatMap((group) => group.files);
      const outcomes = await proveTests(promtool, files, () => undefined);
      expect(outcomes.filter((outcome) => !isPassed(outcome)).map(({ file }) => file.path)).toEqual([]);
    },
    PATIENCE_MS,
  );

  it(
    'have none in common with the one that holds a fault',
    async () => {
      const fast = tests.filter(({ suite }) => suite.name.endsWith('-0.fast.page'));
      expect(fast).toHaveLength(NAMES.length);
      const planted = fast.map((file, at) => (at === 7 ? broken(file) : file));
      const { outcomes, run } = await proveGroups(promtool, groupByShape(planted), () => undefined);
      expect(outcomes).toHaveLength(NAMES.length);
      expect(run.length).toBeLessThan(NAMES.length);
      expect(outcomes.filter((outcome) => !isPassed(outcome)).map(({ file }) => file)).toEqual([planted[7]]);
    },
    PATIENCE_MS,
  );

  it(
    'fail each with their own words where all are wrong',
    async () => {
      const twice = tests
        .filter(({ suite }) => suite.name.endsWith('-0.fast.page'))
        .slice(0, 2)
        .map(broken);
      const { outcomes, run } = await proveGroups(promtool, groupByShape(twice), () => undefined);
      expect(run).toHaveLength(2);
      expect(outcomes.map(isPassed)).toEqual([false, false]);
    },
    PATIENCE_MS,
  );
});
