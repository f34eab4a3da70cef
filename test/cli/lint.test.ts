// `slo lint` as editors, code hosts and people use it.
import { describe, expect, it } from '@jest/globals';
import { Project, SPEC } from './slo-process.ts';

const WRONG = SPEC.replace('objective', 'objectve').replace('shop', 'wrong');

function wrongProject(): Project {
  return new Project({ 'slos/shop.slo.yaml': SPEC, 'slos/wrong.slo.yaml': WRONG });
}

describe('slo lint', () => {
  it('finds nothing wrong with a sound project, in each format', () => {
    const project = new Project();
    expect(project.slo('lint')).toMatchObject({ status: 0, stdout: '' });
    expect(project.slo('lint', '--format', 'github')).toMatchObject({ status: 0, stdout: '' });
    const json = project.slo('lint', '--format', 'json');
    expect([json.status, JSON.parse(json.stdout).diagnostics]).toEqual([0, []]);
    const sarif = project.slo('lint', '--format', 'sarif');
    expect([sarif.status, JSON.parse(sarif.stdout).runs[0].results]).toEqual([0, []]);
  });

  it('shows people the line, what is wrong with it, and what was meant', () => {
    const { status, stdout } = wrongProject().slo('lint');
    expect(status).toBe(1);
    expect(stdout).toContain('slos/wrong.slo.yaml:4:5 error[unknown-field]');
    expect(stdout).toContain('did you mean "objective"?');
    expect(stdout).not.toContain('\u001b');
  });

  it('prints JSON', () => {
    const { status, stdout } = wrongProject().slo('lint', '--format', 'json');
    expect(status).toBe(1);
    expect(JSON.parse(stdout).diagnostics).toContainEqual(
      expect.objectContaining({ code: 'unknown-field', file: 'slos/wrong.slo.yaml', line: 4, column: 5 }),
    );
  });

  it('prints SARIF', () => {
    const { status, stdout } = wrongProject().slo('lint', '--format', 'sarif');
    const log = JSON.parse(stdout);
    expect(status).toBe(1);
    expect(log.version).toBe('2.1.0');
    expect(log.runs[0].results.map(({ ruleId }: { ruleId: string }) => ruleId)).toContain('unknown-field');
  });

  it('prints commands for GitHub, one a line', () => {
    const { status, stdout } = wrongProject().slo('lint', '--format', 'github');
    expect(status).toBe(1);
    for (const line of stdout.trimEnd().split('\n')) expect(line).toMatch(/^::(error|warning) file=[^,]+,line=\d+/);
  });

  it('looks only at the files and folders that it is given', () => {
    const project = new Project({ 'slos/shop.slo.yaml': SPEC, 'drafts/wrong.slo.yaml': WRONG });
    expect(project.slo('lint', 'slos/shop.slo.yaml').status).toBe(0);
    expect(project.slo('lint', 'drafts').stdout).toContain('drafts/wrong.slo.yaml:4:5');
  });

  it('writes nothing', () => {
    const project = wrongProject();
    const before = project.snapshot();
    project.slo('lint');
    expect(project.snapshot()).toEqual(before);
  });
});
