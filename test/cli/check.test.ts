// `slo build --check`: passes while the output is what the specs say, and otherwise says what differs and writes nothing.
import { describe, expect, it } from '@jest/globals';
import { CHANGED_SPEC, type Outcome, Project } from './slo-process.ts';

/** What `--check` says after `change` of a project that was built, and that it has written nothing. */
function checkAfter(change: (project: Project) => void): Outcome {
  const project = new Project();
  project.slo('build');
  change(project);
  const before = project.snapshot();
  const outcome = project.slo('build', '--check');
  expect(project.snapshot()).toEqual(before);
  return outcome;
}

describe('slo build --check', () => {
  it('passes after a build', () => {
    expect(checkAfter(() => undefined)).toMatchObject({ status: 0, stdout: '' });
  });

  it('fails before the first build and writes nothing', () => {
    const project = new Project();
    const outcome = project.slo('build', '--check');
    expect(outcome.status).toBe(1);
    expect(outcome.stdout).toMatch(/^created +rules\/shop\.yaml$/m);
    expect(Object.keys(project.snapshot())).toEqual(['slos/shop.slo.yaml']);
  });

  it('shows what a changed spec changes', () => {
    const { status, stdout } = checkAfter((project) => project.write('slos/shop.slo.yaml', CHANGED_SPEC));
    expect(status).toBe(1);
    expect(stdout).toMatch(/^changed +rules\/shop\.yaml$/m);
    expect(stdout).toMatch(/^- .*vector\(0\.999\)$/m);
    expect(stdout).toMatch(/^\+ .*vector\(0\.995\)$/m);
  });

  it('shows what somebody changed in the output', () => {
    const { status, stdout } = checkAfter((project) => {
      project.write('rules/shop.yaml', project.read('rules/shop.yaml').replace('14.4 * 0.001', '20 * 0.001'));
    });
    expect(status).toBe(1);
    expect(stdout).toMatch(/^- .* > 20 \* 0\.001$/m);
    expect(stdout).toMatch(/^\+ .* > 14\.4 \* 0\.001$/m);
  });

  it('notices output that is missing', () => {
    const { status, stdout } = checkAfter((project) => project.remove('rules/shop.yaml'));
    expect(status).toBe(1);
    expect(stdout).toMatch(/^created +rules\/shop\.yaml$/m);
  });

  it('notices output that no spec asks for', () => {
    const { status, stdout } = checkAfter((project) => {
      // The header names the place of the file; a copy elsewhere is nobody's output.
      project.write('rules/gone.yaml', project.read('rules/shop.yaml').replace('rules/shop.yaml', 'rules/gone.yaml'));
    });
    expect(status).toBe(1);
    expect(stdout).toMatch(/^orphaned +rules\/gone\.yaml$/m);
  });
});
