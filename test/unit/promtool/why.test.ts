// Why a generated scenario fails: with a rule that was broken on purpose, promtool is asked for values and moments.
import { expect, it } from '@jest/globals';
import { type TestFile, testFilesOf } from '../../../src/backends/promtool-test.ts';
import { Compiled } from '../../../src/compiled.ts';
import type { Expr } from '../../../src/promql/ast.ts';
import { num } from '../../../src/promql/build.ts';
import { proveTests } from '../../../src/promtool/prove.ts';
import { reasonsFor } from '../../../src/promtool/why.ts';
import type { Rule } from '../../../src/rules/rule.ts';
import { compileText } from '../../support/compile-text.ts';
import { describeWithPromtool } from '../../support/promtool.ts';

const SPEC = `service: shop
slos:
  - name: success
    objective: 99%
    period: 1d
    indicator: { ratio: { total: orders_total, bad: 'orders_total{code="500"}' } }
    alerts:
      absent: off
      burnRate: { inherit: false, tiers: { page: { long: 30m, short: 5m, factor: 10, severity: critical } } }
`;

const { files, settings } = compileText(SPEC);
const tests = testFilesOf(new Compiled({ files, settings, scenarios: [] }));

/** The test file of a suite with its rules edited. */
function edited(name: string, edit: (rule: Rule) => Rule): TestFile {
  const found = tests.find(({ suite }) => suite.name === name);
  if (!found) throw new Error(`there is no suite ${name}`);
  const { suite } = found;
  const loaded = suite.loaded.map((group) => ({ ...group, rules: group.rules.map(edit) }));
  return { ...found, suite: { ...suite, loaded } };
}

/** Every threshold of a comparison is doubled. */
function doubled(expr: Expr): Expr {
  if (expr.kind !== 'binary') return expr;
  if (expr.op === '>') return { ...expr, right: { kind: 'binary', op: '*', left: num(2), right: expr.right } };
  return { ...expr, left: doubled(expr.left), right: doubled(expr.right) };
}

describeWithPromtool('a generated scenario that fails', (path) => {
  const promtool = { path, version: '' };
  const reasonsOf = async (test: TestFile): Promise<string[]> => {
    const outcomes = await proveTests(promtool, [test], () => undefined);
    return [...(await reasonsFor(promtool, outcomes)).values()].flat();
  };

  it('tells nothing as long as it passes', async () => {
    expect(await reasonsOf(edited('shop.success.fast.page', (rule) => rule))).toEqual([]);
  });

  it('tells value and threshold of an alert that does not fire, and that it never does', async () => {
    const lines = await reasonsOf(
      edited('shop.success.fast.page', (rule) =>
        rule.kind === 'alerting' ? { ...rule, expr: doubled(rule.expr) } : rule,
      ),
    );
    expect(lines).toContainEqual(
      expect.stringMatching(
        /^ {2}slo:error_ratio:rate30m > 2 \* \(10 \* 0\.01\): does not hold, the value is 0\.1\d* and the threshold 0\.2$/,
      ),
    );
    expect(lines.join('\n')).toMatch(/it does not fire at any moment up to the end of the series/);
  });

  it('tells when an alert fires that is late, because it waits', async () => {
    const lines = await reasonsOf(
      edited('shop.success.fast.page', (rule) => (rule.kind === 'alerting' ? { ...rule, forMs: 240_000 } : rule)),
    );
    // A range holds its left edge in Prometheus 2 and not in 3, which is one evaluation more or less.
    expect(lines.join('\n')).toMatch(
      /all of that must hold for 4 min: the alert is pending\n(?: {2}once it has fired, the alert keeps firing for \S+ min after that\n)? {2}it fires from 1 h [12] min to 1 h 3[34] min/,
    );
  });

  it('tells the value that was recorded in place of the expected one', async () => {
    const lines = await reasonsOf(
      edited('shop.success.fast.windows', (rule) =>
        rule.kind === 'recording' && rule.record === 'slo:error_ratio:rate5m'
          ? { ...rule, expr: { kind: 'call', name: 'vector', args: [num(0.5)] } }
          : rule,
      ),
    );
    expect(lines).toContainEqual(expect.stringMatching(/^why: at [\dhmins ]+ slo:error_ratio:rate5m is 0\.5$/));
  });
});
