// What `slo explain` reckons. Its wording is not tested, its numbers are.
import { describe, expect, it } from '@jest/globals';
import { costOf, rawDesignSamplesPerMinute } from '../../../src/explain/cost.ts';
import { explainSlo } from '../../../src/explain/explain-slo.ts';
import { compileSpec, readCorpus } from '../../corpus/read-corpus.ts';
import { compileSlo, RATIO } from '../model/compile-one.ts';

const PERIOD_MS = 30 * 86_400_000;
const usual = compileSlo(`{ name: x, objective: 99.9%, ${RATIO} }`);

/** The row of the table of alerts for an error ratio. */
function rowOf(text: string, errors: string): string | undefined {
  return text.split('\n').find((line) => line.trim().startsWith(`${errors} `));
}

describe('the explanation of an SLO', () => {
  const text = explainSlo(usual, 20);

  it('tells the budget in time and in events', () => {
    expect(text).toContain('43 min 12 s');
    expect(text).toContain('2,592 of 2,592,000');
  });

  it('tells for each error ratio when which tier fires, and how much of the budget is gone then', () => {
    // A total outage of two minutes is 120 of 2592 seconds of budget.
    expect(rowOf(text, '100%')).toMatch(/^ *100% +2 min \(4\.6%\)/);
    expect(rowOf(text, '5%')).toMatch(/^ *5% +18 min 30 s \(2\.1%\)/);
    expect(rowOf(text, '0.1%')).toMatch(/^ *0\.1%( +-)+$/);
  });

  it('tells of zero tolerance that there is no budget', () => {
    const zero = compileSlo('{ name: x, indicator: { zeroTolerance: { events: lost_total } } }');
    expect(explainSlo(zero, 20)).toContain('zero events');
    expect(explainSlo(zero, 20)).not.toContain('%');
  });

  it('tells which bound of a histogram decides', () => {
    const latency = (more: string) =>
      explainSlo(compileSlo(`{ name: x, objective: 99%, indicator: { istio: { latency: { below: ${more} } } } }`), 20);
    expect(latency('250ms')).toContain('250 ms');
    expect(latency('200ms, snap: up')).toMatch(/200 ms.*250 ms/);
    expect(latency('200ms, snap: down')).toMatch(/200 ms.*100 ms/);
    // Two thirds of those between 100 and 250 ms are taken for fast; all of them may be slow.
    expect(latency('200ms, interpolate: true')).toContain('66.66666667%');
  });

  it('holds no gap, no hole and no trailing blank for any spec', () => {
    for (const spec of readCorpus()) {
      const slos = compileSpec(spec).files.flatMap(({ services }) => services.flatMap((service) => service.slos));
      for (const compiled of slos) {
        const lines = explainSlo(compiled, 20).split('\n');
        const faults = lines.filter((line) => /undefined|NaN|Infinity|null|\[object| $/.test(line));
        expect([spec.name, faults]).toEqual([spec.name, []]);
      }
    }
  });
});

describe('the cost of an SLO', () => {
  // Bad events are a part of the counter of all.
  const part = compileSlo(
    `{ name: x, objective: 99.9%, indicator: { ratio: { total: events_total, bad: 'events_total{code="5"}' } } }`,
  );
  const cost = (rawSeries: number, groups = 1) => costOf(part, { rawSeries, groups });

  it('counts the rules that there are, and a series for each group of a record', () => {
    const rules = part.groups.flatMap((group) => group.rules);
    const records = rules.filter(({ kind }) => kind === 'recording').length;
    expect(cost(20).rules).toBe(rules.length);
    expect(cost(20).series).toBe(records);
    const [one, two, three] = [1, 2, 3].map((groups) => cost(20, groups).series);
    expect(Number(two) - Number(one)).toBe(Number(three) - Number(two));
    expect(Number(two) - Number(one)).toBeGreaterThan(records / 2);
  });

  it('grows with the raw series by what the base window and the absence alert read, and no more', () => {
    // Two rates over 4 scrapes of 30 s and seven looks at what is newborn, twice a minute; and three looks each three minutes.
    const perSeries = (cost(2_020).samplesPerMinute - cost(20).samplesPerMinute) / 2_000;
    expect(perSeries).toBeCloseTo(2 * (4 + 7) * 2 + 1, 1);
  });

  it('is under 0.6 % of the usual design at 20 raw series, and under 0.2 % at 200', () => {
    const share = (rawSeries: number) =>
      cost(rawSeries).samplesPerMinute / rawDesignSamplesPerMinute(PERIOD_MS, 30_000, { rawSeries, groups: 1 });
    expect(share(20)).toBeLessThan(0.006);
    expect(share(200)).toBeLessThan(0.002);
  });
});
