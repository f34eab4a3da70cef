// The codes about what an SLO measures.
import type { Code } from '../code.ts';

export const INDICATOR_CODES = [
  {
    code: 'one-indicator',
    title: 'an indicator has exactly one kind',
    explanation:
      'An indicator has one kind: ratio, latency, uptime, threshold, zeroTolerance, raw, or one of the Istio presets. Two kinds have two error budgets, so write two SLOs. Success and speed are two promises, and their alerts need different reactions.',
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
      'A ratio needs all events, and either the bad or the good events. Bad and good events together may contradict each other. Prefer "bad": when every request fails, the series of good events may not exist. A series of bad events that does not exist counts as zero errors. The raw kind takes "bad" and "total", or "errorRatio" alone. With "errorRatio" every moment counts the same, whatever the traffic.',
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
      'With "below: 1000" the time is good while the value is below 1000, with "above: 2" while the value is above 2. For a range write two SLOs: too much and too little are two different faults.',
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
      'The rate of a gauge has no meaning: when a gauge falls, rate() assumes a restart and adds the whole value. According to the catalogue this metric is a gauge or a histogram. Only the _count and _bucket series of a histogram are counters. Use the threshold indicator for a gauge, and the latency indicator for a histogram.',
    example: `service: istiod
slos:
  - name: proxies
    objective: 99%
    indicator:
      ratio: { total: pilot_xds, bad: pilot_total_xds_internal_errors }
`,
  },
  {
    code: 'selector-without-name',
    title: 'a selector needs the name of its metric',
    explanation:
      'Functions such as rate() drop the name of a metric. Where a pattern selects several metrics, two series that differ in their name alone then have the same labels, and Prometheus fails the evaluation. Name the metric. Under total, bad, good and events, names that are written out as alternatives are taken apart and added up; any other pattern is refused, also where a range is read in an expression.',
    example: `service: shop
slos:
  - name: calls
    objective: 99%
    indicator:
      ratio:
        total: '{__name__=~"function_.+_total"}'
        bad: function_calls_total{result="error"}
`,
  },
  {
    code: 'not-a-histogram',
    title: 'a latency indicator needs a histogram',
    explanation:
      'Only the buckets of a histogram count the events below a threshold. A gauge or a counter of seconds holds a sum or the last value. Name the histogram without _bucket, _count or _sum.',
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
      'A histogram counts events only at the bounds of its buckets, and the catalogue does not know the bounds of this histogram. If the threshold is not a bound, the rule selects no series and the alert never fires. Only the absence alert would fire. List the bounds under "buckets", as the exporter shows them in the label le. Then the compiler reports a threshold between two bounds. "snap" and "interpolate" ask for the bounds beside the threshold, so without known bounds they are an error.',
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
      'A histogram counts only at the bounds of its buckets. Istio\'s request durations have 100 ms and 250 ms but not 200 ms, so le="200" selects no series: the rule is empty, and an alert on it silently never fires. Decide in the open. "snap: up" takes the next bound above, which is looser: an alert then is never false, but what lies between passes. "snap: down" takes the one below, which is stricter. "interpolate: true" estimates between the two. Or give the proxies a bucket (the annotation sidecar.istio.io/statsHistogramBuckets) and list all of them under "buckets". The same is told of a matcher on le, in a ratio, in raw PromQL and in alerts of your own. Where only the defaults of client libraries are known, it is a warning, and "snap" and "interpolate" take bounds of those.',
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
      'An uptime condition holds while its expression returns a series. "up" without a comparison returns a series with the value 0 for a target that is down, so the uptime would always be 100 %. "== bool 1" also returns a series in both cases. Compare without bool: up{app="istiod"} == 1.',
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
      'With "by" each combination of labels that has data has an error budget. When the series of a group vanish, no series carries the labels of that group any more, so its missing data can count neither as down nor as up. Set "noData: ignored". Or leave "by" out, and write one SLO with a selector of its own for each target that must be up.',
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
      '"precision: exact" reads raw counters for the windows up to 1h and for the period, because a counter also holds the events of a scrape outage. Indicators of time and an errorRatio of your own are sampled: the values during a scrape outage are lost, so exact windows would gain nothing. Remove "precision" from this SLO. A default in slo.config.yaml is ignored for such indicators.',
    example: `service: istiod
slos:
  - name: availability
    objective: 99.9%
    precision: exact
    indicator:
      istio: { istiodUp: {} }
`,
  },
] as const satisfies readonly Code[];
