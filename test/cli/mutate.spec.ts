// `slo test --mutate` as a user runs it.
import { describe, expect, it } from '@jest/globals';
import { describeWithPromtool } from '../support/promtool.ts';
import { Project } from './slo-process.ts';
import { lastLine, linesOf, SMALL, SPEC_PATH } from './small-project.ts';

const PAGE = 'slo/shop/success/fast ErrorBudgetBurn';

const project = (files: Readonly<Record<string, string>> = {}) => new Project({ [SPEC_PATH]: SMALL, ...files });

describeWithPromtool('slo test --mutate', (promtool) => {
  const mutate = (of: Project, ...args: readonly string[]) =>
    of.slo('test', '--mutate', '--promtool', promtool, ...args);

  it('finds that the tests notice every comparison that is turned, and counts them by operator', () => {
    const outcome = mutate(project(), '--operator', 'comparison-turned', 'for-changed', '--rule', PAGE);
    expect(outcome).toMatchObject({ status: 0, stderr: '' });
    expect(outcome.stdout).toMatch(/^operator +mutants +killed +survived +equivalent +not loadable$/m);
    expect(outcome.stdout).toMatch(/^comparison-turned +(\d+) +\1 +0 +0 +0$/m);
    expect(outcome.stdout).toMatch(/^for-changed +(\d+) +\1 +0 +0 +0$/m);
    expect(lastLine(outcome)).toMatch(/^[1-9]\d* killed, 0 survived$/);
  });

  it('says who notices an edit, when asked', () => {
    const outcome = mutate(project(), '--verbose', '--operator', 'severity-swapped', '--rule', PAGE);
    expect(outcome.stdout).toMatch(
      /^KILLED {3}slo\/shop\/success\/fast ErrorBudgetBurn severity-swapped: .*\n {9}by shop\.success/m,
    );
  });

  it('takes as many mutants as it is told, and the same ones each time', () => {
    const [first, second] = [mutate(project(), '--sample', '5'), mutate(project(), '--sample', '5')];
    expect(first.stdout).toMatch(/^5 of \d{3,} mutants were tried$/m);
    expect(second.stdout).toBe(first.stdout);
  });

  // Of a ratio that somebody else computes no series is made up, so that nothing looks at the rule that reads it.
  const UNSEEN = SMALL.replace(
    /ratio:\n.*total.*\n.*bad.*\n/,
    'raw:\n        errorRatio: avg by (handler) (avg_over_time(shop_error_ratio{job="shop"}[$window]))\n',
  );
  const SURVIVOR = ['--operator', 'matcher-negated', '--rule', 'fast slo:total_events:rate'];
  const REVIEWED = `equivalent:
  - rules: ['slo/shop/success/fast slo:total_events:rate']
    operator: matcher-negated
    edits: ['job="shop" -> job!="shop"']
    reason: Only one job has the metric.
`;

  it('fails on an edit that nothing notices, with its place and the lines before and after', () => {
    const outcome = mutate(project({ [SPEC_PATH]: UNSEEN }), ...SURVIVOR);
    expect(outcome.status).toBe(1);
    expect(outcome.stdout).toMatch(
      /^SURVIVED slos\/shop\.slo\.yaml:3 shop\/success: slo\/shop\/success\/fast slo:total_events:rate\n {9}matcher-negated: job="shop" -> job!="shop"\n {9}- .*\{job="shop"\}.*\n {9}\+ .*\{job!="shop"\}.*\n {9}no scenario depends on this rule$/m,
    );
    expect(lastLine(outcome)).toBe('0 killed, 1 survived');
  });

  it('counts what a person has found equivalent apart', () => {
    const of = project({ [SPEC_PATH]: UNSEEN, 'slo.mutants.yaml': REVIEWED });
    const outcome = mutate(of, ...SURVIVOR, 'fast slo:error_ratio:rate5m');
    expect(outcome).toMatchObject({ stderr: '' });
    expect(outcome.stdout).toMatch(/^matcher-negated +(\d+) +(\d+) +0 +1 +0$/m);
    expect(lastLine(outcome)).toMatch(/^[1-9]\d* killed, 0 survived, 1 equivalent$/);
  });

  it('fails when a mutant on that list is killed, and says where it stands', () => {
    const list = REVIEWED.replace('slo:total_events:rate', 'slo:error_ratio:rate*')
      .replace('matcher-negated', 'rule-deleted')
      .replace(/'job.*'\]/, "'deleted']");
    const outcome = mutate(
      project({ 'reviewed.yaml': list }),
      '--equivalent',
      'reviewed.yaml',
      '--operator',
      'rule-deleted',
    );
    expect(outcome.stderr).toMatch(
      /error\[stale-equivalence\]: slo\/shop\/success\/fast slo:error_ratio:rate\w+: deleted is killed by/,
    );
    expect(outcome.stderr).toContain('reviewed.yaml:3:');
    expect(outcome.status).toBe(1);
  });

  it('says so when its list, a rule or a path is not there', () => {
    expect(mutate(project(), '--equivalent', 'none.yaml', '--operator', 'severity-swapped')).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('none.yaml'),
    });
    expect(mutate(project(), '--rule', 'rate7m')).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('"rate7m"'),
    });
    expect(mutate(project(), 'slos/none.slo.yaml')).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('none'),
    });
  });
});

describe('the options for mutants', () => {
  it.each([
    [['--mutate', '--sample', 'many'], '--sample takes a whole number from 1, not "many"'],
    [['--mutate', '--seed', '-1'], '--seed takes a whole number, not "-1"'],
    [['--mutate', '--operator', 'range-chnged'], 'did you mean "range-changed"?'],
    [['--sample', '3'], '--sample is for mutants'],
  ])('are refused when they make no sense: %j', (args, message) => {
    const outcome = project().slo('test', ...args);
    expect(outcome.status).toBe(2);
    expect(outcome.stderr).toContain(message);
    expect(linesOf(outcome)).toEqual(['']);
  });
});
