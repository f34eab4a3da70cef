// The codes about what an SLO measures.
import type { Code } from './code.ts';

export const INDICATOR_CODES: readonly Code[] = Object.freeze([
  {
    code: 'one-indicator',
    title: 'an indicator has exactly one kind',
    explanation:
      'What is good and what is bad is told in one way: ratio, latency, uptime, threshold, zeroTolerance, raw, or one of the Istio presets. Two kinds have two error budgets, so write two SLOs: success and speed are promised separately, and their alerts need different reactions.',
    example: `service: shop
slos:
  - name: orders
    objective: 99.9%
    indicator:
      ratio: { total: orders_total, bad: orders_failed_total }
      istio: { requests: {} }
`,
  },
  {
    code: 'bad-or-good',
    title: 'the bad or the good events, not both and not neither',
    explanation:
      'A ratio is counted from all events and either the bad or the good ones; given both, they may contradict each other. Prefer bad: when every request fails, the series of the good ones may be missing altogether, and missing series that were never bad count as zero errors. The raw kind takes bad and total, or an errorRatio alone; with an errorRatio every moment weighs the same, however much traffic it had.',
    example: `service: shop
slos:
  - name: orders
    objective: 99.9%
    indicator:
      ratio: { total: orders_total }
`,
  },
  {
    code: 'one-bound',
    title: 'a threshold indicator has exactly one bound',
    explanation:
      '"below: 1000" is good while the value is under 1000, "above: 2" while it is over 2. For a range write two SLOs: too much and too little are two kinds of trouble.',
    example: `service: shop
slos:
  - name: queue
    objective: 99%
    indicator:
      threshold: { value: max(queue_length), above: 1, below: 1000 }
`,
  },
  {
    code: 'not-a-counter',
    title: 'events are counted by a counter',
    explanation:
      'The rate of a gauge has no meaning: whenever it falls, rate() takes that for a restart and adds the whole value. The catalogue says that this metric is a gauge, or a histogram, of which only the _count and _bucket series are counters. For gauges there is the threshold indicator, for histograms latency.',
    example: `service: istiod
slos:
  - name: proxies
    objective: 99%
    indicator:
      ratio: { total: pilot_xds, bad: pilot_total_xds_internal_errors }
`,
  },
  {
    code: 'not-a-histogram',
    title: 'a latency indicator needs a histogram',
    explanation:
      'The share of events below a threshold can be read only from a histogram, whose buckets count them. A gauge or a counter of seconds knows a sum or the last value at best. Name the histogram without _bucket, _count or _sum.',
    example: `service: mesh
slos:
  - name: start
    objective: 99%
    indicator:
      latency: { histogram: istio_agent_startup_duration_seconds, below: 5s }
`,
  },
  {
    code: 'buckets-unknown',
    title: 'nobody can tell whether the threshold is a bucket',
    explanation:
      'A histogram counts only at the bounds of its buckets, and the catalogue does not know those of this one. If the threshold is no bound, the rule selects nothing and the alert never fires; only the absence alert would tell. List the bounds under "buckets", as the exporter shows them in the label le: then a threshold between two of them is caught here.',
    example: `service: shop
slos:
  - name: orders
    objective: 99%
    indicator:
      latency: { histogram: order_duration_seconds, below: 300ms }
`,
  },
  {
    code: 'threshold-not-a-bucket',
    title: 'the latency threshold is no bucket of the histogram',
    explanation:
      'A histogram counts only at the bounds of its buckets. Istio\'s request durations have 100 ms and 250 ms but not 200 ms, so le="200" selects no series: the rule is empty, and an alert on it silently never fires. Decide in the open. "snap: up" takes the next bound above, which is looser: an alert then is never false, but what lies between passes. "snap: down" takes the one below, which is stricter. "interpolate: true" estimates between the two. Or give the proxies a bucket (the annotation sidecar.istio.io/statsHistogramBuckets) and list all of them under "buckets". The same is told of a matcher on le, in a ratio, in raw PromQL and in alerts of your own. Where only the defaults of client libraries are known, it is a warning.',
    example: `service: shop
slos:
  - name: speed
    objective: 99%
    indicator:
      istio: { latency: { below: 200ms } }
`,
  },
  {
    code: 'condition-always-true',
    title: 'the uptime condition holds whatever the value is',
    explanation:
      'An uptime condition holds while its expression returns something. "up" without a comparison returns 0 for a target that is down, which is something, so the thing would be up 100 % of the time. The same is true of "== bool 1", which returns 0 or 1 instead of leaving out what does not match. Compare, and without bool: up{app="istiod"} == 1.',
    example: `service: istiod
slos:
  - name: availability
    objective: 99.9%
    indicator:
      uptime: { up: 'up{app="istiod"} == bool 1' }
`,
  },
  {
    code: 'no-data-of-groups',
    title: 'a group that is gone cannot count as down',
    explanation:
      'With "by" there is one error budget for each combination of labels that has data. When the series of a group vanish, nothing is left that would tell which group it was, so missing data can count neither as down nor as up. Set "noData: ignored", or leave "by" out and write one SLO, with its own selector, for each thing that must be there.',
    example: `service: istiod
slos:
  - name: availability
    objective: 99.9%
    indicator:
      by: [pod]
      uptime: { up: 'up{app="istiod"} == 1', noData: down }
`,
  },
  {
    code: 'precision-not-for-kind',
    title: 'exact windows need counters',
    explanation:
      '"precision: exact" reads raw counters for the windows up to 1h and for the period, because a counter still holds what happened during a scrape outage. Time is sampled, and a ratio of your own is read as it is: what was not scraped is gone, so there is nothing to be more exact about. Remove "precision" from this SLO; a default in slo.config.yaml is ignored for such indicators.',
    example: `service: istiod
slos:
  - name: availability
    objective: 99.9%
    precision: exact
    indicator:
      istio: { istiodUp: {} }
`,
  },
]);
