// Series of a scenario that no rule reads: which are warned of, and what the rules read in their place.
import { expect, it } from '@jest/globals';
import { compile } from '../../../src/compile.ts';
import { Report } from '../../../src/diagnostics/report.ts';
import { readSettings } from '../../../src/model/settings.ts';

const SPEC = `service: shop
slos:
  - name: success
    objective: 99%
    indicator: { ratio: { total: 'requests_total{job="shop"}', bad: 'requests_total{job="shop", code=~"5.."}' } }
  - name: losses
    indicator: { zeroTolerance: { events: losses_total, target: 'up{job="store"}' } }
alerts:
  - { name: QueueFull, expr: 'queue_length{job=~"q.*"} > 10', severity: warning }
`;

function hintsFor(of: string, ...series: readonly string[]) {
  const report = new Report();
  const written = series.map((one) => `{ series: '${one}', values: 0+1x20 }`).join(', ');
  const text = `scenarios: [{ name: calm, ${of}, series: [${written}], expect: [{ at: 5m, silent: all }] }]`;
  const specs = [{ path: 'slos/shop.slo.yaml', text: SPEC }];
  const settings = readSettings(undefined, new Report());
  compile({ specs, scenarios: [{ path: 'slos/shop.slo-test.yaml', text }] }, settings, report);
  return report.diagnostics.map(({ code, help }) => [code, help]);
}

const unread = (help: string) => ['scenario-series-unread', help];
const READ = 'requests_total{job="shop", code="200"}';

it.each([
  ['the name', 'slo: success', 'request_total{job="shop"}', 'did you mean "requests_total"?'],
  ['a label', 'slo: success', 'requests_total{jobs="shop"}', 'the rules read requests_total{job="shop"}'],
  ['a value', 'slo: success', 'requests_total{job="shpo"}', 'the rules read requests_total{job="shop"}'],
  ['all of it', 'slo: losses', 'cpu_seconds_total', 'the rules read losses_total, process_start_time_seconds, up'],
  ['a value', 'alertsOf: shop', 'queue_length{job="x"}', 'the rules read queue_length{job=~"q.*"}'],
])('are warned of where %s is another: %s, %s', (_what, of, series, help) => {
  expect(hintsFor(of, series)).toEqual([unread(help)]);
});

it('are warned of beside one that is read, if they lack its name or its labels', () => {
  expect(hintsFor('slo: success', READ, 'requests_total', 'errors_total')).toEqual([
    unread('the rules read requests_total{job="shop"}'),
    unread('the rules read requests_total'),
  ]);
});

it('may stand beside one that is read, with other values of its labels', () => {
  expect(hintsFor('slo: success', READ, 'requests_total{job="other", code="500"}')).toEqual([]);
});

it('are none where a rule reads them, whichever it is', () => {
  expect(hintsFor('slo: losses', 'losses_total', 'up{job="store"}', 'process_start_time_seconds')).toEqual([]);
});
