// Beliefs that are wrong, one at a time: the exposition of an exporter that is right, and edits of it or of the spec.

/** What a service written with client_golang exposes, as far as its SLOs go; healthy. */
export const APP = `# HELP http_requests_total Requests.
# TYPE http_requests_total counter
http_requests_total{code="200",handler="/pay",method="post"} 1240
http_requests_total{code="404",handler="/pay",method="post"} 12
http_requests_total{code="200",handler="/cart",method="get"} 905
# HELP http_request_duration_seconds Latency.
# TYPE http_request_duration_seconds histogram
http_request_duration_seconds_bucket{handler="/pay",le="0.1"} 1000
http_request_duration_seconds_bucket{handler="/pay",le="0.25"} 1200
http_request_duration_seconds_bucket{handler="/pay",le="1"} 1250
http_request_duration_seconds_bucket{handler="/pay",le="+Inf"} 1252
http_request_duration_seconds_sum{handler="/pay"} 96.5
http_request_duration_seconds_count{handler="/pay"} 1252
http_request_duration_seconds_bucket{handler="/cart",le="0.1"} 800
http_request_duration_seconds_bucket{handler="/cart",le="0.25"} 900
http_request_duration_seconds_bucket{handler="/cart",le="1"} 905
http_request_duration_seconds_bucket{handler="/cart",le="+Inf"} 905
http_request_duration_seconds_sum{handler="/cart"} 60.1
http_request_duration_seconds_count{handler="/cart"} 905
# HELP queue_age_seconds Age of the oldest job.
# TYPE queue_age_seconds gauge
queue_age_seconds{queue="mail"} 3.5
# HELP lost_orders_total Orders that were lost.
# TYPE lost_orders_total counter
lost_orders_total 0
`;

/** The SLOs of that service. */
export const SPEC = `service: shop
slos:
  - name: requests
    objective: 99.9%
    indicator:
      by: [handler]
      ratio:
        total: http_requests_total{method=~"get|post"}
        bad: http_requests_total{method=~"get|post",code=~"5.."}
  - name: latency
    objective: 99%
    indicator:
      latency: { histogram: http_request_duration_seconds, below: 250ms, buckets: [100ms, 250ms, 1s] }
  - name: queue
    objective: 99%
    indicator:
      threshold: { value: 'queue_age_seconds{queue="mail"}', below: 60 }
  - name: losses
    indicator:
      zeroTolerance: { events: lost_orders_total }
`;

export interface Planted {
  readonly fault: string;
  readonly code: string;
  /** What is written in the place of what, in the exposition or in the spec. */
  readonly app?: readonly (readonly [RegExp, string])[];
  readonly spec?: readonly (readonly [string | RegExp, string])[];
  /** What the finding must say: what is there. */
  readonly says: string;
}

