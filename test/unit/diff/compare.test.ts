// Edits of this repository's own specs: what `slo diff` names is exactly what differs in the files that the build writes, and
// is told by what was edited.
import { describe, expect, it } from '@jest/globals';
import type { Comparison } from '../../../src/diff/change.ts';
import { isSame } from '../../../src/diff/compare.ts';
import { renderDiffText } from '../../../src/diff/render-text.ts';
import {
  compareTexts,
  OWN_TEXTS,
  replaced,
  rulesInComparison,
  rulesInFiles,
  type Texts,
} from '../../support/compare-edit.ts';

const MESH = 'slos/mesh.slo.yaml';
const edit = (from: string | RegExp, to: string): Texts => replaced(OWN_TEXTS, from, to);
const textOf = (comparison: Comparison): string => renderDiffText(comparison, { before: 'main', after: 'branch' });
const inAlerts = (yaml: string): Texts => edit('    alerts:\n      threshold:', `    alerts:\n${yaml}      threshold:`);

/** What is edited, the project after it, the topics that it is told by, and words that must be said. */
const EDITS: readonly (readonly [name: string, after: Texts, topics: readonly string[], words: readonly RegExp[]])[] = [
  [
    'an objective',
    edit('99.9%', '99.95%'),
    ['objective'],
    [/99\.9% → 99\.95%/, /43 min 12 s → 21 min 36 s of total outage per 30d/, /page-fast .*9 min 30 s → 5 min 30 s/],
  ],
  ['a period', edit('period: 30d', 'period: 28d'), ['periodMs', 'factor'], [/30d → 28d/, /43 min 12 s → 40 min 19 s/]],
  [
    'a period that scales the tiers',
    edit('period: 30d', 'period: 7d'),
    ['periodMs', 'longMs', 'shortMs', 'minimumAgeMs', 'factor'],
    [/30d → 7d/],
  ],
  [
    'the name of an SLO',
    edit('name: config-push', 'name: push'),
    ['identity'],
    [/history of 30d is lost/, /istiod\/config-push → istiod\/push/],
  ],
  [
    'the name of a service',
    edit('service: istio-mesh', 'service: mesh'),
    ['identity'],
    [/istio-mesh\/request-success → mesh\/request-success/],
  ],
  [
    'a cluster',
    edit('scrapeInterval: 30s', 'scrapeInterval: 30s\ncluster: eu'),
    // Every selector gets a matcher.
    [
      'identity',
      'events',
      'expr',
      'indicator.abandoned',
      'indicator.condition',
      'indicator.events',
      'indicator.matchers',
      'indicator.presence',
      'indicator.total',
      'processAge',
      'target',
    ],
    [/history is lost: eu: istiod\/config-push/],
  ],
  [
    'the groups',
    edit('requests: {}', 'requests: {}\n      by: [destination_service_name]'),
    ['by'],
    [/history is lost: istio-mesh\/request-success/],
  ],
  [
    'the scrape interval',
    edit('scrapeInterval: 30s', 'scrapeInterval: 15s'),
    ['scrapeIntervalMs', 'minimumTraffic.bad', 'expr'],
    [/base window: 2m → 1m/],
  ],
  ['a bucket', edit('snap: up', 'snap: down'), ['indicator.bound'], [/bucket in force: 250 → 100/]],
  [
    'a severity',
    inAlerts('      burnRate: { tiers: { page-slow: { severity: page } } }\n'),
    ['severity'],
    [/severity of ErrorBudgetBurn\/page-slow: critical → page/, /routes of Alertmanager/],
  ],
  [
    'the factor of a tier',
    inAlerts('      burnRate: { tiers: { page-fast: { factor: 10 } } }\n'),
    ['factor'],
    [/14\.4 → 10/],
  ],
  [
    'the windows of a tier, which change its group',
    inAlerts('      burnRate: { tiers: { page-slow: { long: 12h } } }\n'),
    ['longMs'],
    [/6h → 12h/],
  ],
  [
    'a tier that is off',
    inAlerts('      burnRate: { tiers: { ticket-slow: off } }\n'),
    ['tiers.ticket-slow'],
    [
      /removes 5 rules: slo:total_events:increase3d, slo:bad_events:increase3d, slo:error_ratio:rate3d, ErrorBudgetBurn\/ticket-slow/,
      /5 removed/,
    ],
  ],
  [
    'the name of an alert',
    edit('name: IstiodDown', 'name: IstiodGone'),
    ['name'],
    [/IstiodDown → IstiodGone/, /silences/],
  ],
  ['the wait of an alert', edit('for: 5m\n        summary', 'for: 10m\n        summary'), ['forMs'], [/5m → 10m/]],
  ['a threshold', edit('errorRatio: 1%', 'errorRatio: 2%'), ['errorRatio'], [/1% → 2%/]],
  [
    'a threshold alert more',
    edit(
      '        - name: HighSidecarErrorRate',
      '        - { name: Worse, errorRatio: 10%, over: 30m, severity: critical }\n        - name: HighSidecarErrorRate',
    ),
    ['thresholds.Worse'],
    [/Worse \(critical\) above 10% errors over 30m/],
  ],
  ['a label', edit('team: platform', 'team: web'), ['labels.team'], [/label team of all its alerts: platform → web/]],
  ['an owner', edit('owner: platform', 'owner: web'), ['owner'], [/slo:info/]],
  [
    'a text',
    edit('summary: No istiod answers.', 'summary: istiod is gone.'),
    ['summary'],
    [/No istiod answers\. → istiod is gone\./],
  ],
  ['the minimum traffic', inAlerts('      minimumTraffic: { bad: 20 }\n'), ['minimumTraffic.bad'], [/5 → 20/]],
  ['the precision', edit('period: 30d', 'precision: exact'), ['precision'], [/layered → exact/]],
  [
    'an alert of the catalogue less',
    edit('  - istio: workload-cert-not-rotating\n', ''),
    [],
    [/gone: alert istio-mesh: WorkloadCertNotRotating/],
  ],
  [
    'an SLO less',
    edit(/ {2}- name: request-latency[\s\S]*(?=alerts:\n {2}- istio: istio-m)/g, ''),
    [],
    [/gone: istio-mesh\/request-latency/, /their history ends/],
  ],
  [
    'who istiod is',
    edit('scrapeInterval: 30s', 'scrapeInterval: 30s\nistio: { istiod: \'app="pilot"\' }'),
    ['indicator.condition', 'indicator.presence', 'target', 'expr'],
    [/pilot/],
  ],
];

