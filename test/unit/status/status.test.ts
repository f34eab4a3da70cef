// What rules have recorded in, how SLOs stand out: budgets, burn rates, alerts, and which SLO is in the greatest trouble.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { statusText } from '../../../src/cli/status/status-text.ts';
import { PLAIN } from '../../../src/diagnostics/paint.ts';
import { FIRING_ALERTS, type StatusSample, statusOf, statusQueries } from '../../../src/status/status.ts';
import { compileText } from '../../support/compile-text.ts';

const DAY_MS = 86_400_000;
const slo = (name: string, by = '') => `  - name: ${name}
    objective: 99%
    period: 30d
    indicator: { ${by}ratio: { total: requests_total, bad: errors_total } }
`;
const { slos } = compileText(`service: shop
slos:
${slo('calm')}${slo('silent')}${slo('spent')}${slo('paged', 'by: [handler], ')}${slo('going')}  - name: losses
    indicator: { zeroTolerance: { events: lost_total } }
`);

const LEFT = 'slo:error_budget:remaining_ratio';
const RATIO = 'slo:error_ratio:rate1h';
const of = (name: string, value: number, more = {}): StatusSample => ({
  labels: { slo: name, slo_service: 'shop', ...more },
  value,
});
const ANSWERS = new Map<string, readonly StatusSample[]>([
  [
    LEFT,
    [
      of('calm', 0.9),
      of('spent', -0.25),
      of('paged', 0.8, { handler: '/a' }),
      of('paged', 0.7, { handler: '/b' }),
      of('paged', 0.5, { handler: '/b\u001b[31m' }),
      of('going', 0.5),
      // Of another namespace, and of nobody.
      of('calm', -3, { slo_namespace: 'other' }),
      { labels: {}, value: -1 },
    ],
  ],
  [RATIO, [of('calm', 0.001), of('spent', 0), of('going', 0.02), of('paged', 0.144, { handler: '/b' })]],
  ['slo:breach_events:count', [of('losses', 0)]],
  [FIRING_ALERTS, [of('paged', 1, { handler: '/a', alertname: 'ErrorBudgetBurn', slo_tier: 'page-fast' })]],
]);
const found = statusOf(slos, ANSWERS);
const named = (name: string) => found.find((status) => status.slo.identity.slo === name);

describe('the status of SLOs', () => {
  it('is asked for in a handful of queries, however many SLOs there are', () => {
    expect(statusQueries(slos)).toEqual([LEFT, 'slo:breach_events:count', FIRING_ALERTS, RATIO]);
  });

  it('takes what is no number for no sample', () => {
    const broken = new Map(
      [...ANSWERS].map(([query, samples]) => [query, samples.map((sample) => ({ ...sample, value: Number.NaN }))]),
    );
    const status = statusOf(slos, broken);
    expect(new Set(status.map(({ state }) => state))).toEqual(new Set(['no data']));
    expect(statusText([{ slos: status }], 5, PLAIN)).not.toContain('NaN');
    // Another replica that has a number is believed.
    const [left = [], count = []] = [ANSWERS.get(LEFT), ANSWERS.get('slo:breach_events:count')];
    const mixed = new Map([
      ...ANSWERS,
      [LEFT, [of('calm', Number.NaN, { replica: 'b' }), ...left]],
      ['slo:breach_events:count', [of('losses', Number.NaN, { replica: 'b' }), ...count]],
    ] as const);
    expect(statusOf(slos, mixed).map(({ state }) => state)).toEqual(found.map(({ state }) => state));
  });

  it('has the greatest trouble first', () => {
    expect(found.map(({ slo: { identity }, state }) => [identity.slo, state])).toEqual([
      ['paged', 'firing'],
      ['spent', 'overspent'],
      ['silent', 'no data'],
      ['going', 'burning'],
      ['calm', 'fine'],
      ['losses', 'fine'],
    ]);
  });

  it('tells the burn rate, and when the budget is gone: what is left of the period over the rate', () => {
    expect(named('calm')?.groups).toEqual([{ labels: {}, budgetLeft: 0.9, burnRate: 0.1, firing: [] }]);
    const [going] = named('going')?.groups ?? [];
    expect(going?.burnRate).toBeCloseTo(2);
    expect((going?.goneInMs ?? 0) / DAY_MS).toBeCloseTo(7.5);
  });

  it('keeps groups apart, that which fires first, then that with the least left', () => {
    const groups = named('paged')?.groups.map(({ labels, firing }) => [labels.handler, firing]);
    expect(groups).toEqual([
      ['/a', ['ErrorBudgetBurn/page-fast']],
      ['/b\u001b[31m', []],
      ['/b', []],
    ]);
  });

  it('counts bad events where none may happen', () => {
    const broken = statusOf(slos, new Map([['slo:breach_events:count', [of('losses', 2)]]]));
    expect(broken[0]).toMatchObject({ state: 'overspent', groups: [{ breaches: 2 }] });
  });

  it('reads as its page shows', () => {
    const page = readFileSync(new URL('../../../docs/status.md', import.meta.url), 'utf8');
    const shown = /^```console\n\$.*?\n(.*?)^```$/ms.exec(page)?.[1] ?? '';
    const safe = statusOf(
      slos.filter(({ identity }) => identity.slo !== 'calm'),
      new Map(
        [...ANSWERS].map(([query, samples]) => [query, samples.filter(({ labels }) => !labels.handler?.includes('['))]),
      ),
    );

    expect(statusText([{ slos: safe }], 5, PLAIN)).toBe(shown);
  });

  it('reads as a table, of each SLO the worst groups, and no control character', () => {
    const text = statusText([{ slos: found }], 2, PLAIN);
    expect(text.split('\n').map((line) => line.trimEnd())).toEqual([
      expect.stringMatching(/^SLO +state +objective +budget left +burn rate +gone in +firing$/),
      expect.stringMatching(/^shop\/paged +firing +99% over 30d +80% +ErrorBudgetBurn\/page-fast$/),
      expect.stringMatching(/^ {2}\/a +80% +ErrorBudgetBurn\/page-fast$/),
      expect.stringMatching(/^ {2}\/b\\x1b\[31m +50%$/),
      expect.stringMatching(/^ {2}and 1 more$/),
      expect.stringMatching(/^shop\/spent +overspent +99% over 30d +overspent by 25% +0 \(1h\)$/),
      expect.stringMatching(/^shop\/silent +no data +99% over 30d$/),
      expect.stringMatching(/^shop\/going +burning +99% over 30d +50% +2× \(1h\) +7 d 12 h$/),
      expect.stringMatching(/^shop\/calm +fine +99% over 30d +90% +0.1× \(1h\)$/),
      expect.stringMatching(/^shop\/losses +fine +no bad event in .+ +0 bad$/),
      '',
    ]);
  });
});
