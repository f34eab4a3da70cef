// The codes about single fields: their names, their types, their units.
import type { Code } from '../code.ts';

export const FIELD_CODES = [
  {
    code: 'unknown-field',
    title: 'a field that the language does not have',
    explanation:
      'An unknown field would have no effect, and a misspelt "objective" or "severity" would be noticed only in the next outage. So every unknown field is an error. The hint lists the fields that are allowed at that place. With the JSON Schema of `slo schema`, editors complete them. Labels of your own go under "labels".',
    example: `service: shop
slos:
  - name: orders
    objective: 99.9%
    window: 30d
    indicator:
      ratio: { total: orders_total, bad: orders_failed_total }
`,
  },
  {
    code: 'missing-field',
    title: 'a field that must be there is missing or empty',
    explanation:
      'The SLO or alert has no meaning without this field, and no default would be right for everyone. A key without a value counts as missing. Every kind of indicator except zeroTolerance needs an objective.',
    example: `service: shop
slos:
  - name: orders
    indicator:
      ratio: { total: orders_total, bad: orders_failed_total }
`,
  },
  {
    code: 'wrong-type',
    title: 'a value of another type than the field takes',
    explanation:
      'YAML decides the type by the form: 1 and 2024 are numbers, true is a boolean, "1" in quotes is a text. Label values are texts in Prometheus, and Kubernetes refuses a PrometheusRule with a number in its labels, so "tier: 1" must be written tier: "1". A selector that starts with "{" must be in quotes, or YAML reads it as a mapping.',
    example: `service: shop
labels: { tier: 1 }
slos:
  - name: orders
    objective: 99.9%
    indicator:
      ratio: { total: orders_total, bad: orders_failed_total }
`,
  },
  {
    code: 'unknown-value',
    title: 'a value that is none of the possible ones',
    explanation:
      'The field takes one of the words in the message. Case matters. An unknown word is an error, because "burnRate: of" would otherwise leave alerts on that should be off.',
    example: `service: shop
slos:
  - name: orders
    objective: 99.9%
    precision: excat
    indicator:
      ratio: { total: orders_total, bad: orders_failed_total }
`,
  },
  {
    code: 'invalid-value',
    title: 'a value that is out of bounds or of the wrong form',
    explanation:
      'The value has the right type, but cannot be used: a negative count, a factor of zero, a text or list that is empty, a severity that is no plain word, a response code that does not exist. A severity is a word in lower case (critical pages, warning makes a ticket) because Alertmanager compares it letter by letter.',
    example: `service: shop
slos:
  - name: orders
    objective: 99.9%
    indicator:
      ratio: { total: orders_total, bad: orders_failed_total }
    alerts:
      threshold:
        - { name: HighErrorRate, errorRatio: 1%, over: 5m, severity: Warning }
`,
  },
  {
    code: 'invalid-name',
    title: 'a name that Kubernetes or Prometheus would not take',
    explanation:
      'Services, SLOs, namespaces and tiers become names of Kubernetes objects, rule groups and label values: lower-case letters, digits and hyphens, at most 63 of them. Alert names are CamelCase, as all public rule sets write them. Label names are letters, digits and underscores; two underscores at the start are reserved by Prometheus. Other characters would be refused when the rules are loaded, which is after the review.',
    example: `service: shop
slos:
  - name: Order Success
    objective: 99.9%
    indicator:
      ratio: { total: orders_total, bad: orders_failed_total }
`,
  },
  {
    code: 'invalid-url',
    title: 'an address that is no http or https URL',
    explanation:
      'runbook and dashboard become links in a page that somebody opens at night. An address without "https://" is not made a link by most chat and paging tools, and other schemes such as "javascript:" may run code in them. Write the whole address.',
    example: `service: shop
runbook: wiki/orders
slos:
  - name: orders
    objective: 99.9%
    indicator:
      ratio: { total: orders_total, bad: orders_failed_total }
`,
  },
  {
    code: 'wrong-unit',
    title: 'a number without its unit, or with one that does not fit',
    explanation:
      'Every percentage, duration and threshold carries its unit, because 99.9 and 0.999, or 200 seconds and 200 milliseconds, are easily taken for each other and both compile. Write 99.9%, 30d, 1h30m, 200ms. Durations are whole numbers with the largest unit first, as in Prometheus; 1.5h is 1h30m. A histogram must measure time, in a unit that its name, the catalogue or "unit" tells; a bound on a value takes a duration only if the value is one.',
    example: `service: shop
slos:
  - name: orders
    objective: 99.9
    indicator:
      ratio: { total: orders_total, bad: orders_failed_total }
`,
  },
  {
    code: 'objective-out-of-range',
    title: 'an objective that cannot be alerted on',
    explanation:
      'The error budget is 100 % minus the objective. An objective of 100 % has no budget, and every burn rate would be a division by zero. For an event that must never happen use a zeroTolerance indicator, which has no objective: one event is a breach. At 0 % or below no event is bad, and above 100 % no event is good.',
    example: `service: shop
slos:
  - name: orders
    objective: 100%
    indicator:
      ratio: { total: orders_total, bad: orders_failed_total }
`,
  },
  {
    code: 'period-out-of-range',
    title: 'the period is shorter than a day or longer than half a year',
    explanation:
      'The burn-rate windows are parts of the period. A period of some hours would need windows shorter than a few scrapes. promtool cannot evaluate a period longer than half a year, so the rules could not be tested, and few Prometheus servers keep data that long. 30d is usual. 28d always holds four weekends, so two periods can be compared.',
    example: `service: shop
slos:
  - name: orders
    objective: 99.9%
    period: 12h
    indicator:
      ratio: { total: orders_total, bad: orders_failed_total }
`,
  },
  {
    code: 'duplicate-identity',
    title: 'two SLOs have the same identity',
    explanation:
      'Cluster, namespace, service and name identify an SLO. Labels, file and place in the file are not part of the identity, so a moved SLO keeps its history. Two SLOs with the same identity would record the same series, and Prometheus would refuse samples or mix both. Rename one of the two SLOs. If services in several namespaces have the same name, set "namespace".',
    example: `service: shop
slos:
  - name: orders
    objective: 99.9%
    indicator:
      ratio: { total: orders_total, bad: orders_failed_total }
  - name: orders
    objective: 99%
    indicator:
      ratio: { total: carts_total, bad: carts_failed_total }
`,
  },
  {
    code: 'duplicate-alert',
    title: 'two alerts that nothing tells apart',
    explanation:
      'Prometheus and Alertmanager distinguish alerts by name and labels. Two alerts with the same name and labels are one alert to Alertmanager, and promtool refuses the two rules as duplicates. Names that differ in capital letters only are one to people, and on some disks to file names. Remove one of the alerts, or give it another name, severity or label.',
    example: `service: shop
slos:
  - name: orders
    objective: 99.9%
    indicator:
      ratio: { total: orders_total, bad: orders_failed_total }
    alerts:
      threshold:
        - { name: OrdersFailing, errorRatio: 1%, over: 5m, severity: warning }
        - { name: OrdersFailing, errorRatio: 5%, over: 1h, severity: warning }
`,
  },
  {
    code: 'reserved-label',
    title: 'a label that the compiler or the indicator sets itself',
    explanation:
      'The compiler sets alertname, severity, slo and every label that starts with "slo_". Alertmanager groups, routes and inhibits by these labels. "le" belongs to histograms, and the threshold chooses the bucket. inf, nan and without are words of PromQL that cannot be grouped by. A label of your own with one of these names, with the name of a group label, or with that of the label that tells leaves apart, would overwrite the value. Alerts of all groups would then look the same and mute each other. Set the severity with the field "severity" of the alert or tier.',
    example: `service: shop
labels: { severity: critical }
slos:
  - name: orders
    objective: 99.9%
    indicator:
      ratio: { total: orders_total, bad: orders_failed_total }
`,
  },
] as const satisfies readonly Code[];