describe('an edit of', () => {
  it.each(EDITS)('%s names the rules that differ in the files, and no other', (_name, after) => {
    const inFiles = rulesInFiles(OWN_TEXTS, after);
    expect(rulesInComparison(compareTexts(OWN_TEXTS, after))).toEqual(inFiles);
    expect(inFiles.gone.length + inFiles.come.length).toBeGreaterThan(0);
  });

  it.each(EDITS)('%s is told by what was edited, and explains every rule', (_name, after, topics, words) => {
    const comparison = compareTexts(OWN_TEXTS, after);
    const told = comparison.subjects.flatMap(({ changes }) => changes);
    expect(new Set(told.map(({ topic }) => topic))).toEqual(new Set(topics));
    // Zero tolerance records nothing of its owner, and an uptime whose data may be missing needs none.
    const idle = told.filter(({ rules, topic }) => rules.length === 0 && !/^(owner|indicator\.presence)$/.test(topic));
    expect(idle).toEqual([]);
    expect(comparison.subjects.flatMap(({ unexplained }) => unexplained.map(({ name }) => name))).toEqual([]);
    for (const word of words) expect(textOf(comparison)).toMatch(word);
  });

  it.each(EDITS)('%s and its opposite name the same rules, the other way round', (_name, after) => {
    const { gone, come } = rulesInComparison(compareTexts(after, OWN_TEXTS));
    expect({ gone: come, come: gone }).toEqual(rulesInFiles(OWN_TEXTS, after));
  });
});

