// Specs that cannot be right are told, and specs that can are left alone: two tables of what people write.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { diagnose } from '../support/compile-text.ts';

/** A row of a table: an indicator, the expression of an alert, or the alerts of an SLO, and the code that it is told under. */
interface Row {
  readonly what: string;
  readonly code?: string;
  readonly indicator?: unknown;
  readonly alert?: string;
  readonly alerts?: unknown;
}

const PLAIN = { ratio: { total: 'reads_total', bad: 'read_errors_total' } };

function specOf({ indicator = PLAIN, alert, alerts }: Row): string {
  const zero = /zeroTolerance|xdsRejects/.test(JSON.stringify(indicator));
  const slo = {
    name: 'reads',
    ...(!zero && { objective: '99.9%' }),
    indicator,
    ...(alerts !== undefined && { alerts }),
  };
  const own = { name: 'ReadsFail', severity: 'warning', expr: alert };
  return JSON.stringify({ service: 'shop', ...(alert === undefined ? { slos: [slo] } : { alerts: [own] }) });
}

function tableOf(file: string): readonly [string, Row][] {
  const rows: readonly Row[] = parse(readFileSync(new URL(file, import.meta.url), 'utf8'));
  return rows.map((row) => [row.what, row]);
}

const CARELESS = tableOf('careless.yaml');
const CAREFUL = tableOf('careful.yaml');

describe('a careless spec', () => {
  it.each(CARELESS)('is told: %s', (_what, row) => {
    expect(diagnose(specOf(row)).map(({ code }) => code)).toContain(row.code);
  });

  it.each(CARELESS)('has a place and a hint: %s', (_what, row) => {
    for (const { span, help } of diagnose(specOf(row))) {
      expect(span).toBeDefined();
      expect(help).toMatch(/\S/);
    }
  });
});

describe('a careful spec', () => {
  it.each(CAREFUL)('is left alone: %s', (_what, row) => {
    expect(diagnose(specOf(row)).map(({ code, message }) => `${code}: ${message}`)).toEqual([]);
  });
});

describe('the tables', () => {
  it('have a hundred rows each, no two alike', () => {
    for (const table of [CARELESS, CAREFUL]) {
      expect(table.length).toBeGreaterThanOrEqual(100);
      expect(new Set(table.map(([, row]) => specOf(row))).size).toBe(table.length);
    }
  });
});
