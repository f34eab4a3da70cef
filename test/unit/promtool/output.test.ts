// What promtool prints about failures, as it does: taken apart, and put into words. The texts are those of 2.42, 2.53 and
// 3.5, which differ in no line of these.
import { describe, expect, it } from '@jest/globals';
import { alertWords, queryWords, timeWords } from '../../../src/promtool/failure-words.ts';
import { type Failure, readFailures } from '../../../src/promtool/output.ts';
import type { AlertClaim } from '../../../src/proof/context/scenario.ts';

const FIRING =
  '{__name__="ALERTS", alertname="ErrorBudgetBurn", alertstate="firing", handler="a", severity="critical", slo="success", slo_service="shop", slo_tier="page-fast"} 1E+00';

const query = (what: string, expr: string, exp: string, got: string, time = '1h2m30s') =>
  `    expr: "# 3.2: ${what}\\n${expr}", time: ${time},
        exp: ${exp}
        got: ${got}
`;

const PAGE_FAST = { alert: 'ErrorBudgetBurn', tier: 'page-fast' };

const ALERTS = 'ALERTS{alertname=\\"ErrorBudgetBurn\\"}';

function wordsOf(failure: Failure | undefined, claim?: AlertClaim): string | readonly string[] | undefined {
  if (failure?.kind === 'query') return queryWords(failure, claim);
  return failure?.kind === 'alert' ? alertWords(failure) : failure?.text;
}

const readOne = (stderr: string): Failure | undefined => {
  const failures = readFailures(`  FAILED:\n${stderr}\n`);
  expect(failures).toHaveLength(1);
  return failures[0];
};

describe('a query that fails', () => {
  it('is told by the places of its scenario and check', () => {
    const failure = readOne(query('ErrorBudgetBurn page-fast must fire', ALERTS, FIRING, 'nil'));
    expect(failure).toMatchObject({ kind: 'query', mark: { scenario: 3, check: 2 }, got: [] });
    expect(wordsOf(failure, { ...PAGE_FAST, state: 'fires' })).toBe(
      'at 1 h 2 min 30 s: ErrorBudgetBurn page-fast must fire, but does not',
    );
  });

  it('of an alert that must be silent says for whom it fires', () => {
    const failure = readOne(query('ErrorBudgetBurn page-fast must be silent', ALERTS, 'nil', FIRING, '58m'));
    expect(wordsOf(failure, { ...PAGE_FAST, state: 'silent' })).toBe(
      'at 58 min: ErrorBudgetBurn page-fast must be silent, but fires for handler=a',
    );
  });

  it('names an alert whose name is only the beginning of what must be silent', () => {
    const got = '{alertname="Burn", alertstate="firing", handler="a"} 1E+00';
    const failure = readOne(query('BurnFast must be silent', ALERTS, 'nil', got, '58m'));
    expect(wordsOf(failure, { alert: 'BurnFast', state: 'silent' })).toBe(
      'at 58 min: BurnFast must be silent, but Burn fires for handler=a',
    );
  });

  it('of all alerts says which of them fires', () => {
    const failure = readOne(query('every alert of the SLO must be silent', ALERTS, 'nil', FIRING));
    expect(wordsOf(failure, { state: 'silent' })).toMatch(
      /must be silent, but ErrorBudgetBurn page-fast fires for handler=a$/,
    );
  });

  it('of an alert with other labels says which', () => {
    const other = FIRING.replace('"critical"', '"warning"');
    expect(wordsOf(readOne(query('it must fire', ALERTS, FIRING, other)), { state: 'fires' })).toMatch(
      /but fires not with .*severity=critical.*, with .*severity=warning/,
    );
  });

  it.each([
    ['another value', '{handler="a", slo="success"} 0E+00', 'but it is not for handler=a'],
    ['no value', 'nil', 'but it has no value for handler=a'],
    ['one for another group', '{handler="b", slo="success"} 1E+00', 'but it has no value for handler=a'],
  ])('of a series that has %s says so', (_what, got, words) => {
    const expr = 'abs(slo:bad_events:rate{slo=\\"success\\"} - 1) < bool 0.1';
    const failure = readOne(query('slo:bad_events:rate must be 1', expr, '{handler="a", slo="success"} 1E+00', got));
    expect(wordsOf(failure)).toBe(`at 1 h 2 min 30 s: slo:bad_events:rate must be 1, ${words}`);
  });

  it('of a series that must have no value says for whom it has one', () => {
    const failure = readOne(query('slo:x must have no value', 'slo:x', 'nil', '{handler="a"} 2E-01'));
    expect(wordsOf(failure)).toMatch(/but it has one for handler=a$/);
  });

  it('keeps quotes, braces and commas in label values apart from those around them', () => {
    const failure = readOne(query('x must be silent', 'ALERTS{}', 'nil', String.raw`{a="}, {\"b\"=", c="d"} 1E+00`));
    expect(failure).toMatchObject({ got: [{ a: '}, {"b"=', c: 'd' }] });
  });

  it('without a mark is told by its text', () => {
    const failure = readOne('    expr: "up == 1", time: 5m,\n        exp: {} 1E+00\n        got: nil');
    expect(failure).toMatchObject({ kind: 'query', what: 'up == 1', time: '5m' });
    expect(failure).not.toHaveProperty('mark');
  });

  it('and cannot be evaluated says why', () => {
    const failure = readOne(
      '    expr: "# 1.1: x must fire\\nALERTS{", time: 5m, err: 1:8: parse error: unexpected end',
    );
    expect(wordsOf(failure)).toBe('at 5 min: x must fire, but the query fails: 1:8: parse error: unexpected end');
  });
});

