// Which edits are known to change nothing: each of them beside a look-alike that changes something.
import { describe, expect, it } from '@jest/globals';
import { knownEquivalence } from '../../../src/mutation/known.ts';
import { mutantsOf } from '../../../src/mutation/mutate.ts';
import { parseExpr } from '../../../src/promql/parse/parse.ts';
import type { AlertingRule, RecordingRule, Rule } from '../../../src/rules/rule.ts';

function ruleOf(promql: string, labels: Readonly<Record<string, string>> = {}): RecordingRule {
  const parsed = parseExpr(promql);
  if (!('expr' in parsed)) throw new Error(`no PromQL: ${promql}`);
  return { kind: 'recording', record: 'recorded', expr: parsed.expr, labels };
}

/** The edits of one operator that are known to change nothing, in words; `beside` are other rules of the SLO. */
function known(operator: string, rule: Rule, beside: readonly Rule[] = []): string[] {
  const group = { name: 'group', pace: 'fast', intervalMs: 30_000, rules: [rule] } as const;
  const rules = [rule, ...beside];
  return mutantsOf([group])
    .filter((mutant) => mutant.operator === operator && knownEquivalence(rule, operator, mutant, rules) !== undefined)
    .map(({ description }) => description);
}

/** An alert with one text. */
function alertOf(promql: string, text: string): AlertingRule {
  return {
    kind: 'alerting',
    alert: 'Alert',
    expr: ruleOf(promql).expr,
    labels: {},
    annotations: { summary: text },
    forMs: 0,
    keepFiringForMs: 0,
    purpose: { kind: 'standalone' } as AlertingRule['purpose'],
    apart: [],
  };
}

const count = (operator: string, promql: string) => known(operator, ruleOf(promql)).length;

describe('an edit that widens a selector', () => {
  it.each([
    ['a{x="1"} and b{x="1"}', 2],
    ['a{x="1"} and on (x) b{x="1"}', 2],
    ['a{x="1"} and on (y) b{x="1"}', 0],
    ['a{x="1"} and ignoring (x) b{x="1"}', 0],
    // What is left out on the right side of `unless` would be found on the left.
    ['a{x="1"} unless b{x="1"}', 1],
    ['a{x="1"} or b{x="1"}', 0],
    ['a{x="1"} and b', 0],
    ['a{x="1"} and b{x="2"}', 0],
    ['sum by (x) (a{x="1"}) / sum by (x) (b{x="1"})', 2],
    ['sum(a{x="1"}) / sum(b{x="1"})', 0],
    ['sum by (x) (a{x="1"}) / on (x) group_left () b{x="1"}', 2],
    ['rate(a{x="1"}[5m]) * rate(b{x="1"}[5m])', 2],
    ['label_replace(a{x="1"}, "x", "2", "", "") and b{x="1"}', 0],
  ])('in %s changes nothing %d times', (promql, wanted) => {
    expect(count('matcher-dropped', promql)).toBe(wanted);
  });

  it.each([
    ['sum by (x) (c{x="1"})', {}, 1],
    // The rule gives its samples another value of the label.
    ['sum by (x) (c{x="1"})', { x: '2' }, 0],
    ['sum by (x) (c)', {}, 0],
    ['sum(c{x="1"})', {}, 0],
  ])(
    'changes nothing where the other side is recorded by a rule with the matcher: %s, labels %j',
    (promql, labels, wanted) => {
      const total = { ...ruleOf(promql, labels), record: 'total' };
      expect(known('matcher-dropped', ruleOf('total - on (x) sum by (x) (a{x="1"})'), [total])).toHaveLength(wanted);
    },
  );

  it('changes nothing where `or` has what it adds on its left side', () => {
    expect(count('matcher-dropped', 'a{x="1"} or a{x!="1"}')).toBe(1);
    expect(count('matcher-dropped', 'a{x="1",y="2"} or a{x!="1"}')).toBe(0);
    expect(count('matcher-dropped', 'rate(a{x="1"}[5m]) or rate(a{x!="1"}[1m])')).toBe(0);
    expect(count('matcher-dropped', 'a{x="1"} or a{x!="1"} offset 1m')).toBe(0);
  });
});

