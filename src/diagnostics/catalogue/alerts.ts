// The codes about alerts and their tiers.
import type { Code } from '../code.ts';

export const ALERT_CODES = [
  {
    code: 'unreachable-threshold',
    title: 'an alert that can never fire',
    explanation:
      'A tier fires while the error ratio is above factor × budget. An error ratio is at most 1. With an objective of 90 % the budget is 0.1, and no error ratio exceeds 14.4 × 0.1 = 1.44, even if every request fails. The hint shows the largest possible factor. "budget" also sets a factor: share × period / long window. A threshold alert at 100 % can never fire either.',
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
      'At a low objective the default factors ask for an error ratio above 100 %: 14.4 × a budget of 10 % is 144 %. The compiler lowers the tier to an error ratio of 90 %, which a total outage exceeds. The tier then fires later than its name promises. Set a factor of your own, or switch the tier off.',
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
      'A window must hold four scrapes: a rate needs two samples, one scrape may fail, and another may be late. A window cannot be longer than the period of the budget. The short window of a tier cannot be longer than the long window, because the alert should clear soon after the errors end. A twelfth of the long window is usual (1h and 5m, 6h and 30m). The minimum age of the data must be shorter than the period: Prometheus may not keep older data, and the tier might never fire.',
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
      'With zero tolerance one event is a breach. An event counts for one "window", 15m by default. An alert that waits as long as the window fires only if further events come, and misses a single event. Up to four scrapes of the window are lost, because an event is seen late, a scrape may fail, and an increase needs the sample before the event. So "for" plus four scrapes (of 15s at least) must fit into the window. Usually a breach needs no "for". Use a ratio or an alert of your own for events that may happen now and then.',
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
      'The tiers page-fast, page-slow, ticket-fast and ticket-slow have defaults for all fields, so a change of such a tier names only the changed fields. A tier with another name is new, and needs long, short, severity, and factor or budget. If you did not mean a new tier, check the spelling of the name.',
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
      'Both fields set the same value: factor = budget × period / long. For example, a factor of 14.4 over 1h spends 2 % of a budget of 30d. The two fields could contradict each other, so keep one.',
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
      'If the name is misspelt, the intended tier stays on and goes on paging. The default tiers are page-fast, page-slow, ticket-fast and ticket-slow. slo.config.yaml may define further tiers.',
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
      'Zero tolerance has no error budget and so no burn rate. Its alert is "breach", which fires on each event. An "outage" alert needs a condition, which only uptime and threshold indicators have. A minimum of traffic needs events, and indicators of time have none.',
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
      'An entry of "alerts" is either a preset (istio: istiod-down), or an alert of your own with a name, an expression and a severity. Alertmanager needs the severity to choose a receiver.',
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
      'Presets are tested alerts for the mesh, such as istiod-down or istiod-replicas-low. `slo explain presets` lists all presets, with the reasons for their expressions and the metrics that they need.',
    example: 'service: mesh\nalerts:\n  - istio: istiod-dwon\n',
  },
  {
    code: 'preset-with-expr',
    title: 'a preset brings its own expression',
    explanation:
      'The texts of a preset describe its expression, and would be wrong for another expression. You can change the name, the severity, "for", the labels and the texts of a preset. For another condition write an alert of your own, without "istio".',
    example: 'service: mesh\nalerts:\n  - istio: istiod-down\n    expr: up{job="istiod"} == 0\n',
  },
  {
    code: 'label-of-series',
    title: 'a label that would make alerts of different series the same',
    explanation:
      'The labels of an alert overwrite the labels of its series. If two series differ only in such a label, both alerts get the same labels when both fire. Prometheus then refuses to evaluate the rule, and the alert is silent. Series may differ in the labels by which the expression is grouped. Without grouping they may differ in "instance", in the labels of a known metric, and in labels for which a matcher allows several values. A label with an "=" matcher may be overwritten.',
    example: `service: shop
alerts:
  - name: QueueLong
    expr: max by (queue) (queue_length) > 100
    severity: warning
    labels: { queue: any }
`,
  },
] as const satisfies readonly Code[];
