// `slo build --tracked` in a real repository: whether git has what the build wrote.
import { describe, expect, it } from '@jest/globals';
import { git, SPEC_PATH } from './git-project.ts';
import { CHANGED_SPEC, Project, SPEC } from './slo-process.ts';

describe('slo build --tracked', () => {
  it('fails until git has what the build wrote', () => {
    const project = new Project();
    git(project.root, 'init', '-q');
    git(project.root, 'add', '-A');
    expect(project.slo('build', '--tracked')).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/rules\/shop\.yaml/),
    });
    // Built already, and still in no commit.
    expect(project.slo('build', '--tracked').status).toBe(1);
    git(project.root, 'add', '-A');
    expect(project.slo('build', '--tracked').status).toBe(0);
    project.write(SPEC_PATH, CHANGED_SPEC);
    expect(project.slo('build', '--tracked').status).toBe(1);
  });

  it('minds no outputs that git ignores', () => {
    const project = new Project({ [SPEC_PATH]: SPEC, '.gitignore': 'rules/\ndashboards/\ntest/\n' });
    git(project.root, 'init', '-q');
    project.slo('build');
    expect(project.slo('build', '--tracked').status).toBe(0);
  });

  it('says so where there is no git', () => {
    expect(new Project().slo('build', '--tracked')).toMatchObject({ status: 2 });
  });
});
