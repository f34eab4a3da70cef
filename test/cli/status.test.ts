// `slo status` as it is typed, where nobody answers or it is used wrongly.
import { describe, expect, it } from '@jest/globals';
import { Project } from './slo-process.ts';

describe('slo status', () => {
  it('says why nothing is known, and exits with 1', () => {
    const { status, stdout, stderr } = new Project().slo('status', '--prometheus', 'http://127.0.0.1:1');
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toContain('error[prometheus-unreachable]');
  });

  it('is used wrongly without a server, and with a number or a duration that is none', () => {
    const project = new Project();
    for (const args of [[], ['--groups', 'many'], ['--groups', '-1'], ['--groups', '1.5'], ['--watch', 'often']]) {
      const { status, stderr } = project.slo('status', ...args);
      expect([args, status]).toEqual([args, 2]);
      expect(stderr).toContain('error[wrong-usage]');
    }
  });
});
