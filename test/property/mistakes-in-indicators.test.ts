// Two mistakes in one indicator: each is told beside the other, as it is told alone, and nothing else is.
import { describe, expect, it } from '@jest/globals';
import { differences, type Fields, type Mistake, problemsOf } from './mistakes.ts';

/** Mistakes in the fields of an indicator of one kind, whose other fields are sound. */
const IN_FIELDS: readonly (readonly [string, Fields, readonly Mistake[]])[] = [
  [
    'ratio',
    { total: 'a_total', bad: 'a_total{code="5"}' },
    [
      { part: 'total', fields: { total: undefined } },
      { part: 'total', fields: { total: 7 } },
      { part: 'total', fields: { total: 'a_total{' } },
      { part: 'total', fields: { total: ['a_total', 'up'] } },
      { part: 'bad', fields: { bad: 'a_total{code=' } },
      { part: 'bad', fields: { bad: ['a_total', 7] } },
      { part: 'bad', fields: { bad: 'istio_request_total' } },
      { part: 'unknown', fields: { zzz: 1 } },
    ],
  ],
  [
    'latency',
    { histogram: 'a_seconds', buckets: ['100ms', '250ms'], below: '250ms', where: 'job="a"' },
    [
      { part: 'histogram', fields: { histogram: 'a-seconds' } },
      { part: 'histogram', fields: { histogram: 'istio_requests_total' } },
      { part: 'below', fields: { below: undefined } },
      { part: 'below', fields: { below: 250 } },
      { part: 'below', fields: { below: '0s' } },
      { part: 'where', fields: { where: 'job=' } },
      { part: 'where', fields: { where: 'le="1"' } },
      { part: 'snap', fields: { snap: 'left' } },
      { part: 'unknown', fields: { zzz: 1 } },
    ],
  ],
  [
    'threshold',
    { value: 'max(queue_length)', below: 100 },
    [
      { part: 'value', fields: { value: undefined } },
      { part: 'value', fields: { value: 'max(' } },
      { part: 'noData', fields: { noData: 'gone' } },
      { part: 'unknown', fields: { zzz: 1 } },
    ],
  ],
  [
    'zeroTolerance',
    { events: 'losses_total', window: '30m' },
    [
      { part: 'events', fields: { events: undefined } },
      { part: 'events', fields: { events: 'losses_total{' } },
      { part: 'window', fields: { window: '1s' } },
      { part: 'window', fields: { window: 30 } },
      { part: 'target', fields: { target: 'up{' } },
      { part: 'matchOn', fields: { matchOn: [] } },
      { part: 'processAge', fields: { processAge: 'time(' } },
    ],
  ],
  [
    'raw',
    { bad: 'sum(rate(a_total[$window]))', total: 'sum(rate(b_total[$window]))' },
    [
      { part: 'bad', fields: { bad: 'sum(rate(a_total[5m]))' } },
      { part: 'bad', fields: { bad: 'sum(' } },
      { part: 'total', fields: { total: 'sum(' } },
      { part: 'unknown', fields: { zzz: 1 } },
    ],
  ],
];

/** Mistakes in the fields of a preset of Istio. */
const IN_PRESETS: readonly (readonly [string, Fields, readonly Mistake[]])[] = [
  [
    'latency',
    { below: '250ms', where: 'response_code="200"' },
    [
      { part: 'below', fields: { below: undefined } },
      { part: 'below', fields: { below: '3x' } },
      { part: 'below', fields: { below: '200ms' } },
      { part: 'where', fields: { where: 'response_code=' } },
      { part: 'reporter', fields: { reporter: 'me' } },
    ],
  ],
  [
    'requests',
    { where: 'response_code!="404"' },
    [
      { part: 'where', fields: { where: 'response_code=' } },
      { part: 'badCodes', fields: { badCodes: ['200'] } },
      { part: 'badCodes', fields: { badCodes: 429 } },
      { part: 'hangs', fields: { hangs: 'maybe' } },
    ],
  ],
  [
    'configPush',
    { below: '1s' },
    [
      { part: 'below', fields: { below: undefined } },
      { part: 'below', fields: { below: '2s' } },
      { part: 'where', fields: { where: 'a=' } },
    ],
  ],
];

describe('two mistakes in one indicator', () => {
  const objective = (kind: string) => (kind === 'zeroTolerance' ? {} : { objective: '99%' });
  const tell = (kind: string, indicator: Fields) =>
    problemsOf({ slos: [{ name: 'orders', ...objective(kind), indicator }] });

  it.each(IN_FIELDS)('are both told, and nothing else: %s', (kind, sound, all) => {
    expect(tell(kind, { [kind]: sound })).toEqual([]);
    expect(differences(all, (fields) => tell(kind, { [kind]: { ...sound, ...fields } }))).toEqual([]);
  });

  it.each(IN_PRESETS)('are both told, and nothing else: istio %s', (preset, sound, all) => {
    expect(tell(preset, { istio: { [preset]: sound } })).toEqual([]);
    expect(differences(all, (fields) => tell(preset, { istio: { [preset]: { ...sound, ...fields } } }))).toEqual([]);
  });
});
