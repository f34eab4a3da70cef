// `slo test` as a user runs it: green on what was just built, red with the right words on whatever somebody edited, and
// with the line to look at.
import { env } from 'node:process';
import { describe, expect, it } from '@jest/globals';
import { describeEachPromtool } from '../support/promtool.ts';
import { type Outcome, Project } from './slo-process.ts';
import { built, lastLine, linesOf, SMALL, SPEC_PATH, STORY, TESTS } from './small-project.ts';

const PATIENCE_MS = 60_000;

// There it would also tell how far it is.
delete env.CI;

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

  it(
    'passes after a build, and names the promtool first and the numbers last',
    () => {
      const outcome = test(built());
      expect(outcome).toMatchObject({ status: 0, stderr: '' });
      expect(linesOf(outcome)).toEqual([
        `promtool ${version} (${promtool})`,
        expect.stringMatching(/^[1-9]\d+ passed, 0 failed$/),
      ]);
    },
    PATIENCE_MS,
  );

  it(
    'fails on a threshold that was edited under test, and says which alert then fails whom',
    () => {
      const outcome = test(edited(`${TESTS}.fast.page.rules.yaml`, '> 10 * 0.01', '> 20 * 0.01'));
      expect(outcome.status).toBe(1);
      expect(outcome.stdout).toContain(
        `FAILED  ${TESTS}.fast.page.rules.yaml is not what ${SPEC_PATH} says: 1 line differs; run \`slo build\`\n`,
      );
      expect(outcome.stdout).toMatch(/^ {8}line \d+: - .* > 20 \* 0\.01\n {8} +\+ .* > 10 \* 0\.01$/m);
      expect(outcome.stdout).toMatch(
        /^FAILED {2}slos\/shop\.slo\.yaml:3 shop\/success: page: errors at 11%, just above its threshold: .*\n {8}at [\dhmins ]+: ErrorBudgetBurn page must fire, but does not$/m,
      );
      expect(lastLine(outcome)).toMatch(/^\d+ passed, [2-9] failed$/);
    },
    PATIENCE_MS,
  );

  it(
    'fails on one character that was edited in rules/',
    () => {
      const outcome = test(edited('rules/shop.yaml', '"30m"', '"31m"'));
      expect(outcome.status).toBe(1);
      expect(failuresIn(outcome)).toEqual([
        `FAILED  rules/shop.yaml is not what ${SPEC_PATH} says: 1 line differs; run \`slo build\``,
      ]);
      expect(lastLine(outcome)).toMatch(/^\d+ passed, 1 failed$/);
    },
    PATIENCE_MS,
  );

  it(
    'fails on a window that was edited under test',
    () => {
      const outcome = test(
        edited(
          `${TESTS}.fast.windows.rules.yaml`,
          'success",slo_service="shop"}[30m]',
          'success",slo_service="shop"}[1h]',
        ),
      );
      expect(outcome.status).toBe(1);
      expect(outcome.stdout).toMatch(
        /^FAILED {2}slos\/shop\.slo\.yaml:3 shop\/success: the ratio over 30 min: .*\n {8}at [\dhmins ]+: slo:error_ratio:rate30m must be 0\.\d+ \(± [\d.]+%\), but it is not for handler=handler-a$/m,
      );
    },
    PATIENCE_MS,
  );

  it(
    'fails on a matcher that was edited under test',
    () => {
      const outcome = test(edited(`${TESTS}.rules.yaml`, 'code=~"5.."', 'code=~"4.."'));
      expect(outcome.status).toBe(1);
      expect(outcome.stdout).toMatch(
        /^FAILED {2}slos\/shop\.slo\.yaml:3 shop\/success: healthy traffic: .*\n {8}at \d+ min: slo:bad_events:rate must be [\d.]+ \(± 0\.5%\), but it is not for handler=handler-a and for handler=handler-b$/m,
      );
      expect(outcome.stdout).not.toContain('promtool says');
      expect(outcome.stdout).toContain(`        ${TESTS}.30s.test.yaml\n`);
    },
    PATIENCE_MS,
  );

  it(
    "fails on a text that was edited under test, and repeats promtool's own words when asked",
    () => {
      const outcome = test(edited(`${TESTS}.budget.rules.yaml`, 'burns its error budget', 'burns it'), '--verbose');
      expect(outcome.stdout).toMatch(
        /^ {8}at \d+ min: the summary of ErrorBudgetBurn page must read "shop\/success burns its error budget .*", but reads "shop\/success burns it /m,
      );
      expect(outcome.stdout).toMatch(
        /^promtool says of .*budget\.1m\.test\.yaml:\n(?: {8}.*\n)* {8}.*alertname: ErrorBudgetBurn/m,
      );
    },
    PATIENCE_MS,
  );

  it(
    'fails on rules that cannot be loaded, with what promtool says',
    () => {
      const outcome = test(edited(`${TESTS}.fast.windows.rules.yaml`, 'avg_over_time(', 'avg_over_time(('));
      expect(outcome.stdout).toMatch(
        /^FAILED {2}slos\/shop\.slo\.yaml:3 shop\/success: its scenarios prove nothing\n {8}.*shop\.success\.fast\.windows\.rules\.yaml: .*could not parse expression/m,
      );
      expect(outcome.status).toBe(1);
    },
    PATIENCE_MS,
  );

  it(
    'takes rules that are not there for no success, and tells of tests that are not there',
    () => {
      const project = built();
      project.remove(`${TESTS}.fast.page.rules.yaml`);
      project.remove(`${TESTS}.30s.test.yaml`);
      const outcome = test(project);
      expect(outcome.stdout).toContain(`FAILED  ${TESTS}.30s.test.yaml is missing; run \`slo build\`\n`);
      expect(outcome.stdout).toMatch(/^SKIPPED \d+ scenarios: .*30s\.test\.yaml is missing$/m);
      expect(outcome.stdout).toContain('        its rules are missing: ');
      expect(lastLine(outcome)).toMatch(/^\d+ passed, \d+ failed, \d+ skipped$/);
      expect(outcome.status).toBe(1);
    },
    PATIENCE_MS,
  );

  it(
    "plays a user's scenario, alone when asked",
    () => {
      const outcome = test(built({ 'slos/stories/shop.slo-test.yaml': STORY }), 'slos/stories');
      expect(outcome).toMatchObject({ status: 0, stderr: '' });
      expect(lastLine(outcome)).toBe('1 passed, 0 failed');
    },
    PATIENCE_MS,
  );

  it(
    "fails a user's scenario with its own line",
    () => {
      const story = STORY.replace('at: 30m, silent: all', 'at: 49m, silent: [ErrorBudgetBurn]');
      const outcome = test(built({ 'slos/shop.slo-test.yaml': story }), 'slos/shop.slo-test.yaml');
      expect(outcome.status).toBe(1);
      expect(linesOf(outcome).slice(1)).toEqual([
        'FAILED  slos/shop.slo-test.yaml:2 shop/success: every fifth checkout fails',
        '        at 49 min: ErrorBudgetBurn must be silent, but ErrorBudgetBurn page fires for handler=/checkout',
        `        ${TESTS}.scenarios.30s.test.yaml`,
        '0 passed, 1 failed',
      ]);
    },
    PATIENCE_MS,
  );
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