describe('an edit of a value', () => {
  it('changes nothing where only its presence is read', () => {
    expect(count('aggregation-swapped', 'a and sum by (x) (b)')).toBeGreaterThan(0);
    expect(count('aggregation-swapped', 'a unless sum by (x) (b)')).toBeGreaterThan(0);
    expect(count('aggregation-swapped', 'a and (sum by (x) (b) > 0)')).toBe(0);
    expect(count('aggregation-swapped', 'sum by (x) (b) and a')).toBe(0);
    expect(count('aggregation-swapped', 'a and topk(1, sum by (x) (b))')).toBe(0);
  });

  it('changes nothing in an alert whose texts do not show it', () => {
    const edits = (promql: string, text = 'of {{ $labels.x }}') => known('aggregation-swapped', alertOf(promql, text));
    expect(edits('count by (x) (a) unless b')).toHaveLength(2);
    expect(edits('label_replace(count by (x) (a) or b, "y", "z", "", "")')).toHaveLength(2);
    expect(edits('count by (x) (a) unless b', '{{ $value }} of {{ $labels.x }}')).toEqual([]);
    expect(edits('count by (x) (a) > 2')).toEqual([]);
    expect(count('aggregation-swapped', 'count by (x) (a) unless b')).toBe(0);
  });

  it('changes nothing where a value that is never negative is asked whether it is zero', () => {
    const of = (promql: string) => [
      ...known('aggregation-swapped', alertOf(promql, '')),
      ...known('function-swapped', alertOf(promql, '')),
    ];
    expect(of('sum(rate(a[5m])) > 0')).toEqual(['sum -> max', 'sum -> avg', 'rate -> increase']);
    expect(of('sum(rate(a[5m])) > 0 unless b')).toHaveLength(3);
    expect(of('sum(rate(a[5m])) > 1')).toEqual([]);
    expect(of('sum(rate(a[5m])) >= 0')).toEqual([]);
    expect(of('sum(a) > 0')).toEqual([]);
    expect(of('min(rate(a[5m])) > 0')).toEqual([]);
    expect(count('aggregation-swapped', 'sum(rate(a[5m])) > 0')).toBe(0);
  });
});

describe('an edit below a count', () => {
  it('changes nothing where as many samples are counted', () => {
    expect(count('aggregation-swapped', 'count(max by (x) (b))')).toBeGreaterThan(
      count('aggregation-swapped', 'sum(b)'),
    );
    expect(count('aggregation-swapped', 'sum(max by (x) (b))')).toBe(0);
    expect(count('aggregation-swapped', 'count(max by (x) (b) > 1)')).toBe(0);
    expect(count('aggregation-swapped', 'count(b)')).toBe(0);
  });
});

describe('sides that match by all their labels', () => {
  it.each([
    ['sum by (x) (a) or on (x) (0 * max by (x) (b))', 1],
    ['sum by (x) (a) or on (x) b', 0],
    ['sum by (x, y) (a) or on (x) sum by (x) (b)', 0],
    ['sum without (x) (a) or on (x) sum by (x) (b)', 0],
    ['sum by (x) (a) / on (x) group_left () sum by (x) (b)', 1],
    ['sum by (x) (a) / on (x) group_left (y) sum by (x, y) (b)', 0],
    ['sum(a) unless on () sum(b)', 1],
    ['sum(a) unless on () b', 0],
    ['topk by (x) (1, a) unless on (x) sum by (x) (b)', 0],
    ['sum by (x) (a) unless on (x, y) (sum by (y) (b) > 0)', 1],
  ])('are those of %s %d times', (promql, wanted) => {
    expect(count('matching-dropped', promql)).toBe(wanted);
  });
});

