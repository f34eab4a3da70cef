// `slo explain` for SLOs, presets and what it does not know. What it says in words is tested where the words are.
import { describe, expect, it } from '@jest/globals';
import { Project, SPEC } from './slo-process.ts';

describe('slo explain', () => {
  it('explains an SLO by its name, with its service, and with its namespace', () => {
    const project = new Project({ 'slos/shop.slo.yaml': `namespace: eu\n${SPEC}` });
    const byName = project.slo('explain', 'success');
    expect(byName.status).toBe(0);
    expect(byName.stdout).toContain('99.9%');
    expect(byName.stdout).toContain('page-fast');
    expect(project.slo('explain', 'shop/success')).toEqual(byName);
    expect(project.slo('explain', 'eu/shop/success')).toEqual(byName);
  });

  it('tells all SLOs of one name', () => {
    const project = new Project({
      'slos/a.slo.yaml': SPEC.replace('shop', 'first'),
      'slos/b.slo.yaml': SPEC.replace('shop', 'second'),
    });
    const { stdout } = project.slo('explain', 'success');
    expect(stdout).toContain('first/success');
    expect(stdout).toContain('second/success');
  });

  it('guesses what was meant by a name that it does not know', () => {
    const outcome = new Project().slo('explain', 'sucess');
    expect(outcome).toMatchObject({ status: 1, stdout: '' });
    expect(outcome.stderr).toContain('did you mean "success"?');
  });

  it('lists the presets without a project', () => {
    const { status, stdout } = new Project({}).slo('explain', 'presets');
    expect(status).toBe(0);
    expect(stdout).toContain('istiod-down');
    expect(stdout).toContain('IstiodDown');
  });

  it('reckons the cost with the number of series that it is given', () => {
    const project = new Project();
    const few = project.slo('explain', 'success', '--series', '20').stdout;
    const many = project.slo('explain', 'success', '--series', '2000').stdout;
    expect(project.slo('explain', 'success').stdout).toBe(few);
    expect(many).not.toBe(few);
  });

  it.each(['0', '-1', '1.5', 'many'])('takes no %s for a number of series', (series) => {
    const outcome = new Project().slo('explain', 'success', `--series=${series}`);
    expect(outcome).toMatchObject({ status: 2, stdout: '' });
  });
});
