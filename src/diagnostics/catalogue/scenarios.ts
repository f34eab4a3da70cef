// The codes about scenarios, the tests that users write beside their specs, and about mutants of the rules.
import type { Code } from '../code.ts';

export const SCENARIO_CODES = [
  {
    code: 'unknown-slo',
    title: 'a scenario speaks of an SLO that is not there',
    explanation:
      'A scenario tests the rules of one SLO, given by its name, by service/name or by namespace/service/name. Either no SLO of the project has that name, or several SLOs have it: then use a longer form. A scenario of a renamed SLO would test nothing and still pass.',
    example: `# slos/shop.slo-test.yaml
scenarios:
  - name: every request fails
    slo: oders
    traffic: [{ for: 10m, bad: 100% }]
    expect: [{ at: 10m, fires: [ErrorBudgetBurn] }]
`,
  },
  {
    code: 'unknown-alert',
    title: 'a scenario expects an alert that the SLO does not have',
    explanation:
      'An alert that does not exist is always silent, so "silent: [HighErorRate]" would prove nothing. The hint lists the alerts of the SLO. Name the alert of one tier with its tier, for example ErrorBudgetBurn/page-fast.',
    example: `# slos/shop.slo-test.yaml
scenarios:
  - name: every request fails
    slo: orders
    traffic: [{ for: 10m, bad: 100% }]
    expect: [{ at: 10m, fires: [ErrorBudgetBrun] }]
`,
  },
  {
    code: 'scenario-group',
    title: 'a group that the SLO does not have',
    explanation:
      'A group is given by the labels that the indicator groups by: all of these labels for traffic, some of them under "expect". The values must pass the matchers of the indicator. Otherwise the rules would not read the traffic, and the expected alert could never fire.',
    example: `# slos/shop.slo-test.yaml
scenarios:
  - name: every request fails
    slo: orders
    group: { path: /checkout }
    traffic: [{ for: 10m, bad: 100% }]
    expect: [{ at: 10m, fires: [ErrorBudgetBurn] }]
`,
  },
  {
    code: 'scenario-input',
    title: 'what happens in the scenario cannot be tested like this',
    explanation:
      'A scenario has either "traffic" or "series". "traffic" says how many events are bad, and the series are made up from the indicator. "series" lists the scraped series with all samples. Traffic needs an indicator with an error ratio. For zero tolerance and for alerts on missing data, write series. A series has a name and one value for each label, and is listed once.',
    example: `# slos/shop.slo-test.yaml
scenarios:
  - name: every request fails
    slo: orders
    traffic: [{ for: 10m, bad: 100% }]
    series: [{ series: 'requests_total{handler="/"}', values: 0+60x20 }]
    expect: [{ at: 10m, fires: [ErrorBudgetBurn] }]
`,
  },
  {
    code: 'scenario-time',
    title: 'the times of a scenario do not fit',
    explanation:
      'Time passes in steps, by default one scrape interval each. A stretch of traffic lasts a whole number of steps, and "at" cannot be later than the last step. promtool evaluates every rule at every step, so days of traffic at steps of 30s take minutes. A "step" of some minutes makes such a scenario fast.',
    example: `# slos/shop.slo-test.yaml
scenarios:
  - name: every request fails
    slo: orders
    traffic: [{ for: 10m, bad: 100% }]
    expect: [{ at: 1h, fires: [ErrorBudgetBurn] }]
`,
  },
  {
    code: 'scenario-contradiction',
    title: 'an alert must fire and be silent at one moment',
    explanation:
      'Each alert fires at a moment or is silent, so the scenario would fail whatever the rules do. "silent: all" stands for every alert, and a name without a tier or labels for all alerts of that name. With "group" an expectation is about one group, and another group may differ.',
    example: `# slos/shop.slo-test.yaml
scenarios:
  - name: every request fails
    slo: orders
    traffic: [{ for: 10m, bad: 100% }]
    expect: [{ at: 10m, fires: [ErrorBudgetBurn/page-fast], silent: all }]
`,
  },
  {
    code: 'scenario-series-unread',
    title: 'no rule reads a series of a scenario',
    explanation:
      'Whatever the samples of such a series are, every alert does the same. A misspelled metric or label is the usual cause, and then an alert that must be silent is silent for want of data. A series with the name and the labels of those that are read, and with other values, may stand beside them to show that it does not count.',
    example: `# slos/shop.slo-test.yaml
scenarios:
  - name: nothing fails
    slo: orders
    series: [{ series: 'request_total{handler="/"}', values: 0+60x20 }]
    expect: [{ at: 10m, silent: all }]
`,
  },
  {
    code: 'stale-equivalence',
    title: 'the list of equivalent mutants is out of date',
    explanation:
      'slo.mutants.yaml lists edits of the rules that no test can notice, because the rule means the same afterwards; `slo test --mutate` does not count them as survivors. Every entry must match mutants that exist and survive. An entry for a rule, an operator or an edit that no longer exists, or for a mutant that a test notices, could hide a real survivor later. Review the mutant, then correct or remove the entry.',
    example: `# slo.mutants.yaml
equivalent:
  - rules: ['slo/shop/orders/fast slo:error_ratio:rate7m']
    operator: range-changed
    edits: ['[7m] -> [14m]']
    reason: Nobody looks at seven minutes.
`,
  },
] as const satisfies readonly Code[];