const alert = (tier: string, summary: string) =>
  `              Labels:{alertname="Burn", handler="a", slo_tier="${tier}"}
              Annotations:{description="100% [1h] {x}", summary="${summary}"}`;

describe('an alert that reads otherwise', () => {
  const failure = readOne(`    name: everything burns, and says so,
    alertname: Burn, time: 8m, 
        exp:[
            0:
${alert('fast', 'burns \\"fast\\"')},
            1:
${alert('slow', 'burns slowly')}
            ], 
        got:[
            0:
${alert('fast', 'burns')},
            1:
${alert('idle', 'burns')}
            ]`);

  it('is told by the name of its scenario', () => {
    expect(failure).toMatchObject({ kind: 'alert', scenario: 'everything burns, and says so', alert: 'Burn' });
  });

  it('is told alert by alert', () => {
    expect(wordsOf(failure)).toEqual([
      'at 8 min: the summary of Burn fast must read "burns \\"fast\\"", but reads "burns"',
      'at 8 min: Burn slow must fire, but does not',
      'at 8 min: Burn idle fires for handler=a, which it must not',
    ]);
  });

  it('or does not fire at all is understood too', () => {
    const none = readOne(
      `    name: x,\n    alertname: Burn, time: 1m, \n        exp:[\n            0:\n${alert('fast', 'b')}\n            ], \n        got:[]`,
    );
    expect(wordsOf(none)).toEqual(['at 1 min: Burn fast must fire, but does not']);
  });
});

describe('everything else', () => {
  it.each([
    'mesh.rules.yaml: 7:15: group "g", rule 1, "x": could not parse expression: 3:96: parse error: unclosed left parenthesis',
    '    rule: slo:bad_events:rate, time: 0s, err: vector cannot contain metrics with the same labelset',
    'yaml: unmarshal errors:',
    'panic: runtime error',
  ])('is kept as it is: %s', (line) => {
    expect(readOne(line)).toEqual({ kind: 'other', text: line.trim() });
  });

  it('does not hide the failures around it', () => {
    const text = `${query('a must fire', ALERTS, FIRING, 'nil')}\n  something new\n${query('b must fire', ALERTS, FIRING, 'nil')}`;
    expect(readFailures(text).map(({ kind }) => kind)).toEqual(['query', 'other', 'query']);
  });

  it('is nothing when nothing was said', () => {
    expect(readFailures('\n\n')).toEqual([]);
  });
});

describe('times', () => {
  it.each([
    ['8m', '8 min'],
    ['1h2m30s', '1 h 2 min 30 s'],
    ['3d18h', '3 d 18 h'],
    ['0s', '0 s'],
  ])('%s reads %s', (time, words) => {
    expect(timeWords(time)).toBe(words);
  });
});
