// `slo init`: a project that builds, made without touching what is there.
import { describe, expect, it } from '@jest/globals';
import { Project } from './slo-process.ts';

describe('slo init', () => {
  it('makes a project that builds, and changes nothing the second time', () => {
    const project = new Project({});
    expect(project.slo('init')).toMatchObject({ status: 0, stdout: '' });
    expect(project.slo('lint')).toMatchObject({ status: 0, stdout: '' });
    expect(project.slo('build').status).toBe(0);
    expect(project.slo('build', '--check').status).toBe(0);
    const before = project.snapshot();
    expect(project.slo('init').status).toBe(0);
    expect(project.snapshot()).toEqual(before);
  });

  it('keeps a configuration and adds what is missing', () => {
    const project = new Project({ 'slo.config.yaml': 'scrapeInterval: 15s\n' });
    expect(project.slo('init').status).toBe(0);
    expect(project.read('slo.config.yaml')).toBe('scrapeInterval: 15s\n');
    expect(Object.keys(project.snapshot()).some((path) => path.endsWith('.slo.yaml'))).toBe(true);
  });

  it('says so when it cannot write', () => {
    const project = new Project({ slos: 'a file' });
    const outcome = project.slo('init');
    expect(outcome).toMatchObject({ status: 1, stdout: '' });
    expect(outcome.stderr).toContain('error');
    expect(project.read('slos')).toBe('a file');
  });
});
