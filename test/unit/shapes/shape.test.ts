// Which test files share a shape: those that differ in names alone, and no others. An edit of a rule or of an expectation that
// did not change the shape would be an error that `slo test` does not see.
import { describe, expect, it } from '@jest/globals';
import { type TestFile, testFilesOf } from '../../../src/backends/promtool-test.ts';
import { Compiled } from '../../../src/compiled.ts';
import type { Mutant } from '../../../src/mutation/mutant.ts';
import { mutantsOf } from '../../../src/mutation/mutate.ts';
import { sampleOf } from '../../../src/mutation/sample.ts';
import type { RuleGroup } from '../../../src/rules/rule.ts';
import { groupByShape } from '../../../src/shapes/group.ts';
import { shapeOf } from '../../../src/shapes/shape.ts';
import { compileText } from '../../support/compile-text.ts';

interface Spec {
  readonly service?: string;
  readonly name?: string;
  readonly metric?: string;
  readonly job?: string;
  readonly bad?: string;
}

function testsOf({ service = 'shop', name = 'orders', metric = 'orders_total', job, bad }: Spec = {}) {
  const own = `job="${job ?? service}"`;
  const { files, settings } = compileText(`service: ${service}
slos:
  - name: ${name}
    objective: 99%
    period: 1d
    indicator:
      by: [handler]
      ratio: { total: '${metric}{${own}}', bad: '${metric}{${own}, ${bad ?? 'code=~"5.."'}}' }
    alerts:
      burnRate: { inherit: false, tiers: { page: { long: 30m, short: 5m, factor: 10, severity: critical } } }
`);
  return testFilesOf(new Compiled({ files, settings, scenarios: [] }));
}

const shapesOf = (tests: readonly TestFile[]) => tests.map(shapeOf);

/** The groups with the mutant in place of its rule. */
function mutated(groups: readonly RuleGroup[], { original, rule }: Mutant): RuleGroup[] {
  return groups.map((group) => ({
    ...group,
    rules: group.rules.flatMap((candidate) => (candidate === original ? (rule ?? []) : candidate)),
  }));
}

/** The test file with its rules replaced. */
const withRules = (file: TestFile, loaded: readonly RuleGroup[]): TestFile => ({
  ...file,
  suite: { ...file.suite, loaded },
});

describe('test files have one shape', () => {
  const shapes = shapesOf(testsOf());

  it('where service, SLO, metric and values of labels have other names', () => {
    const other = { service: 'kiosk', name: 'sales', metric: 'sales_total', job: 'kiosk-backend' };
    expect(shapesOf(testsOf({ ...other, service: 'snack' }))).toEqual(shapesOf(testsOf(other)));
    expect(shapesOf(testsOf({ ...other, metric: 'offers_total' }))).toEqual(shapesOf(testsOf(other)));
  });

  it('once each for what is tested', () => {
    expect(shapes).not.toContain(undefined);
    expect(groupByShape(testsOf())).toHaveLength(shapes.length);
    const both = [...testsOf(), ...testsOf({ service: 'snow' })];
    expect(groupByShape(both).map(({ files }) => files.length)).toEqual(shapes.map(() => 2));
  });
});

describe('test files have shapes of their own', () => {
  const files = testsOf();
  /** The file whose input is scraped series: it alone reads metrics and labels of the spec. */
  const scraped = (spec: Spec = {}) => shapesOf(testsOf(spec))[0];
  const mutants = sampleOf(mutantsOf(files.flatMap(({ suite }) => suite.loaded)), 150, 1);

  it.each([...new Set(mutants.map(({ operator }) => operator))])('with an edit of a rule: %s', (operator) => {
    const unseen = mutants.filter(
      (mutant) =>
        mutant.operator === operator &&
        files.every((file) => shapeOf(file) === shapeOf(withRules(file, mutated(file.suite.loaded, mutant)))),
    );
    expect(unseen.map(({ place, description }) => `${place}: ${description}`)).toEqual([]);
  });

  it.each([
    ['where two names become one', { service: 'orders', job: 'shop' }],
    ['where a pattern reads the name', { bad: 'code=~"5..", job!~"shop-.*"' }],
    ['where a pattern is another one', { bad: 'code=~"[45].."' }],
    ['where names stand in another order', { metric: 'zebra_total' }],
    ['where a name is too short to be told from other text', { service: 'a', job: 'shop' }],
    ['where a name is one of Prometheus', { service: 'firing', job: 'firing' }],
    ['where a name is a word of a template', { service: 'query', job: 'query' }],
  ] satisfies [string, Spec][])('%s', (_title, spec) => {
    expect(scraped(spec)).not.toBe(scraped());
  });

  it('and none at all, where a string looks like a placeholder', () => {
    expect(scraped({ job: '__slo_name_0_' })).toBeUndefined();
  });

  it('with another expectation', () => {
    for (const file of files) {
      const scenarios = file.scenarios.map((scenario) => ({
        ...scenario,
        checks: scenario.checks.map((check) => ({ ...check, atMs: check.atMs + 1_000 })),
        rendered: scenario.rendered.map((alert) => ({ ...alert, annotations: { ...alert.annotations, more: '' } })),
      }));
      expect(shapeOf({ ...file, scenarios })).not.toBe(shapeOf(file));
    }
  });
});
