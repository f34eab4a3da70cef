// Random indicators that are right, as values for a YAML file: narrowed and grouped in the ways of the field.
import fc from 'fast-check';
import { hostileText } from './hostile-text.ts';

const quoted = (value: string) => JSON.stringify(value).replaceAll(/[^\x20-\x7e]/gu, (char) => char);
const matcher = (label: string) =>
  fc.oneof(
    hostileText.map((value) => `${label}=${quoted(value)}`),
    hostileText.map((value) => `${label}!=${quoted(value)}`),
    fc
      .constantFrom('5..', 'a|b|c', '[1-5]xx?', '.+', '(GET|POST)', 'x{2,3}[.]y')
      .map((value) => `${label}=~"${value}"`),
    fc.constantFrom('2..', 'probe.*', '').map((value) => `${label}!~"${value}"`),
  );

const LABELS = ['code', 'path', 'job'] as const;
const GROUPS = ['shard', 'by', 'tenant_name', 'service', 'cluster', 'job'] as const;
export const by = fc.uniqueArray(fc.constantFrom(...GROUPS), { maxLength: 2 });

/** What narrows a label that may be grouped by: one value, some, all but one, none, or twice. Each lets a series through. */
const narrowing = (label: string) =>
  fc.constantFrom(
    `${label}="${label}-a"`,
    `${label}="only"`,
    `${label}=~"cds|eds"`,
    `${label}=~"(?i)eu[-_].+"`,
    `${label}!=""`,
    `${label}!~"test.*|"`,
    `${label}="only", ${label}!~"test.*"`,
    `${label}=~"a[|]b|c\\\\-d"`,
    `${label}=~"eu|us|"`,
  );

export const matchers = fc
  .tuple(
    fc
      .uniqueArray(fc.constantFrom(...LABELS), { maxLength: 2 })
      .chain((labels) => fc.tuple(...labels.map((label) => matcher(label)))),
    fc
      .uniqueArray(fc.constantFrom('shard', 'service', 'cluster', 'tenant_name'), { maxLength: 2 })
      .chain((labels) => fc.tuple(...labels.map(narrowing))),
    fc.constantFrom<string[]>([], [], ['canary=""']),
  )
  .map((all) => all.flat());
export const selector = (metric: string, inside: readonly string[]) =>
  inside.length === 0 ? metric : `${metric}{${inside.join(',')}}`;

export const ratio = fc
  .record({ matchers, bad: matcher('outcome'), isGood: fc.boolean(), isApart: fc.boolean() })
  .map((drawn) => {
    const counted = selector(drawn.isApart ? 'errors_total' : 'events_total', [...drawn.matchers, drawn.bad]);
    return { ratio: { total: selector('events_total', drawn.matchers), [drawn.isGood ? 'good' : 'bad']: counted } };
  });

/** Selectors whose names are alternatives. */
export const union = matchers.map((inside) => {
  const of = (...further: readonly string[]) =>
    selector('', ['__name__=~"calls_total|old_calls_total"', ...inside, ...further]);
  return { ratio: { total: of(), bad: of('result="error"') } };
});

/** Counters that are added up, each with its own names for what failed; of one of them a part may be named twice. */
export const severalCounters = fc
  .record({ matchers, bad: matcher('outcome'), isTwice: fc.boolean() })
  .map(({ matchers: inside, bad, isTwice }) => ({
    ratio: {
      total: [
        ...(isTwice ? [selector('calls_total', [...inside, 'kind="a"'])] : []),
        selector('calls_total', isTwice ? [...inside, 'kind=~"a|b"'] : inside),
        selector('messages_total', inside),
      ],
      bad: [
        selector('calls_total', [...inside, ...(isTwice ? ['kind="a"'] : []), bad]),
        selector('messages_failed_total', inside),
      ],
    },
  }));

/** What went well and what failed, each with its counter: one of failures is born with the first. */
export const wellAndFailed = fc
  .record({ matchers, isGood: fc.boolean(), isOneName: fc.boolean() })
  .map(({ matchers: inside, isGood, isOneName }) => {
    const well = selector(isOneName ? 'runs_total' : 'runs_ok_total', [
      ...inside,
      ...(isOneName ? ['state="ok"'] : []),
    ]);
    const failed = selector('runs_total', [...inside, 'state=~"lost|late"']);
    return { ratio: { total: [well, failed], ...(isGood ? { good: well } : { bad: failed }) } };
  });

/** Buckets of a histogram, counted by themselves. */
export const buckets = fc
  .record({
    matchers,
    isOfBuckets: fc.boolean(),
    le: fc.constantFrom('0.3', '1', '1.0', '5.0'),
    isGood: fc.boolean(),
  })
  .map(({ matchers: inside, isOfBuckets, le, isGood }) => {
    const bucket = (bound: string) => selector('wait_seconds_bucket', [...inside, `le="${bound}"`]);
    const total = isOfBuckets ? bucket('+Inf') : selector('wait_seconds_count', inside);
    return { ratio: { total, [isGood ? 'good' : 'bad']: bucket(le) } };
  });

