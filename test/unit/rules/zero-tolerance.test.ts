// The count of events that must not happen, on the real evaluator: each way in which a counter can come, go and move.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { ruleFileBackend } from '../../../src/backends/rule-file.ts';
import { Report } from '../../../src/diagnostics/report.ts';
import { readSettings } from '../../../src/model/settings.ts';
import { describeWithPromtool, testRules, withTempDir } from '../../support/promtool.ts';
import { compileOne, specOf } from '../model/compile-one.ts';

const EVENTS = `indicator: { zeroTolerance: { events: [lost_total, 'corrupted_total{kind="fatal"}'], window: 15m } }`;
const TARGET = { series: 'up{job="a",instance="i"}', values: '1x120' };
const OLD_PROCESS = { series: 'process_start_time_seconds{job="a",instance="i"}', values: '-100000x120' };

/** A counter of the target. */
function counter(name: string, values: string): object {
  return { series: `${name}{job="a",instance="i"}`, values };
}

interface Expectation {
  readonly series: readonly object[];
  /** The target and its process; one that has long been there, unless told otherwise. */
  readonly target?: readonly object[];
  /** Events that are counted in the 15 minutes up to each minute of the test. */
  readonly counted: Readonly<Record<number, number>>;
}

/** Scrapes of the target fail from minute 20 to 25; it dies at minute 30 and is back at minute 32. */
const FRAIL = [
  { ...TARGET, values: '1x19 0x4 1x4 0x1 1x90' },
  { ...OLD_PROCESS, values: '-100000x19 stale _x4 -100000x4 stale _ 1920x90' },
];

const CASES: readonly (readonly [name: string, expectation: Expectation])[] = [
  ['nothing while the counter stands still', { series: [counter('lost_total', '7x120')], counted: { 20: 0, 60: 0 } }],
  [
    'an event of a counter that is there',
    { series: [counter('lost_total', '0x39 1x80')], counted: { 35: 0, 45: 1, 90: 0 } },
  ],
  [
    'the event that a counter is born with',
    { series: [counter('lost_total', '_x39 1x80')], counted: { 45: 1, 90: 0 } },
  ],
  [
    'an event of each counter, although both have the same labels',
    {
      series: [
        counter('lost_total', '0x120'),
        { ...counter('corrupted_total', '0x39 1x80'), series: 'corrupted_total{job="a",instance="i",kind="fatal"}' },
      ],
      counted: { 35: 0, 45: 1, 90: 0 },
    },
  ],
  [
    'an event of each counter, when all their labels are the same',
    {
      series: [
        { series: 'lost_total{job="a",instance="i",kind="fatal"}', values: '0x120' },
        { series: 'corrupted_total{job="a",instance="i",kind="fatal"}', values: '0x39 1x80' },
      ],
      counted: { 35: 0, 45: 1, 90: 0 },
    },
  ],
  [
    'nothing of an old counter that some scrapes missed before its process died',
    {
      target: FRAIL,
      series: [counter('lost_total', '7x19 stale _x4 7x4 stale')],
      counted: { 27: 0, 31: 0, 33: 0, 36: 0, 38: 0, 41: 0, 44: 0, 46: 0 },
    },
  ],
  [
    'an event whose process dies, for as long as the window',
    {
      target: FRAIL,
      series: [counter('lost_total', '_x17 1 1 stale')],
      counted: { 16: 0, 17: 1, 19: 1, 24: 1, 29: 1, 31: 1, 33: 0, 40: 0 },
    },
  ],
  [
    'the births of two counters with the same labels',
    {
      series: [
        { series: 'lost_total{job="a",instance="i",kind="fatal"}', values: '_x39 1x80' },
        { series: 'corrupted_total{job="a",instance="i",kind="fatal"}', values: '_x39 1x80' },
      ],
      counted: { 45: 2, 90: 0 },
    },
  ],
];

describeWithPromtool('the count of events that must not happen', (promtool) => {
  it.each(CASES)('is %s', async (_name, { series, counted, target = [TARGET, OLD_PROCESS] }) => {
    const { files } = compileOne(specOf(`{ name: x, ${EVENTS} }`));
    const [rules] = ruleFileBackend.emit(files, readSettings(undefined, new Report()), new Report());
    const test = {
      rule_files: ['rules.yaml'],
      evaluation_interval: '1m',
      tests: [
        {
          interval: '1m',
          input_series: [...target, ...series],
          promql_expr_test: Object.entries(counted).map(([minute, count]) => ({
            // An extrapolated increase is no whole number.
            expr: `round(sum(slo:breach_events:count)) or vector(0)`,
            eval_time: `${minute}m`,
            exp_samples: [{ labels: '{}', value: count }],
          })),
        },
      ],
    };
    await withTempDir((dir) => {
      writeFileSync(join(dir, 'rules.yaml'), rules?.content ?? '');
      writeFileSync(join(dir, 'test.yaml'), JSON.stringify(test));
      const { ok, output } = testRules(promtool, [join(dir, 'test.yaml')]);
      expect(ok ? '' : output).toBe('');
    });
  });
});