export const IN_A_SCRAPE: readonly Planted[] = [
  {
    fault: 'the label of the status was renamed',
    code: 'label-missing',
    app: [[/code="/g, 'status="']],
    says: 'status',
  },
  {
    fault: 'the label of the status was switched off',
    code: 'label-missing',
    app: [[/code="\d+",/g, '']],
    says: 'handler',
  },
  {
    fault: 'the label of the status has a word more, among forty others',
    code: 'label-missing',
    app: [[/code="/g, `${Array.from({ length: 40 }, (_, at) => `tag_${at}="v",`).join('')}response_code="`]],
    says: 'did you mean "response_code"',
  },
  {
    fault: 'the label of the status has a word less, beside one that looks alike',
    code: 'label-missing',
    app: [[/method="/g, 'http_mode="x",method="']],
    spec: [['code=~"5.."', 'http_code=~"5.."']],
    says: 'did you mean "code"',
  },
  {
    fault: 'a metric of few words has another unit',
    code: 'metric-missing',
    spec: [[/queue_age_seconds/g, 'queue_age_milliseconds']],
    says: 'queue_age_seconds',
  },
  {
    fault: 'the metric was renamed',
    code: 'metric-missing',
    app: [[/http_requests_total/g, 'http_server_requests_total']],
    says: 'http_server_requests_total',
  },
  {
    fault: 'the metric is written in another case',
    code: 'metric-missing',
    spec: [[/queue_age_seconds/g, 'Queue_Age_Seconds']],
    says: 'queue_age_seconds',
  },
  {
    fault: 'a counter that is born with its first event is misspelt',
    code: 'metric-missing',
    spec: [[/lost_orders_total/g, 'lost_oders_total']],
    says: 'did you mean "lost_orders_total"',
  },
  ...['order_lost_total', 'lostorders_total', 'lost_orders'].map((written) => ({
    fault: `the words of a counter that is born with its first event are written ${written}`,
    code: 'metric-missing',
    spec: [[/lost_orders_total/g, written]] as const,
    says: 'did you mean "lost_orders_total"',
  })),
  { fault: 'a bucket is not exported', code: 'bucket-missing', app: [[/.*le="0.25".*\n/g, '']], says: '0.1, 1' },
  {
    fault: 'a bucket is missing on some histograms',
    code: 'bucket-missing',
    app: [[/.*"\/cart",le="0.25".*\n/g, '']],
    says: '1 of 2 histograms',
  },
  {
    fault: 'the unit of the histogram changed',
    code: 'bucket-missing',
    app: [
      [/le="0.1"/g, 'le="100"'],
      [/le="0.25"/g, 'le="250"'],
      [/le="1"/g, 'le="1000"'],
    ],
    says: '100, 250, 1000',
  },
  {
    fault: 'the counter became a gauge',
    code: 'type-differs',
    app: [[/http_requests_total counter/, 'http_requests_total gauge']],
    says: 'gauge',
  },
  {
    fault: 'the histogram became a summary',
    code: 'type-differs',
    app: [
      [/duration_seconds histogram/, 'duration_seconds summary'],
      [
        /http_request_duration_seconds_bucket\{handler="(.*?)",le="0.25"\}/g,
        'http_request_duration_seconds{handler="$1",quantile="0.5"}',
      ],
      [/http_request_duration_seconds_bucket.*\n/g, ''],
    ],
    says: 'summary',
  },
  {
    fault: 'the words of the status are written in capitals',
    code: 'value-missing',
    app: [
      [/http_requests_total/g, 'worker_calls_total'],
      [/code="200"/g, 'code="SUCCESS"'],
      [/code="404"/g, 'code="NOT_FOUND"'],
    ],
    spec: [
      [/http_requests_total/g, 'worker_calls_total'],
      ['code=~"5.."', 'code=~"Internal|Unavailable"'],
    ],
    says: '"NOT_FOUND"',
  },
  {
    fault: 'the label to group by is missing on some series',
    code: 'group-label-missing',
    app: [[/http_requests_total\{code="404",handler="\/pay",/, 'http_requests_total{code="404",']],
    says: 'handler!=""',
  },
  {
    fault: 'the label to group by is nowhere',
    code: 'group-label-missing',
    spec: [['by: [handler]', 'by: [route]']],
    says: 'handler',
  },
  {
    fault: 'bad events are not among all events',
    code: 'events-not-in-total',
    spec: [['total: http_requests_total{method=~"get|post"}', 'total: http_requests_total{method="get"}']],
    app: [[/code="404"/, 'code="500"']],
    says: 'leaves out',
  },
  {
    fault: 'the pattern of the status is of another form',
    code: 'value-missing',
    spec: [['code=~"5.."', 'code=~"5xx"']],
    says: '"200"',
  },
  {
    fault: 'the value is written in another case',
    code: 'value-missing',
    spec: [[/method=~"get\|post"/g, 'method="GET"']],
    says: '"get"',
  },
  {
    fault: 'the value of a selector does not occur',
    code: 'value-missing',
    spec: [['{queue="mail"}', '{queue="mails"}']],
    says: 'did you mean "mail"',
  },
  {
    fault: 'each matcher finds series, but none finds those of the others',
    code: 'selector-empty',
    spec: [[/method=~"get\|post"/g, 'method="get",handler="/pay"']],
    says: 'none finds',
  },
];

/** The text with the edits, each of which must change it. */
export function edited(text: string, edits: readonly (readonly [string | RegExp, string])[]): string {
  return edits.reduce((before, [from, to]) => {
    const after = before.replace(from, to);
    if (after === before) throw new Error(`${from} is not in the text`);
    return after;
  }, text);
}

/** The texts with the fault in them. */
export function planted({ app = [], spec = [] }: Planted): { readonly app: string; readonly spec: string } {
  return { app: edited(APP, app), spec: edited(SPEC, spec) };
}
