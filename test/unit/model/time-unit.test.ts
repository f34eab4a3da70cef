import { describe, expect, it } from '@jest/globals';
import { timeUnitOf } from '../../../src/model/read/time-unit.ts';
import { parseExpr } from '../../../src/promql/parse/parse.ts';

function unitOf(text: string): string | undefined {
  const parsed = parseExpr(text, { window: false });
  if (!('expr' in parsed)) throw new Error(`not PromQL: ${text}`);
  return timeUnitOf(parsed.expr);
}

describe('the unit of a value', () => {
  it.each([
    ['a_seconds', 'seconds'],
    ['max by (job) (a_milliseconds)', 'milliseconds'],
    ['a_duration_ms', 'milliseconds'],
    ['min(probe_ssl_earliest_cert_expiry) - time()', 'seconds'],
    ['time() - a_timestamp_seconds', 'seconds'],
    ['time() - process_start_time_seconds', 'seconds'],
    ['histogram_quantile(0.99, sum by (le) (rate(a_seconds_bucket[5m])))', 'seconds'],
    ['histogram_quantile(0.9, sum by (le) (rate(a_ms_bucket[5m])))', 'milliseconds'],
    ['rate(a_seconds_sum[5m]) / rate(a_seconds_count[5m])', 'seconds'],
    ['a_seconds or vector(0)', 'seconds'],
    ['max_over_time(a_seconds[1h]) > 1', 'seconds'],
  ])('%s is in %s', (text, unit) => expect(unitOf(text)).toBe(unit));

  it.each([
    'a_timestamp_seconds',
    'a_seconds * 1000',
    'a_seconds / 60',
    'rate(a_seconds_sum[5m]) / rate(b_seconds_count[5m])',
    'count(a_seconds)',
    'a_seconds > bool 1',
    'a_seconds + b_milliseconds',
    'rate(a_seconds_count[5m])',
    'a_terms',
  ])('%s is no duration', (text) => expect(unitOf(text)).toBeUndefined());
});
