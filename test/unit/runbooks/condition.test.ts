import { describe, expect, it } from '@jest/globals';
import { parseExpr } from '../../../src/promql/parse/parse.ts';
import { print } from '../../../src/promql/print.ts';
import { comparedBy } from '../../../src/runbooks/condition.ts';

describe('the condition of an alert, taken apart', () => {
  it.each([
    ['up == 0', ['up']],
    ['a > 14.4 * 0.01 and b > 14.4 * 0.01', ['a', 'b']],
    ['30 * 86400 > min(a)', ['min(a)']],
    ['a < b', ['a', 'b']],
    ['absent(up{app="istiod"} == 1)', ['count(up{app="istiod"})']],
    ['label_replace(absent(a), "x", "a", "", "") or b unless on (c) a', ['count(a)', 'b', 'a']],
    ['sum(rate(a[5m])) / sum(rate(b[5m])) > 0.01', ['sum(rate(a[5m])) / sum(rate(b[5m]))']],
    ['a > bool 3', ['a > bool 3']],
  ])('%s compares %j', (text, parts) => {
    const parsed = parseExpr(text);
    if (!('expr' in parsed)) throw new Error(JSON.stringify(parsed));
    expect(comparedBy(parsed.expr).map(print)).toEqual(parts);
  });
});