export const latency = fc
  .record({
    where: matchers,
    how: fc.constantFrom(
      { below: '250ms' },
      { below: '1s' },
      { below: '300ms', snap: 'down' },
      { below: '300ms', snap: 'up' },
      { below: '300ms', interpolate: true },
      { below: '50ms', interpolate: true },
      { below: '750ms', interpolate: true },
      { below: '3s', interpolate: true },
      { below: '0.05ms' },
      { below: '500us' },
      { below: '2.5ms', snap: 'up' },
      { below: '200us', interpolate: true },
    ),
  })
  .map(({ where, how }) => ({
    latency: {
      histogram: 'order_duration_seconds',
      buckets: ['50us', '0.5ms', '100ms', '250ms', '500ms', '1s', '5s'],
      ...(where.length > 0 && { where: where.join(',') }),
      ...how,
    },
  }));

/** A histogram whose bounds are those that libraries have by default. */
export const usualLatency = fc
  .constantFrom({ below: '250ms' }, { below: '300ms', snap: 'down' }, { below: '2s', interpolate: true })
  .map((how) => ({ latency: { histogram: 'http_request_duration_seconds', where: 'job="x"', ...how } }));

export const nativeLatency = fc
  .record({ where: matchers, below: fc.constantFrom('120ms', '1s') })
  .map(({ where, below }) => ({
    latency: {
      histogram: 'posting_seconds',
      native: true,
      below,
      ...(where.length > 0 && { where: where.join(',') }),
    },
  }));

/** A group that is gone leaves nothing behind that could count as anything. */
const noData = (bad: string, good: string, labels: readonly string[]) =>
  labels.length > 0 ? fc.constant('ignored') : fc.constantFrom(good, 'ignored', bad);
const grouped = (labels: readonly string[]) => (labels.length === 0 ? '' : `by (${labels.join(', ')}) `);

/** Where in time a condition reads its series. */
const shift = fc.constantFrom('', '', ' offset 5m', ' @ 1700000000');

/** Values of time, and how they are bound. */
const ofTime = fc.constantFrom(
  { value: (by: string) => `time() - max ${by}(done_timestamp_seconds)`, below: '26h' },
  { value: (by: string) => `min ${by}(probe_ssl_earliest_cert_expiry) - time()`, above: '14d' },
  {
    value: (by: string) => `sum ${by}(rate(wait_seconds_sum[5m])) / sum ${by}(rate(wait_seconds_count[5m]))`,
    below: '2s',
  },
  { value: (by: string) => `min ${by}(ready) / (max ${by}(desired) > 0)`, above: '66%' },
);

export const timed = by.chain((labels) =>
  fc.oneof(
    fc.record({ noData: noData('down', 'up', labels), time: shift }).map(({ time, ...drawn }) => ({
      by: labels,
      uptime: { up: `max ${grouped(labels)}(probe_success{job="x"}${time}) == 1`, ...drawn },
    })),
    fc.record({ noData: noData('bad', 'good', labels), isBelow: fc.boolean() }).map(({ isBelow, ...drawn }) => ({
      by: labels,
      threshold: { value: `max ${grouped(labels)}(queue_length)`, [isBelow ? 'below' : 'above']: 100, ...drawn },
    })),
    fc
      .record({ noData: noData('bad', 'good', labels), drawn: ofTime })
      .map(({ drawn: { value, ...bound }, ...rest }) => ({
        by: labels,
        threshold: { value: value(grouped(labels)), ...bound, ...rest },
      })),
  ),
);

export const raw = by.chain((labels) =>
  fc.constantFrom<object>(
    {
      by: labels,
      raw: {
        bad: `sum ${grouped(labels)}(rate(bad_total[$window]))`,
        total: `sum ${grouped(labels)}(rate(all_total[$window]))`,
      },
    },
    { by: labels, raw: { errorRatio: `avg ${grouped(labels)}(avg_over_time(err_ratio[$window]))` } },
    {
      by: labels,
      raw: {
        bad: `sum ${grouped(labels)}(label_replace(rate(sent_total{topic=~".+-dead"}[$window]), "topic", "$1", "topic", "(.+)-dead"))`,
        total: `sum ${grouped(labels)}(rate(sent_total{topic!~".+-dead"}[$window]))`,
      },
    },
  ),
);

export const istio = fc.constantFrom<object>(
  { istio: { requests: {} } },
  { istio: { requests: { reporter: 'destination', badCodes: ['429'], grpc: false } } },
  { istio: { latency: { below: '250ms' } } },
  {
    by: ['destination_service_namespace'],
    ratio: {
      total: 'istio_tcp_connections_opened_total{reporter="source"}',
      bad: 'istio_tcp_connections_opened_total{reporter="source",response_flags!="-"}',
    },
  },
  { istio: { configPush: { below: '1s' } } },
  { istio: { istiodUp: {} } },
);
