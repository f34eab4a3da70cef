import { describe, expect, it } from '@jest/globals';
import { defineMetrics, groupLabels, select, selectPart } from '../../../src/metrics/metric.ts';
import { print } from '../../../src/promql/print.ts';

const { bread_baked_total: BREAD, oven_heat_seconds: HEAT } = defineMetrics('istiod', {
  bread_baked_total: { type: 'counter', labels: ['kind', 'oven'], help: 'Loaves.', source: 'a.go' },
  oven_heat_seconds: {
    type: 'histogram',
    unit: 'seconds',
    labels: ['oven'],
    buckets: [1],
    help: 'Heat.',
    source: 'a.go',
  },
});

describe('defineMetrics', () => {
  it('names metrics by their keys and fills in exporter and unit', () => {
    expect([BREAD.name, BREAD.exportedBy, BREAD.unit]).toEqual(['bread_baked_total', 'istiod', 'none']);
    expect(HEAT.unit).toBe('seconds');
  });
});

describe('select', () => {
  it('writes the tests in their order, then the further matchers', () => {
    const selector = select(BREAD, { oven: ['=~', 'a|b'], kind: 'rye', namespace: ['!=', ''] }, [
      { label: 'anything', op: '!~', value: 'x.*' },
    ]);
    expect(print(selector)).toBe('bread_baked_total{oven=~"a|b",kind="rye",namespace!="",anything!~"x.*"}');
  });

  it('selects everything when told nothing', () => {
    expect(print(select(BREAD))).toBe('bread_baked_total');
  });

  it('names the parts of a histogram', () => {
    expect(print(selectPart(HEAT, 'count', { oven: 'a' }))).toBe('oven_heat_seconds_count{oven="a"}');
  });

  it('does not compile with a label that neither the metric nor a target has', () => {
    // @ts-expect-error misspelt
    select(BREAD, { knid: 'rye' });
    // @ts-expect-error a label of another metric
    selectPart(HEAT, 'bucket', { kind: 'rye' });
    // @ts-expect-error no such operator
    select(BREAD, { kind: ['==', 'rye'] });
    // @ts-expect-error misspelt
    expect(groupLabels(BREAD, 'kind', 'ovne')).toEqual(['kind', 'ovne']);
  });
});
