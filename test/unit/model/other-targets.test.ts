// Ratios whose good events are scraped at other moments than all events: their pages wait until the long window is half full.
import { describe, expect, it } from '@jest/globals';
import { budgetSlo, compileText } from '../../support/compile-text.ts';

const agesOf = (ratio: string, alerts = ''): number[] => agesOfIndicator(`ratio: { ${ratio} }`, alerts);

const agesOfIndicator = (indicator: string, alerts = ''): number[] => {
  const spec = `service: shop
slos:
  - name: answers
    objective: 99.9%
    indicator: { ${indicator} }
${alerts}`;
  return budgetSlo(compileText(spec), 'answers').tiers.map(({ minimumAgeMs }) => minimumAgeMs / 60_000);
};

const USUAL = [0, 0, 12 * 60, 36 * 60];

describe('the age that data must have', () => {
  it.each([
    [
      'good events of the same counter',
      `total: 'requests_total{job="web"}', good: 'requests_total{job="web", code="200"}'`,
    ],
    ['bad events of another counter', `total: requests_total, bad: failures_total`],
  ])('is the usual one of %s', (_what, ratio) => {
    expect(agesOf(ratio)).toEqual(USUAL);
  });

  it('is half of the long window where good events are of another counter', () => {
    const ratio = `total: 'asked_total{job="front"}', good: 'answered_total{job="back"}'`;
    expect(agesOf(ratio)).toEqual([30, 180, 12 * 60, 36 * 60]);
  });

  it.each([
    ['of another counter is half of the long window', 'answered_total', [30, 180, 12 * 60, 36 * 60]],
    ['of a part of the same counter is the usual one', 'asked_total{code="200"}', USUAL],
  ])('where a difference in PromQL %s', (_what, good, ages) => {
    const [all, part] = ['asked_total', good].map((counter) => `sum(rate(${counter}[$window]))`);
    expect(agesOfIndicator(`raw: { bad: '${all} - ${part}', total: '${all}' }`)).toEqual(ages);
  });

  it('is what the spec says, where it does', () => {
    const alerts = '    alerts: { burnRate: { tiers: { page-fast: { minimumAge: 0s } } } }\n';
    expect(agesOf('total: asked_total, good: answered_total', alerts)[0]).toBe(0);
  });
});