describe('what changes no rule', () => {
  const same: readonly (readonly [string, Texts])[] = [
    ['nothing', OWN_TEXTS],
    ['a comment', edit('service: istiod', '# who sends the configuration\nservice: istiod')],
    ['the order of keys', edit('    objective: 99.9%\n    period: 30d\n', '    period: 30d\n    objective: 99.9%\n')],
    ['another way to write it', edit('labels:\n  team: platform', 'labels: { "team": "platform" }')],
    ['a default that is written out', inAlerts('      burnRate: { tiers: { page-fast: { factor: 14.4 } } }\n')],
  ];

  it.each(same)('is %s, and nothing is told', (_name, after) => {
    const comparison = compareTexts(OWN_TEXTS, after);
    expect(isSame(comparison)).toBe(true);
    expect(textOf(comparison)).toBe('main → branch\n\nno change in rules\n');
  });

  it('is a file that moves, which is told with both objects', () => {
    const { [MESH]: text = '', ...others } = OWN_TEXTS;
    const comparison = compareTexts(OWN_TEXTS, { ...others, 'slos/traffic.slo.yaml': text });
    expect(rulesInComparison(comparison)).toEqual({ gone: [], come: [] });
    expect(comparison.subjects.map(({ history }) => history)).toEqual(comparison.subjects.map(() => 'kept'));
    expect(textOf(comparison)).toMatch(/moves from slos\/mesh\.slo\.yaml to slos\/traffic\.slo\.yaml/);
    expect(textOf(comparison)).toMatch(
      /no change in rules\n.*rules\/mesh\.yaml \(removed\), rules\/traffic\.yaml \(added\)/,
    );
  });

  it('is the order of SLOs, which is told of the file', () => {
    const before = { 'slos/a.slo.yaml': twoSlos('one', 'two') };
    const comparison = compareTexts(before, { 'slos/a.slo.yaml': twoSlos('two', 'one') });
    expect(rulesInComparison(comparison)).toEqual({ gone: [], come: [] });
    expect(textOf(comparison)).toMatch(/other order or words around the same rules: rules\/a\.yaml/);
  });

  it('is a label of the objects, which is told as a setting', () => {
    const comparison = compareTexts(OWN_TEXTS, edit('prometheus: k8s', 'prometheus: main'));
    expect(rulesInComparison(comparison)).toEqual({ gone: [], come: [] });
    expect(textOf(comparison)).toMatch(/setting rules\.labels\.prometheus: k8s → main/);
  });

  it('is a description, which is told as such', () => {
    const comparison = compareTexts(OWN_TEXTS, edit('At least one istiod answers.', 'Some istiod answers.'));
    expect(textOf(comparison)).toMatch(/description: .*\n {4}changes no rule/);
    expect(textOf(comparison)).toMatch(/no change in rules/);
  });
});

describe('an SLO that is not the same any more', () => {
  it('from a budget to zero tolerance has lost its history', () => {
    const zero = twoSlos('one', 'two').replace(
      /objective: 99%\n {4}indicator: .*/,
      'indicator: { zeroTolerance: { events: errors_total, target: \'up{job="a"}\' } }',
    );
    const comparison = compareTexts({ 'slos/a.slo.yaml': twoSlos('one', 'two') }, { 'slos/a.slo.yaml': zero });
    expect(comparison.subjects.map(({ name, history }) => [name, history])).toEqual([['shop/one', 'lost']]);
    expect(rulesInComparison(comparison)).toEqual(
      rulesInFiles({ 'slos/a.slo.yaml': twoSlos('one', 'two') }, { 'slos/a.slo.yaml': zero }),
    );
  });

  it('keeps its rules apart from those of another whose name it takes', () => {
    const before = { 'slos/a.slo.yaml': twoSlos('one', 'two') };
    const swap = (text: string) =>
      text.replaceAll(/total_(one|two)/g, (_, name) => `total_${name === 'one' ? 'two' : 'one'}`);
    const swapped = { 'slos/a.slo.yaml': swap(twoSlos('one', 'two')) };
    const comparison = compareTexts(before, swapped);
    expect(rulesInComparison(comparison)).toEqual(rulesInFiles(before, swapped));
    expect(comparison.subjects.map(({ change, changes }) => [change, changes.map(({ topic }) => topic)])).toEqual([
      ['changed', ['indicator.total', 'indicator.events']],
      ['changed', ['indicator.total', 'indicator.events']],
    ]);
  });
});

function twoSlos(first: string, second: string): string {
  const slo = (name: string) =>
    `  - name: ${name}\n    objective: 99%\n    indicator: { ratio: { total: total_${name}, bad: 'total_${name}{code="500"}' } }\n`;
  return `service: shop\nslos:\n${slo(first)}${slo(second)}`;
}