describe('sides that are recorded', () => {
  const recorded = (record: string, promql: string) => ({ ...ruleOf(promql, { slo: 'a' }), record });
  const [rate, rates] = [recorded('rate', 'sum(a)'), recorded('rate', 'sum by (x) (a)')];
  const beat = recorded('beat', 'vector(1)');
  const scaled = ruleOf('sum_over_time(rate{slo="a"}[5m]) * on () group_left () (2 / beat{slo="a"})');

  it('match by all labels that the rules give them', () => {
    expect(known('matching-dropped', scaled, [rate, beat])).toHaveLength(1);
    expect(known('matching-dropped', scaled, [rates, beat])).toEqual([]);
    expect(known('matching-dropped', scaled, [rate])).toEqual([]);
    const ofAll = ruleOf('sum_over_time(rate[5m]) * on () group_left () (2 / beat{slo="a"})');
    expect(known('matching-dropped', ofAll, [rate, beat])).toEqual([]);
    const oneToOne = ruleOf('rate{slo="a"} * on () beat{slo="a"}');
    expect(known('matching-dropped', oneToOne, [rate, beat])).toEqual([]);
  });

  it('are one sample each, where the rule gives that all its labels', () => {
    const one = (promql: string, labels = { slo: 'a' }) => known('side-dropped', ruleOf(promql, labels), [beat, rates]);
    expect(one('vector(1) and on () present_over_time(beat{slo="a"}[5m])')).toEqual(['left side of and dropped']);
    expect(one('vector(2) and on () present_over_time(beat{slo="a"}[5m])')).toEqual([]);
    expect(one('vector(1) and on () beat{slo="a"}')).toEqual([]);
    expect(one('vector(1) and present_over_time(beat{slo="a"}[5m])')).toEqual([]);
    expect(one('vector(1) and on () present_over_time(beat[5m])')).toEqual([]);
    expect(one('vector(1) and on () present_over_time(rate{slo="a"}[5m])')).toEqual([]);
    expect(known('side-dropped', ruleOf('vector(1) and on () present_over_time(beat{slo="a"}[5m])'), [beat])).toEqual(
      [],
    );
  });
});

describe('a label that is dropped', () => {
  it('changes nothing where the samples have it already', () => {
    expect(known('label-dropped', ruleOf('sum without (y) (a{x="1"})', { x: '1' }))).toHaveLength(1);
    expect(known('label-dropped', ruleOf('sum without (x) (a{x="1"})', { x: '1' }))).toEqual([]);
    expect(known('label-dropped', ruleOf('sum without (y) (a{x="2"})', { x: '1' }))).toEqual([]);
  });
});

describe('an edit of a condition of the clock', () => {
  const open = (inner: string, outer: string) =>
    `sum_over_time((a * ((time() - 1) % 1800 ${inner} bool 900))[14m45s:30s]) * (time() % 1800 ${outer} bool 900)`;

  it('changes nothing where no evaluation of the subquery comes at such a second', () => {
    expect(known('number-changed', ruleOf(open('<', '<')))).toEqual(['1 -> 1.2', '1 -> 0.8']);
    expect(known('comparison-boundary', ruleOf(open('<', '<')))).toEqual(['< 900 -> <= 900 (1 of 2)']);
    expect(count('comparison-boundary', 'sum_over_time((a * (time() % 1800 < bool 900))[15m:30s])')).toBe(0);
    expect(count('comparison-boundary', 'a * ((time() - 1) % 1800 < bool 900)')).toBe(0);
    expect(count('comparison-boundary', 'sum_over_time((a * (time() % 1700 < bool 950))[15m:7s])')).toBe(0);
  });

  it('changes nothing where the sum that it is multiplied by is zero at such a second', () => {
    expect(known('comparison-boundary', ruleOf(open('>=', '>=')))).toEqual([
      '>= 900 -> > 900 (1 of 2)',
      '>= 900 -> > 900 (2 of 2)',
    ]);
    const longer = open('>=', '>=').replace('14m45s', '15m30s');
    expect(known('comparison-boundary', ruleOf(longer))).toEqual(['>= 900 -> > 900 (1 of 2)']);
  });
});

describe('an edit that is read times zero', () => {
  it('changes nothing', () => {
    expect(count('aggregation-swapped', '0 * max by (x) (rate(a[5m]))')).toBe(2);
    expect(count('aggregation-swapped', '2 * max by (x) (rate(a[5m]))')).toBe(0);
    expect(count('aggregation-swapped', '0 + max by (x) (rate(a[5m]))')).toBe(0);
  });

  it('changes something where a value may be no number', () => {
    expect(count('aggregation-swapped', '0 * max by (x) (a)')).toBe(0);
  });
});

