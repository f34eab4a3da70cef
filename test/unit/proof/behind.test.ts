import { describe, expect, it } from '@jest/globals';
import { parseExpr } from '../../../src/promql/parse/parse.ts';
import { rulesBehind, rulesRead } from '../../../src/proof/context/behind.ts';
import type { Scenario } from '../../../src/proof/context/scenario.ts';
import type { AlertingRule, RecordingRule, Rule } from '../../../src/rules/rule.ts';

function exprOf(text: string) {
  const parsed = parseExpr(text);
  if (!('expr' in parsed)) throw new Error(text);
  return parsed.expr;
}

const record = (name: string, expr: string): RecordingRule => ({
  kind: 'recording',
  record: name,
  expr: exprOf(expr),
  labels: {},
});

const alert = (name: string, expr: string, severity: string, text = ''): AlertingRule => ({
  kind: 'alerting',
  alert: name,
  expr: exprOf(expr),
  forMs: 0,
  keepFiringForMs: 0,
  labels: { severity },
  annotations: { description: text },
  purpose: { kind: 'standalone', alert: {} as never },
  apart: [],
});

const base = record('base', 'rate(requests_total[1m])');
const window = record('window', 'avg_over_time(base[5m])');
const other = record('other', 'rate(others_total[1m])');
const page = alert('Burns', 'window > 1', 'critical');
const ticket = alert('Burns', 'other > 1', 'warning', '{{ query "window" }}');
const RULES: readonly Rule[] = [base, window, other, page, ticket];

const scenario = (...exprs: string[]): Scenario => ({
  id: { kind: 'any' },
  title: '',
  rules: 'raw',
  stepMs: 1,
  evaluationMs: 1,
  series: [],
  checks: exprs.map((expr) => ({ what: '', atMs: 0, expr: exprOf(expr), samples: [] })),
  rendered: [],
});

describe('the rules behind a scenario', () => {
  it('are those that it reads, and those that they read', () => {
    expect([...rulesRead(scenario('window > bool 1'), RULES)]).toEqual([window]);
    expect([...rulesBehind(scenario('window > bool 1'), RULES)]).toEqual([window, base]);
  });

  it('are those of the very alert that is looked for, with what its texts ask for', () => {
    const looked = scenario('ALERTS{alertname="Burns",severity="warning"}');
    expect(new Set(rulesBehind(looked, RULES))).toEqual(new Set([ticket, other, window, base]));
  });

  it('are all alerts where any is looked for, and all rules where a name is missing', () => {
    expect(rulesRead(scenario('ALERTS{alertstate="firing"}'), RULES)).toEqual(new Set([page, ticket]));
    expect(rulesRead(scenario('{__name__=~"o.*"}'), RULES)).toEqual(new Set(RULES));
  });

  it('are none where a scenario looks at raw series only', () => {
    expect(rulesBehind(scenario('requests_total'), RULES).size).toBe(0);
  });
});
