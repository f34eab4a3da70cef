// The codes about alerts and their tiers.
import type { Code } from './code.ts';

export const ALERT_CODES: readonly Code[] = Object.freeze([
  {
    code: 'unreachable-threshold',
    title: 'an alert that can never fire',
    explanation:
      'A tier fires while the error ratio is above factor × budget. An error ratio is at most 1: with an objective of 90 % the budget is 0.1, so 14.4 × 0.1 = 1.44 cannot be passed even when every single request fails. Such an alert looks like protection and is none. The hint tells below what the factor must stay; a "budget" gives a factor too: share × period / long window. The same holds for a threshold alert at 100 %.',
    example: `service: shop
slos:
  - name: orders
    objective: 90%
    indicator:
      ratio: { total: orders_total, bad: orders_failed_total }
    alerts:
      burnRate: { tiers: { page-fast: { factor: 14.4 } } }
`,
  },
  {
    code: 'capped-threshold',
    title: 'the factor of a default tier was lowered',
    explanation:
      'At a low objective the usual factors ask for more errors than there can be: 14.4 × a budget of 10 % is 144 %. Nobody asked for that factor, so it is no error; the tier is lowered to an error ratio of 90 %, which a total outage passes. This warning says so, because the tier then fires later than its name promises. Set a factor of your own to decide, or switch the tier off.',
    example: `service: shop
slos:
  - name: orders
    objective: 90%
    indicator:
      ratio: { total: orders_total, bad: orders_failed_total }
`,
  },
  {
    code: 'window-out-of-range',
    title: 'a window is too short, too long, or in the wrong order',
    explanation:
      'A window must hold four scrapes: a rate needs two samples, and one of the scrapes may fail and another be late. It cannot be longer than the period, over which the budget runs. The short window of a tier lets the alert clear soon after the trouble ends, so it is no longer than the long one; a twelfth is usual (1h and 5m, 6h and 30m). The minimum age of the data is shorter than the period too: only so much is sure to be kept, and a tier that asks for older data may never fire.',
    example: `service: shop
slos:
  - name: orders
    objective: 99.9%
    indicator:
      ratio: { total: orders_total, bad: orders_failed_total }
    alerts:
      burnRate: { tiers: { page-fast: { long: 1h, short: 2h } } }
`,
  },
  {
    code: 'for-outlasts-event',
    title: 'a breach alert waits longer than it sees an event',
    explanation:
      'Zero tolerance means that one event is enough. An event counts for one "window", 15m unless you set it, and then it is over: an alert that waits as long fires only if events keep coming, and the single one that it is there for goes by in silence. Up to four scrapes of the window are lost, because an event is seen late, a scrape may fail, and an increase needs the sample before the event too. So "for" plus four scrapes (of 15s at least) must fit into the window. Usually no "for" is wanted here, since what has happened does not become untrue. What may happen now and then belongs into a ratio, or into an alert of your own.',
    example: `service: shop
slos:
  - name: lost-orders
    indicator:
      zeroTolerance: { events: orders_lost_total }
    alerts:
      breach: { for: 15m }
`,
  },
  {
    code: 'tier-incomplete',
    title: 'a tier of your own lacks something',
    explanation:
      'The tiers page-fast, page-slow, ticket-fast and ticket-slow have defaults for everything, so a change to one of them names only what changes. Any other name is a new tier, for which nothing can be guessed: it needs long, short, severity, and factor or budget. If no new tier was meant, the name is misspelt.',
    example: `service: shop
slos:
  - name: orders
    objective: 99.9%
    indicator:
      ratio: { total: orders_total, bad: orders_failed_total }
    alerts:
      burnRate: { tiers: { page-fst: { factor: 10 } } }
`,
  },
  {
    code: 'tier-factor-or-budget',
    title: 'a tier has both a factor and a budget',
    explanation:
      'They are two ways to say the same: factor = budget × period / long. 14.4 over 1h of 30d is 2 % of the budget. Given both, they could contradict each other. Keep one.',
    example: `service: shop
slos:
  - name: orders
    objective: 99.9%
    indicator:
      ratio: { total: orders_total, bad: orders_failed_total }
    alerts:
      burnRate: { tiers: { page-fast: { factor: 10, budget: 2% } } }
`,
  },
  {
    code: 'unknown-tier',
    title: 'a tier is switched off that does not exist',
    explanation:
      'Switching off a tier under a misspelt name would leave the real one on, and it would go on paging. The default tiers are page-fast, page-slow, ticket-fast and ticket-slow; others are those that slo.config.yaml defines.',
    example: `service: shop
slos:
  - name: orders
    objective: 99.9%
    indicator:
      ratio: { total: orders_total, bad: orders_failed_total }
    alerts:
      burnRate: { tiers: { page-fst: off } }
`,
  },
  {
    code: 'alert-not-for-kind',
    title: 'an alert that this kind of indicator cannot have',
    explanation:
      'Zero tolerance has no budget, so there is nothing to burn: its alert is "breach", which fires on the event. An outage is a condition that does not hold right now, which only uptime and threshold indicators know. A minimum of traffic needs events to count, and time has none. The alert would have been left out silently.',
    example: `service: shop
slos:
  - name: orders
    objective: 99.9%
    indicator:
      ratio: { total: orders_total, bad: orders_failed_total }
    alerts: { breach: default }
`,
  },
  {
    code: 'alert-incomplete',
    title: 'an alert of its own lacks its name, expression or severity',
    explanation:
      'An entry of "alerts" is either a preset, which brings everything along (istio: istiod-down), or an alert of your own with a name, an expression and a severity. Without a severity Alertmanager would not know whom to wake.',
    example: `service: shop
alerts:
  - name: QueueStuck
    expr: max(queue_length) > 1000
`,
  },
  {
    code: 'unknown-preset',
    title: 'there is no such preset',
    explanation:
      'Presets are standing alerts for the mesh, such as istiod-down or istiod-replicas-low, in forms that are tested. `slo explain presets` lists them all, with the reasons for their form and what they need to be scraped.',
    example: 'service: mesh\nalerts:\n  - istio: istiod-dwon\n',
  },
  {
    code: 'preset-with-expr',
    title: 'a preset brings its own expression',
    explanation:
      'The expression of a preset is tested together with its texts; with another one they would no longer be true. A preset can be given another name, severity, "for", labels and texts. For another condition write an alert of your own, without "istio".',
    example: 'service: mesh\nalerts:\n  - istio: istiod-down\n    expr: up{job="istiod"} == 0\n',
  },
  {
    code: 'label-of-series',
    title: 'a label that would make alerts of different series the same',
    explanation:
      'The labels of an alert overwrite those of the series that it is about. Where such a label is what tells two series apart, both alerts end up with the same labels when both fire, and Prometheus then refuses to evaluate the rule: the alert is silent just when most is wrong. Labels that tell series apart are those by which the expression is grouped; where it is not grouped, "instance", the labels of a known metric, and those for which a matcher leaves more than one value. A label that "=" pins down may be overwritten.',
    example: `service: shop
alerts:
  - name: QueueLong
    expr: max by (queue) (queue_length) > 100
    severity: warning
    labels: { queue: any }
`,
  },
]);
