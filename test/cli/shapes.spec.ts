// `slo test` where much is alike: of SLOs that differ in names alone one is run, with `--since` none that a commit has, and
// `--all` runs each.
import { expect, it } from '@jest/globals';
import { describeWithPromtool } from '../support/promtool.ts';
import { commit, git } from './git-project.ts';
import type { Project } from './slo-process.ts';
import { built, lastLine, linesOf, SMALL, SPEC_PATH } from './small-project.ts';

const OTHER_PATH = 'slos/shovel.slo.yaml';
const OTHER = SMALL.replaceAll('shop', 'shovel');

const noteOf = (outcome: { readonly stdout: string }) =>
  linesOf({ status: 0, stderr: '', ...outcome }).find((line) => line.startsWith('note'));

/** The number of scenarios that have passed. */
const passedIn = (outcome: { readonly stdout: string }) => Number(/^(\d+) passed, 0 failed/m.exec(outcome.stdout)?.[1]);

describeWithPromtool('slo test of SLOs that are alike', (promtool) => {
  const test = (project: Project, ...args: readonly string[]) => project.slo('test', '--promtool', promtool, ...args);

  it('runs one of them, says so, and counts both', () => {
    const passed = passedIn(test(built()));
    const project = built({ [OTHER_PATH]: OTHER });
    const both = test(project);
    expect(noteOf(both)).toMatch(
      new RegExp(
        `^note +${passed} of ${2 * passed} scenarios are proven by others that differ in names alone; --all runs each$`,
      ),
    );
    expect(passedIn(both)).toBe(2 * passed);
    const all = test(project, '--all');
    expect(noteOf(all)).toBeUndefined();
    expect(passedIn(all)).toBe(2 * passed);
  });

  it('runs with --since what a commit does not have', () => {
    const project = built();
    git(project.root, 'init', '-q');
    commit(project, 'one');
    const nothing = test(project, '--since', 'HEAD');
    expect(nothing).toMatchObject({ status: 0, stderr: '' });
    expect(lastLine(nothing)).toMatch(/^0 passed, 0 failed, [1-9]\d* unchanged$/);
    project.write(SPEC_PATH, SMALL.replace('99%', '98%'));
    expect(project.slo('build').status).toBe(0);
    const changed = test(project, '--since', 'HEAD');
    expect(changed.status).toBe(0);
    expect(lastLine(changed)).toMatch(/^[1-9]\d* passed, 0 failed, [1-9]\d* unchanged$/);
    project.write(OTHER_PATH, OTHER);
    expect(project.slo('build').status).toBe(0);
    expect(lastLine(test(project, '--since', 'HEAD', OTHER_PATH))).toMatch(/^0 passed, 0 failed, [1-9]\d* unchanged$/);
  });

  it('runs everything where the specs of the commit have errors, and nothing where git knows no commit', () => {
    const project = built();
    git(project.root, 'init', '-q');
    project.write(SPEC_PATH, SMALL.replace('objective', 'objectiv'));
    commit(project, 'wrong');
    project.write(SPEC_PATH, SMALL);
    expect(lastLine(test(project, '--since', 'HEAD'))).toMatch(/^[1-9]\d* passed, 0 failed$/);
    const unknown = test(project, '--since', 'nowhere');
    expect(unknown).toMatchObject({ status: 2, stdout: '' });
    expect(unknown.stderr).toContain('error[unknown-revision]: git knows no "nowhere"');
    expect(test(project, '--since', 'HEAD', '--mutate').status).toBe(2);
  });
});
