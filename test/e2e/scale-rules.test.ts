import { describe, expect, it } from '@jest/globals';
import { groupsOf } from '../../src/backends/rule-groups.ts';
import { parseDuration } from '../../src/promql/duration.ts';
import { parseExpr } from '../../src/promql/parse/parse.ts';
import { print } from '../../src/promql/print.ts';
import type { Rule } from '../../src/rules/rule.ts';
import { compiledRules } from './project.ts';
import { scaleExpr, scaleFile } from './scale-rules.ts';

const FACTOR = 60;
// Where PromQL has a time: in a range, as the step of a subquery, in an offset.
const CLOCK = /(?<=time\(\) (?:-|%) |\) % |bool )[\d.]+/g;
const TIME = /(?<=\[|\w:|offset )(?:\d+(?:d|h|ms|m|s))+(?=\]|:|\)| |$)/g;

function scaled(text: string): string {
  const parsed = parseExpr(text);
  return 'expr' in parsed ? print(scaleExpr(parsed.expr, FACTOR)) : '';
}

describe('scaleExpr', () => {
  it.each([
    ['rate(x[2m] offset 15m)', 'rate(x[2s] offset 15s)'],
    ['-sum by (a) (x offset -1h)', '-sum by (a) (x offset -1m)'],
    ['avg_over_time(x[1d:15m] offset 12h)', 'avg_over_time(x[24m:15s] offset 12m)'],
    ['topk(3, increase(x[1h]))', 'topk(3, increase(x[1m]))'],
    [
      'label_replace(max_over_time(x[5m:]), "a", "1h", "", "")',
      'label_replace(max_over_time(x[5s:]), "a", "1h", "", "")',
    ],
    ['sum_over_time(x[1h:30s]) * 30 >= 60', 'sum_over_time(x[1m:500ms]) * 30 >= 60'],
    ['x * ((time() - 60) % 1800 < bool 900)', 'x * ((time() - 1) % 30 < bool 15)'],
  ])('divides the times in %s and no number', (text, expected) => {
    expect(scaled(text)).toBe(expected);
  });
});

describe('the rules of this project, scaled', () => {
  const before = compiledRules().flatMap(groupsOf);
  const after = compiledRules()
    .map((file) => scaleFile(file, FACTOR))
    .flatMap(groupsOf);

  function times(groups: typeof before): number[] {
    return groups.flatMap(({ intervalMs, rules }) => [intervalMs, ...rules.flatMap(timesOf)]);
  }

  function timesOf(rule: Rule): number[] {
    const own = rule.kind === 'alerting' ? [rule.forMs, rule.keepFiringForMs] : [];
    const inside = [...print(rule.expr).matchAll(TIME)].map(([time]) => parseDuration(time) ?? Number.NaN);
    return [...own, ...inside];
  }

  it('have every time divided', () => {
    expect(times(before).length).toBeGreaterThan(200);
    expect(times(after)).toEqual(times(before).map((ms) => Math.round(ms / FACTOR)));
  });

  it('differ from what is shipped in nothing else', () => {
    const rest = (groups: typeof before) =>
      groups.flatMap(({ name, rules }) => [
        name,
        ...rules.map(({ expr, ...rule }) => ({
          ...rule,
          ...('forMs' in rule && { forMs: '…', keepFiringForMs: '…' }),
          expr: print(expr).replaceAll(TIME, '…').replaceAll(CLOCK, '…'),
        })),
      ]);
    expect(rest(after)).toEqual(rest(before));
  });
});
