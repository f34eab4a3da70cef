// What a timeline shows of a scenario: the error ratio that was fed in, whatever it was made of, and each alert at the
// moments at which it is checked.
import { describe, expect, it } from '@jest/globals';
import { testFilesOf } from '../../../src/backends/promtool-test.ts';
import { compile } from '../../../src/compile.ts';
import { Report } from '../../../src/diagnostics/report.ts';
import { readSettings } from '../../../src/model/settings.ts';
import { type Timeline, timelineOf } from '../../../src/preview/timeline.ts';

const SPEC = `service: shop
slos:
  - name: bad
    objective: 99%
    indicator: { by: [handler], ratio: { total: 'requests_total{job="shop"}', bad: 'requests_total{job="shop", code=~"5.."}' } }
    alerts: { threshold: [{ name: ManyErrors, errorRatio: 2%, over: 5m, severity: warning }] }
  - name: good
    objective: 99%
    indicator: { ratio: { total: jobs_total, good: 'jobs_total{result="ok"}' } }
  - name: speed
    objective: 99%
    indicator: { latency: { histogram: request_seconds, below: 300ms, buckets: [100ms, 500ms, 1s], interpolate: true } }
  - name: losses
    indicator: { zeroTolerance: { events: losses_total } }
`;

const settings = readSettings(undefined, new Report());
const specs = [{ path: 'slos/shop.slo.yaml', text: SPEC }];
const compiled = compile({ specs }, settings, new Report());
const slos = compiled.files.flatMap(({ services }) =>
  services.flatMap((service) => service.slos.map(({ slo }) => slo)),
);
const sloOf = (name: string) => slos.find(({ identity }) => identity.slo === name);

/** The timeline of a scenario that a user wrote, in flow style. */
function timeline(slo: string, fields: string): Timeline {
  const report = new Report();
  const text = `scenarios:\n  - { name: an incident, slo: ${slo}, ${fields} }\n`;
  const sources = { specs, scenarios: [{ path: 'slos/shop.slo-test.yaml', text }] };
  const [scenario] = compile(sources, settings, report).scenarios;
  expect(report.diagnostics).toEqual([]);
  if (!scenario) throw new Error('no scenario');
  return timelineOf(scenario.scenario, sloOf(slo));
}

/** What a course shows at a moment, in minutes: between two points a straight line. */
function valueAt({ courses }: Timeline, row: number, minutes: number): number | undefined {
  const points = courses[row]?.points ?? [];
  const atMs = minutes * 60_000;
  const after = points.find((point) => point.atMs >= atMs);
  const before = points.findLast((point) => point.atMs <= atMs);
  if (before?.value === undefined || after?.value === undefined) return undefined;
  const share = after === before ? 0 : (atMs - before.atMs) / (after.atMs - before.atMs);
  return before.value + share * (after.value - before.value);
}

const STORY =
  'traffic: [{ for: 10m, events: 10/s, bad: 0% }, { for: 10m, events: 10/s, bad: 5% }], expect: [{ at: 20m, silent: all }]';

describe('timelineOf', () => {
  it.each(['bad', 'good'])('shows the error ratio that traffic was made up with, for counters of %s events', (slo) => {
    const shown = timeline(slo, STORY);
    expect(shown.courses[0]?.label).toBe('error ratio');
    expect([5, 15, 19].map((minutes) => valueAt(shown, 0, minutes))).toEqual([0, 0.05, 0.05]);
  });

  it('shows the share of slow events, estimated between two buckets as the rules do', () => {
    const series = [
      'request_seconds_count, values: 0+100x40',
      `'request_seconds_bucket{le="0.1"}', values: 0+80x40`,
      `'request_seconds_bucket{le="0.5"}', values: 0+90x40`,
      `'request_seconds_bucket{le="1"}', values: 0+95x40`,
    ].map((series) => `{ series: ${series} }`);
    const shown = timeline('speed', `series: [${series.join(', ')}], expect: [{ at: 15m, silent: all }]`);
    // Half of the ten events between the buckets are taken to be faster than 300 ms.
    expect(valueAt(shown, 0, 10)).toBeCloseTo(0.15, 9);
    expect(shown.others).toBe(1);
  });

  it('tells a moment without traffic from one without data', () => {
    const values = '0+10x20 200x20 stale _x20';
    const series = `[{ series: 'requests_total{job="shop",handler="a",code="200"}', values: ${values} }]`;
    const shown = timeline('bad', `series: ${series}, expect: [{ at: 25m, silent: all }]`);
    expect(shown.courses.map(({ label }) => label)).toEqual(['error ratio', 'events a second']);
    expect([5, 15, 23].map((minutes) => valueAt(shown, 0, minutes))).toEqual([0, undefined, undefined]);
    expect([5, 15, 23].map((minutes) => valueAt(shown, 1, minutes))).toEqual([10 / 30, 0, undefined]);
  });

  it('leaves look-alikes out of the error ratio, and counts them', () => {
    const series = `[{ series: 'requests_total{job="shop",handler="a",code="200"}', values: 0+10x40 }, { series: 'requests_total{job="other",handler="a",code="500"}', values: 0+10x40 }]`;
    const shown = timeline('bad', `series: ${series}, expect: [{ at: 15m, silent: all }]`);
    expect(shown.courses.map(({ range }) => range)).toEqual(['0%']);
    expect(shown.others).toBe(1);
  });

  it('shows a counter of what must not happen as it is scraped', () => {
    const series = '[{ series: losses_total, values: _x10 1x30 }]';
    const shown = timeline('losses', `series: ${series}, expect: [{ at: 10m, fires: [ZeroToleranceBreach] }]`);
    expect(shown.courses.map(({ label }) => label)).toEqual(['losses_total']);
    expect([1, 8].map((minutes) => valueAt(shown, 0, minutes))).toEqual([undefined, 1]);
  });

  it('has a lane for each alert that is looked at, with its moments and what must be so', () => {
    const shown = timeline(
      'bad',
      `${STORY.replace(/expect.*/, '')}expect: [{ at: 8m, silent: all }, { at: 18m, fires: [ManyErrors], silent: [ErrorBudgetBurn/page-fast] }]`,
    );
    expect(shown.lanes).toEqual([
      { label: 'every alert', marks: [{ atMs: 480_000, kind: 'silent' }] },
      { label: 'ManyErrors', marks: [{ atMs: 1_080_000, kind: 'fires' }] },
      { label: 'ErrorBudgetBurn page-fast', marks: [{ atMs: 1_080_000, kind: 'silent' }] },
    ]);
    // Those of the two alerts that it looks at by name: 2 % and 14.4 times the budget.
    expect(shown.courses[0]?.bounds.map(({ value }) => value.toFixed(6))).toEqual(['0.144000', '0.020000']);
  });

  it('has a mark for every check and every text of every scenario that is generated', () => {
    const scenarios = testFilesOf(compiled).flatMap(({ proof, scenarios: own }) =>
      own.map((scenario) => ({ scenario, slo: sloOf(proof.name.split('.').at(-1) ?? '') })),
    );
    expect(scenarios.length).toBeGreaterThan(100);
    for (const { scenario, slo } of scenarios) {
      const { lanes, endMs, courses } = timelineOf(scenario, slo);
      const marks = lanes.flatMap((lane) => lane.marks);
      expect(marks).toHaveLength(scenario.checks.length + scenario.rendered.length);
      expect(marks.every(({ atMs }) => atMs <= endMs)).toBe(true);
      expect(courses.length).toBeGreaterThan(0);
    }
  });
});
