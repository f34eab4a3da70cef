import { describe, expect, it } from '@jest/globals';
import { parseDuration } from '../../src/promql/duration.ts';
import { parseExpr } from '../../src/promql/parse.ts';
import { print } from '../../src/promql/print.ts';
import { compiledRules, printRules } from './project.ts';
import { scaleExpr, scaleFile } from './scale-rules.ts';

const FACTOR = 60;
const DURATION = /(?<=\[|:|offset |interval: |for: )\d+(?:d|h|m|s|ms)[\dhms]*(?=$|\)|\]|:|\s)/gm;

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
  ])('divides the times in %s', (text, expected) => {
    expect(scaled(text)).toBe(expected);
  });

  it('divides the length of a window by which a rate is multiplied, and no other number', () => {
    expect(scaled('avg_over_time(x[1h]) * 3600 >= 5')).toBe('avg_over_time(x[1m]) * 60 >= 5');
    expect(scaled('avg_over_time(x[1h]) * 100 > 3600')).toBe('avg_over_time(x[1m]) * 100 > 3600');
    expect(scaled('age < 1200')).toBe('age < 1200');
  });
});

describe('the rules of this project, scaled', () => {
  const files = compiledRules();
  const before = printRules(files);
  const after = printRules(files.map((file) => scaleFile(file, FACTOR)));

  it('have every time divided', () => {
    const times = (text: string) => [...text.matchAll(DURATION)].map(([time]) => parseDuration(time) ?? Number.NaN);
    expect(times(before).length).toBeGreaterThan(150);
    expect(times(after)).toEqual(times(before).map((ms) => ms / FACTOR));
  });

  it('differ from what is shipped in their times and in nothing else', () => {
    const rest = (text: string) =>
      text
        .replaceAll(DURATION, '…')
        .replaceAll(/\* \d+ >=|\* \d+$/gm, '* …')
        .split(/\s+/)
        .join('');
    expect(rest(after)).toBe(rest(before));
  });
});
