// Whatever users write as the values of a series, a timeline of it can be drawn.
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { timelineOf } from '../../../src/preview/timeline.ts';
import { timelineChart } from '../../../src/preview/timeline-chart.ts';
import { selector } from '../../../src/promql/build.ts';
import type { Labels } from '../../../src/proof/context/label-set.ts';
import type { Scenario } from '../../../src/proof/context/scenario.ts';

const number = fc.oneof(
  fc.integer({ min: -1000, max: 1_000_000 }).map(String),
  fc.constantFrom('1e308', '-1e308', '1e999', '0.000001', '5e-324', '1234567890123456789'),
);
const times = fc.constantFrom(0, 1, 2, 7, 1_000_000);
const token = fc.oneof(
  number,
  fc.tuple(number, fc.constantFrom('0', '1', '2.5', '1e300'), times).map(([a, b, n]) => `${a}+${b}x${n}`),
  fc.tuple(number, times).map(([a, n]) => `${a}-1x${n}`),
  times.map((n) => `_x${n}`),
  fc.constantFrom('_', 'stale', 'NaN', '+Inf', '-Inf'),
);
const values = fc.array(token, { minLength: 1, maxLength: 6 }).map((tokens) => tokens.join(' '));
const name = fc.constantFrom('up', 'requests_total');
const labelSet = fc.constantFrom<Labels>({}, { a: '<b>&' }, { a: 'long '.repeat(60) });

describe('timelineChart', () => {
  it('draws any series as numbers that a browser understands', async () => {
    const scenarios = fc.record({
      series: fc.array(fc.record({ metric: name, labels: labelSet, values }), { minLength: 1, maxLength: 6 }),
      atMs: fc.constantFrom(0, 60_000, 3_600_000, 1e12),
      stepMs: fc.constantFrom(1, 15_000, 3_600_000),
    });
    await fc.assert(
      fc.asyncProperty(scenarios, async ({ series, atMs, stepMs }) => {
        const checks: Scenario['checks'] = [
          { what: 'A must fire', claim: { alert: 'A', state: 'fires' }, atMs, expr: selector('a'), samples: [] },
        ];
        const scenario: Scenario = {
          id: { kind: 'any' },
          title: 'any',
          rules: 'user',
          stepMs,
          evaluationMs: stepMs,
          series,
          checks,
          rendered: [],
        };
        const { markup } = await timelineChart(timelineOf(scenario, undefined), 'any');
        expect(markup).not.toMatch(/NaN|∞|Infinity|undefined|null|<b>/);
        const texts = [...markup.matchAll(/<text[^>]*>([^<]*)/g)].map(([, text = '']) => text);
        expect(texts.filter((text) => text.length > 90)).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });
});
