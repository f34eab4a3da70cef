// `slo test` as a user runs it: green on what was just built, red with the right words on whatever somebody edited, and
// with the line to look at.
import { describe, expect, it } from '@jest/globals';
import { describeEachPromtool } from '../support/promtool.ts';
import { type Outcome, Project } from './slo-process.ts';
import { built, lastLine, linesOf, SMALL, SPEC_PATH, STORY } from './small-project.ts';

/** A built project in which one text of one file was replaced by hand. */
function edited(path: string, from: string, to: string, files?: Readonly<Record<string, string>>): Project {
  const project = built(files);
  const before = project.read(path);
  expect(before).toContain(from);
  project.write(path, before.replace(from, to));
  return project;
}

const failuresIn = (outcome: Outcome): string[] => linesOf(outcome).filter((line) => line.startsWith('FAILED'));

describeEachPromtool('slo test', (promtool, { version }) => {
  const test = (project: Project, ...args: readonly string[]) => project.slo('test', '--promtool', promtool, ...args);

  it('passes after a build, and names the promtool first and the numbers last', () => {
    const outcome = test(built());
    expect(outcome).toMatchObject({ status: 0, stderr: '' });
    expect(linesOf(outcome)).toEqual([
      `promtool ${version} (${promtool})`,
      expect.stringMatching(/^[1-9]\d+ passed, 0 failed$/),
    ]);
  });

  it('fails on one character that was edited in rules/', () => {
    const outcome = test(edited('rules/shop.yaml', '"30m"', '"31m"'));
    expect(outcome.status).toBe(1);
    expect(failuresIn(outcome)).toEqual([
      `FAILED  rules/shop.yaml is not what ${SPEC_PATH} says: 1 line differs; run \`slo build\``,
    ]);
    expect(lastLine(outcome)).toMatch(/^\d+ passed, 1 failed$/);
  });

  it("plays a user's scenario, alone when asked", () => {
    const outcome = test(built({ 'slos/stories/shop.slo-test.yaml': STORY }), 'slos/stories');
    expect(outcome).toMatchObject({ status: 0, stderr: '' });
    expect(lastLine(outcome)).toBe('1 passed, 0 failed');
  });

  it("fails a user's scenario with its own line", () => {
    const story = STORY.replace('at: 30m, silent: all', 'at: 49m, silent: [ErrorBudgetBurn]');
    const outcome = test(built({ 'slos/shop.slo-test.yaml': story }), 'slos/shop.slo-test.yaml');
    expect(outcome.status).toBe(1);
    expect(linesOf(outcome).slice(1)).toEqual([
      'FAILED  slos/shop.slo-test.yaml:2 shop/success: every fifth checkout fails',
      '        at 49 min: ErrorBudgetBurn must be silent, but ErrorBudgetBurn page fires for handler=/checkout',
      '        why: ErrorBudgetBurn page at 49 min',
      expect.stringMatching(
        /^ {10}slo:error_ratio:rate30m > 10 \* 0\.01: holds for handler=\/checkout, the value is 0\.1\d+ and the threshold 0\.1$/,
      ),
      expect.stringMatching(/^ {10}slo:error_ratio:rate5m > 10 \* 0\.01: holds for handler=\/checkout, .*/),
      expect.stringMatching(/^ {10}slo:error_ratio:rate5m > 0\.5: does not hold for handler=\/checkout, .*/),
      expect.stringMatching(/^ {10}sum_over_time\(.*\[5m:30s\]\) \* 30 >= 1\.5: holds for handler=\/checkout, .*/),
      expect.stringMatching(/^ {10}sum_over_time\(.*\[30m:30s\]\) \* 30 >= 5: holds for handler=\/checkout, .*/),
      expect.stringMatching(/^ {10}ALERTS\{.*\}: holds for handler=\/checkout$/),
      expect.stringMatching(/^ {10}slo:error_ratio:rate5m <= 10 \* 0\.01: does not hold for handler=\/checkout, .*/),
      expect.stringMatching(
        /^ {10}\(slo:error_ratio:rate30m - slo:error_ratio:rate5m\) \* sqrt.*: does not hold for .*, .*/,
      ),
      expect.stringMatching(/^ {10}once it has fired, the alert keeps firing for 30 min after that$/),
      expect.stringMatching(/^ {10}it fires from 4\d min(?: \d+ s)? to 50 min \(the series end at 50 min\)$/),
      '0 passed, 1 failed',
    ]);
  });
});

describe('slo test without a sound project', () => {
  it('reports a scenario of an unknown SLO where it was written', () => {
    const project = new Project({ [SPEC_PATH]: SMALL, 'slos/shop.slo-test.yaml': STORY.replace('success', 'sucess') });
    const outcome = project.slo('test');
    expect(outcome.status).toBe(1);
    expect(outcome.stderr).toContain('slos/shop.slo-test.yaml:3:10 error[unknown-slo]: no SLO is called "sucess"');
    expect(outcome.stderr).toContain('did you mean "success"?');
    expect(lastLine(outcome)).toBe('0 passed, 1 failed');
  });

  it('reports it in `slo build` and `slo lint` too, and builds nothing', () => {
    const project = new Project({ [SPEC_PATH]: SMALL, 'slos/shop.slo-test.yaml': STORY.replace('success', 'sucess') });
    expect(project.slo('build')).toMatchObject({ status: 1, stderr: expect.stringContaining('error[unknown-slo]') });
    const lint = project.slo('lint', 'slos/shop.slo-test.yaml');
    expect(lint).toMatchObject({ status: 1, stdout: expect.stringContaining('error[unknown-slo]') });
    expect(Object.keys(project.snapshot())).toEqual(['slos/shop.slo-test.yaml', SPEC_PATH]);
  });

  it('has a schema of its scenarios for editors', () => {
    const { status, stdout } = new Project({}).slo('schema', '--tests');
    expect(status).toBe(0);
    expect(Object.keys(JSON.parse(stdout).properties)).toEqual(['scenarios']);
    expect(new Project({}).slo('schema', '--tests', '--config').status).toBe(2);
  });

  it('knows no spec by a name that none has', () => {
    const outcome = built().slo('test', 'slos/stock.slo.yaml');
    expect(outcome).toMatchObject({ status: 1, stdout: '' });
    expect(outcome.stderr).toContain('"slos/stock.slo.yaml"');
  });
});
