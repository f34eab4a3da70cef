// The codes about specs that are well formed and cannot be right: rules of theirs would never fire, or always.
import type { Code } from '../code.ts';

export const MEANING_CODES = [
  {
    code: 'similar-metric',
    title: 'a metric name that is one letter away from another',
    explanation:
      'A name that nobody exports selects nothing, and nothing tells. This one is not known, but a name that differs by a single slip is: the catalogue has it, or the same indicator uses it. It is a warning, because both may exist.',
    example: `service: shop
slos:
  - name: orders
    objective: 99.9%
    indicator:
      ratio: { total: 'http_requests_total{job="shop"}', bad: 'http_request_total{job="shop", code=~"5.."}' }
`,
  },
  {
    code: 'literal-or-pattern',
    title: 'a regular expression where a text is compared, or the other way round',
    explanation:
      '"=" compares the value as it stands, so code="5.." selects the code "5.." only, which no series has. The reverse is an expression without anything to expand: code=~"5xx" matches the text 5xx. Write =~"5.." for all codes from 500 to 599.',
    example: `service: shop
slos:
  - name: orders
    objective: 99.9%
    indicator:
      ratio: { total: orders_total, bad: 'orders_total{code="5.."}' }
`,
  },
  {
    code: 'contradictory-matchers',
    title: 'matchers that no series can pass together',
    explanation:
      'All matchers of a selector have to hold, so two that exclude each other select nothing and the rule is silent for ever. With a preset the matchers under "where" are added to its own: where: reporter="destination" leaves nothing of the source\'s view. Write alternatives as one expression, =~"a|b", or as a list of selectors.',
    example: `service: shop
slos:
  - name: orders
    objective: 99.9%
    indicator:
      ratio: { total: orders_total, bad: 'orders_total{code="200", code=~"5.."}' }
`,
  },
  {
    code: 'events-outside-total',
    title: 'bad or good events that are no part of all events',
    explanation:
      'The error ratio is bad events over all events, so "total" has to count the bad ones too. Where it counts only those that went well, the ratio is wrong, and when everything fails there is no total: the page ends while the failures go on. Where the selectors exclude each other, the alert never fires (or, with "good", always). Where a matcher of "total" is missing on the other side, events of other targets are counted. Counters of two targets are off by what happens between their scrapes.',
    example: `service: shop
slos:
  - name: jobs
    objective: 99%
    indicator:
      ratio: { total: 'jobs_total{result="done"}', bad: 'jobs_total{result="failed"}' }
`,
  },
  {
    code: 'events-equal-total',
    title: 'the bad or the good events are all events',
    explanation:
      'Both selectors select the same series: with "bad" every event is an error and the alert fires for ever, with "good" there can be no error. A matcher has been forgotten, or it excludes nothing.',
    example: `service: shop
slos:
  - name: orders
    objective: 99.9%
    indicator:
      ratio: { total: 'orders_total{job="shop"}', bad: 'orders_total{job="shop"}' }
`,
  },
  {
    code: 'good-and-bad-swapped',
    title: 'successes are called bad, or failures good',
    explanation:
      'By their status the selected events are the opposite of what they are called: the bad ones have the code 200 and not 500, or the good ones 500 and not 200. The error ratio would be the share of successes. Turn the matcher round, or name the events by what they are.',
    example: `service: shop
slos:
  - name: orders
    objective: 99.9%
    indicator:
      ratio: { total: orders_total, bad: 'orders_total{code=~"2.."}' }
`,
  },
  {
    code: 'grouped-by-outcome',
    title: 'the indicator groups by the label that makes an event bad',
    explanation:
      'Each group has an error budget of its own. Grouped by the label that tells bad events from good ones, each bad value is a group in which everything fails: one error in ten thousand is a page. Group by what has a budget: a service, a handler, a region. A label that by the catalogue says how an event ended, such as response_flags, is a warning where other labels tell bad events apart.',
    example: `service: shop
slos:
  - name: orders
    objective: 99.9%
    indicator:
      by: [code]
      ratio: { total: orders_total, bad: 'orders_total{code=~"5.."}' }
`,
  },
  {
    code: 'not-a-gauge',
    title: 'a counter is read as if it were a gauge',
    explanation:
      'The value of a counter is what happened since its process started. Compared with a bound it tells how long the process has run, and it falls to zero with every restart. Take its rate or increase over a window. A metric that the catalogue does not know is taken for a counter if its name ends in _total, which is a warning.',
    example: `service: shop
slos:
  - name: orders
    objective: 99%
    indicator:
      threshold: { value: max(istio_requests_total), below: 1000 }
`,
  },
  {
    code: 'quantile-out-of-range',
    title: 'a quantile that is not between 0 and 1',
    explanation:
      'PromQL takes quantiles from 0 to 1: histogram_quantile(99, …) is +Inf whatever the data, so a bound on it is always or never passed. The 99th percentile is 0.99.',
    example: `service: shop
slos:
  - name: orders
    objective: 99%
    indicator:
      threshold: { value: 'histogram_quantile(99, sum by (le) (rate(order_seconds_bucket[5m])))', below: 2 }
`,
  },
  {
    code: 'bucket-without-bound',
    title: 'buckets of a histogram without their bound',
    explanation:
      'An event is counted in every bucket whose bound is above it, so all buckets together count it many times: choose one by "le", or count events with _count. The other way round, histogram_quantile needs the label "le" of all buckets: where an aggregation drops it, there is no result.',
    example: `service: shop
slos:
  - name: orders
    objective: 99%
    indicator:
      ratio: { total: orders_seconds_count, good: orders_seconds_bucket }
`,
  },
  {
    code: 'constant-for-missing',
    title: 'a constant takes the place of missing data',
    explanation:
      '"or vector(1)" in a total counts one event a second whenever there is no traffic, which dilutes the failures before and after: six hours of total outage at one request every five minutes read 0.6 %. "or vector(0)" says that all is well when the metric is gone. Neither is needed: windows without traffic are no errors, an error series that is not born yet is zero, and the absence alert tells when the data is gone. absent(…) is such a constant, too: 1 while the data is gone, and nothing while it is there.',
    example: `service: shop
slos:
  - name: orders
    objective: 99.9%
    indicator:
      raw:
        bad: sum(rate(orders_failed_total[$window]))
        total: sum(rate(orders_total[$window])) > 0 or on() vector(1)
`,
  },
  {
    code: 'units-differ',
    title: 'bad and total events are not counted in one unit',
    explanation:
      'rate() is per second, increase() per window: a ratio of the two is off by the number of seconds in the window, and differs from window to window. The same holds where only one side is multiplied by 100.',
    example: `service: shop
slos:
  - name: orders
    objective: 99.9%
    indicator:
      raw:
        bad: sum(increase(orders_failed_total[$window]))
        total: sum(rate(orders_total[$window]))
`,
  },
  {
    code: 'ratio-in-percent',
    title: 'an error ratio in percent',
    explanation:
      'An error ratio goes from 0 to 1, and so do the thresholds that it is compared with. Multiplied by 100, half a percent of errors reads as half of all events.',
    example: `service: shop
slos:
  - name: orders
    objective: 99.9%
    indicator:
      raw: { errorRatio: '100 * sum(rate(orders_failed_total[$window])) / sum(rate(orders_total[$window]))' }
`,
  },
  {
    code: 'fixed-window',
    title: 'a fixed range beside $window',
    explanation:
      'A burn-rate alert compares a long and a short window. A range that stands still holds the same few minutes in all of them, so this part of the expression does not follow. Inside a subquery over $window a fixed range is fine. irate() and idelta() read the last two samples of any range, so they follow no window either.',
    example: `service: shop
slos:
  - name: orders
    objective: 99.9%
    indicator:
      raw:
        bad: sum(rate(orders_failed_total[$window])) + sum(rate(orders_lost_total[5m]))
        total: sum(rate(orders_total[$window]))
`,
  },
  {
    code: 'series-merged',
    title: 'labels that "by" does not name are merged',
    explanation:
      'The result of a raw expression is aggregated by the labels under "by": rates are added up, of error ratios the worst decides. An expression that keeps further labels, or is not aggregated at all, so becomes one error budget over everything, in which one of three deployments may be down for hours. Name the labels under "by", or aggregate in the expression to say that this is meant.',
    example: `service: shop
slos:
  - name: orders
    objective: 99.9%
    indicator:
      raw:
        bad: sum by (deployment) (rate(orders_failed_total[$window]))
        total: sum by (deployment) (rate(orders_total[$window]))
`,
  },
  {
    code: 'comparison-in-value',
    title: 'the value of a threshold is a condition',
    explanation:
      'A comparison leaves out what does not match, so where it fails there is no value, and missing data is ignored by default: the bad moments are the ones that are not counted. Give the value alone and compare it by "below" or "above". To count what passes, write sum(… == bool 1), which is 0 when nothing does, or set "noData: bad". A condition belongs to an uptime indicator.',
    example: `service: shop
slos:
  - name: queue
    objective: 99%
    indicator:
      threshold: { value: max(queue_length) < 1000, below: 1000 }
`,
  },
  {
    code: 'condition-never-true',
    title: 'a comparison that no value can pass',
    explanation:
      'What the sides can be is known: up is 0 or 1, a count is at least 1, a rate is never negative. A comparison that holds for none of these values never holds, so the thing would always be down, or the alert never fires. A count that finds nothing is missing and not 0: for that there is absent().',
    example: `service: shop
slos:
  - name: availability
    objective: 99.9%
    indicator: { uptime: { up: 'up{job="shop"} > 1' } }
`,
  },
  {
    code: 'alert-always-fires',
    title: 'an alert that fires whatever its values are',
    explanation:
      'An alert fires while its expression returns something. A selector returns its series whether the value is 0 or 1, and so does a comparison with "bool". Compare, and without bool: up{job="api"} == 0. A bare selector is a warning, because some series exist only while something is wrong. The alert that is to fire always, vector(1), is not reported.',
    example: `service: shop
alerts:
  - name: ShopDown
    severity: critical
    expr: up{job="shop"} == bool 0
`,
  },
  {
    code: 'tier-within-budget',
    title: 'a tier that fires while the budget lasts',
    explanation:
      'The factor is how many times faster than allowed the budget is spent. At 1 it lasts exactly the period; far below 1 the objective is kept, and the alert fires all the same. The tickets of the default tiers have 1, the pages 14.4 and 6.',
    example: `service: shop
slos:
  - name: orders
    objective: 99.9%
    indicator: { ratio: { total: orders_total, bad: orders_failed_total } }
    alerts:
      burnRate: { tiers: { page-fast: { factor: 0.01 } } }
`,
  },
  {
    code: 'for-outlasts-window',
    title: 'a tier waits longer than it looks back',
    explanation:
      'The long window is what tells a burst from a trend, and it has passed before a wait of the same length has. At 14.4 times the budget twelve hours cost a quarter of a month\'s budget before anybody is called. Leave "for" out, or make it a few minutes.',
    example: `service: shop
slos:
  - name: orders
    objective: 99.9%
    indicator: { ratio: { total: orders_total, bad: orders_failed_total } }
    alerts:
      burnRate: { tiers: { page-fast: { for: 12h } } }
`,
  },
  {
    code: 'reporters-added-up',
    title: 'requests of a mesh are counted at both ends',
    explanation:
      'Istio\'s metrics of requests come from the proxy of the caller (reporter="source") and from that of the service (reporter="destination"). Added up, a request that arrived counts twice, and one that never did counts once: where a service is down, up to half of its failures are hidden. Choose one reporter in every selector, or group by it.',
    example: `service: shop
slos:
  - name: orders
    objective: 99.9%
    indicator:
      ratio: { total: istio_requests_total, bad: 'istio_requests_total{response_code=~"5.."}' }
`,
  },
  {
    code: 'not-for-topology',
    title: 'an SLO whose rules cannot run in leaves and above them',
    explanation:
      'With "topology" the leaves record rates of events, and the place above adds them up. What reads scraped series over a long window cannot be built from that: "precision: exact" and an error ratio in your own PromQL. In a leaf no series has the label that tells leaves apart, so a selector that matches on it finds nothing. Windows, budgets and burn rates are recorded above the leaves, so a condition or an alert beside the SLOs, which leaves evaluate, finds none of them. See docs/topology.md.',
    example:
      '# slo.config.yaml\n# A spec has the SLO stock/exact, with precision: exact.\ntopology: { leafLabel: cluster, leaves: [eu-1, us-1] }\ntargets:\n  - name: leaf\n    topology: { part: leaf }\n  - name: global\n    topology: { part: global }\n',
  },
] as const satisfies readonly Code[];