describe('a divisor that may be zero', () => {
  const [bad, total] = ['slo:bad_events:rate{slo="a"}', 'slo:total_events:rate{slo="a"}'];

  it('changes nothing where the quotient must be small', () => {
    for (const operator of ['comparison-boundary', 'comparison-dropped']) {
      const of = (promql: string) => known(operator, ruleOf(promql)).filter((edit) => edit.startsWith('> 0'));
      expect(of(`${bad} / (${total} > 0) <= 0.01`)).toHaveLength(1);
      expect(of(`${bad} / (${total} > 0) > 0.01`)).toEqual([]);
      expect(of(`${bad} / (${total} > 1) <= 0.01`)).toEqual([]);
      expect(of(`other / (${total} > 0) <= 0.01`)).toEqual([]);
    }
  });
});

describe('a label by which two sides match', () => {
  it.each([
    ['a{job="x"} and on (job, instance) b{job="x"}', 1],
    ['a{job="x"} and on (job, instance) b{job="y"}', 0],
    ['a{job=~"x"} and on (job, instance) b{job=~"x"}', 0],
    ['a{job="x"} and on (job, instance) b', 0],
  ])('of %s is not needed %d times', (promql, wanted) => {
    expect(count('matching-label-dropped', promql)).toBe(wanted);
  });
});

describe('a matcher that is dropped everywhere', () => {
  it.each([
    ['(a{x="1"} unless a{x="1"} offset 1m) or (a{x!="1",y="2"} unless a{x!="1",y="2"} offset 1m)', 1],
    ['(a{x="1"} unless a{x="1"} offset 1m > 0) or (a{x!="1",y="2"} unless a{x!="1",y="2"} offset 1m > 0)', 1],
    ['(a{x="1"} unless a{x="1"} offset 1m > 0) or (a{x!="1",y="2"} unless a{x!="1",y="2"} offset 1m > 1)', 0],
    ['(a{x="1"} unless a{x="1"} offset 2m) or (a{x!="1",y="2"} unless a{x!="1",y="2"} offset 1m)', 0],
    ['(a{x="1",z="3"} unless a{x="1"} offset 1m) or (a{x!="1",y="2"} unless a{x!="1",y="2"} offset 1m)', 0],
    ['(a{x="1"} and a{x="1"}) or on (y) (a{x!="1",y="2"} and a{x!="1",y="2"})', 0],
    ['(a{x="1"} or a{x!="1"}) and b{x!="1"}', 0],
  ])('changes nothing in %s %d times', (promql, wanted) => {
    const [matcher] = known('matcher-dropped-everywhere', ruleOf(promql)).filter((edit) => edit.startsWith('x!='));
    expect(matcher === undefined ? 0 : 1).toBe(wanted);
  });
});

describe('the labels of many samples that match one', () => {
  it('are kept', () => {
    const rule = (promql: string) => known('label-dropped', ruleOf(promql, { x: '1' }));
    expect(rule('a{x="1"} * on () group_left () b')).toHaveLength(1);
    expect(rule('a{x="1"} * on () b')).toEqual([]);
    expect(rule('a{x="1"} * on () group_left (x) b')).toEqual([]);
    expect(rule('a{x="1"} * on () group_right () b')).toEqual([]);
  });
});

describe('a longer range', () => {
  it.each([
    ['(a or 0 * avg_over_time(b[1d:15m])) / (avg_over_time(b[1d:15m]) > 0)', ['[1d] -> [2d] (1 of 2)']],
    ['(a or 0 * avg_over_time(b[1d])) / avg_over_time(b[1d])', ['[1d] -> [2d] (1 of 2)']],
    // Of a longer range there may be a value where the divisor of a shorter one, or of other series, has none.
    ['(a or 2 * avg_over_time(b[1d])) / avg_over_time(b[1d])', []],
    ['(a or 0 * avg_over_time(b[1d])) / avg_over_time(c[1d])', []],
    ['(a or 0 * avg_over_time(b[1d])) + avg_over_time(b[1d])', []],
  ])('of a zero beside a divisor changes nothing where there is no quotient without it: %s', (promql, wanted) => {
    expect(known('range-changed', ruleOf(promql))).toEqual(wanted);
  });
});

it.each([
  ['(a or 0 * b) / (b > 0)', ['* … -> / …']],
  ['(a or 0 * b) / b', []],
  ['(a or 0 * b) / (c > 0)', []],
  ['(a or 2 * b) / (b > 0)', []],
])('a zero divided rather than multiplied by what is above zero beside it is zero too: %s', (promql, wanted) => {
  expect(known('arithmetic-swapped', ruleOf(promql))).toEqual(wanted);
});
