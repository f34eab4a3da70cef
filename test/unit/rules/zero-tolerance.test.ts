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
  /** Events that are counted in the 15 minutes up to each minute of the test. */
  readonly counted: Readonly<Record<number, number>>;
}

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
  it.each(CASES)('is %s', async (_name, { series, counted }) => {
    const { files } = compileOne(specOf(`{ name: x, ${EVENTS} }`));
    const [rules] = ruleFileBackend.emit(files, readSettings(undefined, new Report()));
    const test = {
      rule_files: ['rules.yaml'],
      evaluation_interval: '1m',
      tests: [
        {
          interval: '1m',
          input_series: [TARGET, OLD_PROCESS, ...series],
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
