// What a process that builds again and again does not do again, and what it must.
import { describe, expect, it } from '@jest/globals';
import { compile } from '../../src/compile.ts';
import { Report } from '../../src/diagnostics/report.ts';
import { readSettings } from '../../src/model/settings.ts';
import { ResultCache } from '../../src/result-cache.ts';

const source = (service: string, objective = '99%') => ({
  path: `slos/${service}.slo.yaml`,
  text: `service: ${service}\nslos:\n  - name: a\n    objective: ${objective}\n    indicator: { ratio: { total: t_total, bad: b_total } }\n`,
});

describe('a compilation that recalls an earlier one', () => {
  const settings = readSettings(undefined, new Report());

  it('takes what did not change from there, and compiles what did', () => {
    const cache = new ResultCache();
    const [same, old, changed] = [source('same'), source('other'), source('other', '98%')];
    const first = compile([same, old], settings, new Report(), cache);
    const second = compile([same, changed], settings, new Report(), cache);
    expect(second[0]).toBe(first[0]);
    expect(second).toEqual(compile([same, changed], settings, new Report()));
  });

  it('compiles anew for other settings', () => {
    const cache = new ResultCache();
    const same = source('same');
    const [first] = compile([same], settings, new Report(), cache);
    const other = { ...settings, scrapeIntervalMs: 15_000 };
    expect(compile([same], other, new Report(), cache)[0]).not.toEqual(first);
  });

  it('tells again what is wrong, also between files', () => {
    const cache = new ResultCache();
    const broken = [source('a', '100'), source('b'), { ...source('b'), path: 'slos/c.slo.yaml' }];
    const codesOf = () => {
      const report = new Report();
      compile(broken, settings, report, cache);
      return report.diagnostics.map(({ code }) => code);
    };
    const codes = codesOf();
    expect(codes).toEqual(expect.arrayContaining(['wrong-unit', 'duplicate-identity']));
    expect(codesOf()).toEqual(codes);
  });
});
