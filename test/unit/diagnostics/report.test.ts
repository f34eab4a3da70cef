import { describe, expect, it } from '@jest/globals';
import { Report } from '../../../src/diagnostics/report.ts';
import { madeUpCode } from '../../support/made-up-code.ts';

const source = { path: 'a.slo.yaml', text: 'service: x\n' };

describe('Report', () => {
  it('sorts by place and keeps each problem once', () => {
    const report = new Report();
    const late = {
      code: madeUpCode('b'),
      severity: 'warning',
      message: 'late',
      span: { source, start: 9, end: 10 },
    } as const;
    const early = {
      code: madeUpCode('a'),
      severity: 'warning',
      message: 'early',
      span: { source, start: 0, end: 7 },
    } as const;
    for (const diagnostic of [late, early, late]) report.add(diagnostic);
    expect(report.diagnostics.map(({ message }) => message)).toEqual(['early', 'late']);
    expect(report.hasErrors).toBe(false);
  });
});
