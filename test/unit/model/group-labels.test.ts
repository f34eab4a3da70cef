// Group labels that the metric does not have: every series would fall into one group with an empty label.
import { describe, expect, it } from '@jest/globals';
import { compile } from '../../../src/compile.ts';
import { Report } from '../../../src/diagnostics/report.ts';
import { readSettings } from '../../../src/model/settings.ts';

const ISTIO = 'istio_request_duration_milliseconds';
const RATIO = 'ratio: { total: istio_requests_total, bad: \'istio_requests_total{response_code=~"5.."}\' }';

const INDICATORS = [
  ['a ratio', RATIO],
  ['a latency', `latency: { histogram: ${ISTIO}, below: 250ms }`],
  ['a latency of a native histogram', `latency: { histogram: ${ISTIO}, below: 250ms, native: true }`],
  ['zero tolerance', 'zeroTolerance: { events: pilot_total_xds_rejects }'],
] as const;

function codesOf(label: string, indicator: string): string[] {
  const text = `service: shop
slos:
  - name: orders
    ${indicator.startsWith('zero') ? '' : 'objective: 99%'}
    indicator: { by: [${label}], ${indicator} }
`;
  const report = new Report();
  compile({ specs: [{ path: 'slos/shop.slo.yaml', text }] }, readSettings(undefined, report), report);
  return report.diagnostics.flatMap(({ code, severity }) =>
    severity === 'error' || code === 'unknown-label' ? [code] : [],
  );
}

describe('a group label', () => {
  it.each(INDICATORS)('that the metric of %s does not have is told', (_kind, indicator) => {
    expect(codesOf('tenant', indicator)).toEqual(['unknown-label']);
  });

  it.each(INDICATORS.slice(0, 3))('that the metric of %s has is fine', (_kind, indicator) => {
    expect(codesOf('destination_workload', indicator)).toEqual([]);
  });
});
