// The codes about scenarios, the tests that users write beside their specs, and about mutants of the rules.
import type { Code } from './code.ts';

export const SCENARIO_CODES: readonly Code[] = Object.freeze([
  {
    code: 'unknown-slo',
    title: 'a scenario speaks of an SLO that is not there',
    explanation:
      'A scenario plays before the rules of one SLO, which it calls by its name, by service/name or by namespace/service/name. No SLO of the project has that name, or several have: then the longer form tells them apart. A scenario of a renamed SLO would test nothing and still be green.',
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
      'An alert that does not exist is always silent, so "silent: [HighErorRate]" would prove nothing. The hint lists the alerts of the SLO. One of several tiers is named with its tier, as in ErrorBudgetBurn/page-fast.',
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
      'A group is named by the labels that the indicator groups by: all of them for traffic, some of them where one group is looked at. Its values must pass the matchers of the indicator, or the traffic would go by unseen and the alert that is expected could never fire.',
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
    title: 'what happens in the scenario cannot be played like this',
    explanation:
      'Either "traffic" says how many events are bad and the series are made up from the indicator, or "series" writes out what is scraped, sample by sample; never both. Traffic needs an indicator that counts a share: for single events (zero tolerance), and for alerts on missing data, write series. A series has a name and one value for each label, and stands there once.',
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
      'Time passes in steps, by default one scrape interval each. A stretch of traffic lasts a whole number of steps, and nothing can be expected after the last one. promtool evaluates every rule at every step, so that days of traffic at 30s would take minutes: a "step" of some minutes makes them quick.',
    example: `# slos/shop.slo-test.yaml
scenarios:
  - name: every request fails
    slo: orders
    traffic: [{ for: 10m, bad: 100% }]
    expect: [{ at: 1h, fires: [ErrorBudgetBurn] }]
`,
  },
  {
    code: 'stale-equivalence',
    title: 'the list of equivalent mutants is out of date',
    explanation:
      'slo.mutants.yaml lists edits of the rules that no test can notice, because the rule means the same afterwards; `slo test --mutate` does not count them as survivors. An entry must stand for mutants that exist and that survive: one that names a rule, an operator or an edit that is not there any more, or a mutant that a test does notice, would one day hide a real survivor. Look at the mutant again, then correct the entry or remove it.',
    example: `# slo.mutants.yaml
equivalent:
  - rules: ['slo/shop/orders/fast slo:error_ratio:rate7m']
    operator: range-changed
    edits: ['[7m] -> [14m]']
    reason: Nobody looks at seven minutes.
`,
  },
]);
