// What a process that compiles again and again does not do again, and what it must.
import { describe, expect, it } from '@jest/globals';
import { compile } from '../../src/compile.ts';
import { Report, type SourceFile } from '../../src/diagnostics/report.ts';
import { memoized } from '../../src/memoized.ts';
import { readSettings } from '../../src/model/settings.ts';

describe('a memoized function', () => {
  it('is called once for the same objects, in their order, whatever it returns', () => {
    const calls: string[] = [];
    const join = memoized((left: { name: string }, right: { name: string }) => {
      calls.push(`${left.name}${right.name}`);
      return left === right ? undefined : calls.length;
    });
    const [a, b] = [{ name: 'a' }, { name: 'b' }];
    expect([join(a, b), join(b, a), join(a, a), join(a, b), join(a, a)]).toEqual([1, 2, undefined, 1, undefined]);
    expect(join({ name: 'a' }, b)).toBe(4);
    expect(calls).toEqual(['ab', 'ba', 'aa', 'ab']);
  });

  it('takes no more than its inputs from who calls it with more', () => {
    const keysOf = memoized((of: object) => Object.keys(of));
    const all = [{ a: 1 }, { b: 2 }];
    expect(all.map(keysOf)).toEqual([['a'], ['b']]);
    expect(all.map(keysOf)[0]).toBe(keysOf(all[0] ?? {}));
  });

  it('shares nothing with another one of the same objects', () => {
    const [one, two] = [memoized((of: object) => Object.keys(of)), memoized((of: object) => Object.values(of))];
    const pair = { key: 'value' };
    expect([one(pair), two(pair)]).toEqual([['key'], ['value']]);
  });
});

const source = (service: string, objective = '99%'): SourceFile => ({
  path: `slos/${service}.slo.yaml`,
  text: `service: ${service}\nslos:\n  - name: a\n    objective: ${objective}\n    indicator: { ratio: { total: t_total, bad: b_total } }\n`,
});

describe('a second compilation', () => {
  const settings = readSettings(undefined, new Report());
  const filesOf = (specs: readonly SourceFile[], own = settings) => compile({ specs }, own, new Report()).files;

  it('takes what did not change from the first, and compiles what did', () => {
    const [same, old, changed] = [source('same'), source('other'), source('other', '98%')];
    const first = filesOf([same, old]);
    const second = filesOf([same, changed]);
    expect(second[0]).toBe(first[0]);
    expect(second).toEqual(filesOf([source('same'), source('other', '98%')]));
  });

  it('compiles anew for other settings', () => {
    const same = source('same');
    expect(filesOf([same], { ...settings, scrapeIntervalMs: 15_000 })[0]).not.toEqual(filesOf([same])[0]);
  });

  it('proves the same file once', () => {
    const same = source('same');
    const [first, second] = [
      compile({ specs: [same] }, settings, new Report()),
      compile({ specs: [same] }, settings, new Report()),
    ];
    expect(second.proven[0]?.proof).toBe(first.proven[0]?.proof);
    expect(second.with({ scenarios: [] }).tested[0]?.proof).toBe(first.proven[0]?.proof);
  });

  it('tells again what is wrong, also between files', () => {
    const broken = [source('a', '100'), source('b'), { ...source('b'), path: 'slos/c.slo.yaml' }];
    const codesOf = () => {
      const report = new Report();
      compile({ specs: broken }, settings, report);
      return report.diagnostics.map(({ code }) => code);
    };
    const codes = codesOf();
    expect(codes).toEqual(expect.arrayContaining(['wrong-unit', 'duplicate-identity']));
    expect(codesOf()).toEqual(codes);
  });
});
