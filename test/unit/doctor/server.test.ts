// What a server says of itself held against compiled SLOs: each planted fault is found, and none where all is well.
import { describe, expect, it } from '@jest/globals';
import { groupsOf } from '../../../src/backends/rule-groups.ts';
import { beliefsOf } from '../../../src/doctor/belief.ts';
import { checkRules } from '../../../src/doctor/check-rules.ts';
import { checkServer } from '../../../src/doctor/check-server.ts';
import type { Evidence } from '../../../src/doctor/evidence.ts';
import { diagnosticOf } from '../../../src/doctor/finding.ts';
import { needsOf } from '../../../src/doctor/needs.ts';
import { type ServerEvidence, unansweredOf } from '../../../src/doctor/server-evidence.ts';
import type { LoadedGroup } from '../../../src/prometheus/schemas.ts';
import type { Expr } from '../../../src/promql/ast.ts';
import { pretty } from '../../../src/promql/pretty.ts';
import { print } from '../../../src/promql/print.ts';
import { mapSelectors } from '../../../src/promql/visit.ts';
import { compileText } from '../../support/compile-text.ts';
import { SPEC } from './planted.ts';

const { files } = compileText(SPEC);
const NOW_MS = Date.parse('2026-10-05T12:00:00Z');

/** The groups as a server that has loaded them tells of them. */
const LOADED: readonly LoadedGroup[] = files.flatMap(groupsOf).map(({ name, intervalMs, rules }) => ({
  name,
  file: '/etc/rules/shop.yaml',
  interval: intervalMs / 1_000,
  evaluationTime: 0.01,
  lastEvaluation: '2026-10-05T11:59:50.123456789Z',
  rules: rules.map((rule) => ({
    name: rule.kind === 'recording' ? rule.record : rule.alert,
    query: pretty(rule.expr),
    health: 'ok',
    labels: rule.labels,
    ...(rule.kind === 'alerting' && { duration: rule.forMs / 1_000, keepFiringFor: rule.keepFiringForMs / 1_000 }),
  })),
}));

const HEALTHY: ServerEvidence = {
  nowMs: NOW_MS,
  groups: LOADED,
  targets: [{ labels: { job: 'shop', instance: 'a:1' }, health: 'up', lastError: '', scrapeInterval: '30s' }],
  flags: { 'query.lookback-delta': '5m' },
  retention: '90d',
  version: '3.5.0',
  configuration:
    'scrape_configs:\n- job_name: shop\n  relabel_configs:\n  - {action: hashmod, modulus: 1, target_label: __tmp_hash}\n',
  alertmanagers: 1,
};

const EVIDENCE: Evidence = {
  isScrape: false,
  names: ['http_requests_total'],
  metrics: new Map([
    [
      'http_requests_total',
      { types: [], labels: [], series: [{ labels: { job: 'shop', instance: 'a:1' }, count: 1 }], earlier: new Map() },
    ],
  ]),
};

function look(changes: Partial<ServerEvidence>) {
  const server = { ...HEALTHY, ...changes };
  const needs = needsOf(files, beliefsOf(files));
  return [...checkRules(files, server), ...checkServer(needs, server, EVIDENCE)].map(diagnosticOf);
}

const first = LOADED[0] as LoadedGroup;
const withFirst = (changes: Partial<LoadedGroup>) => ({ groups: [{ ...first, ...changes }, ...LOADED.slice(1)] });
const firstRule = (changes: object) =>
  withFirst({ rules: first.rules.map((rule, at) => (at === 1 ? { ...rule, ...changes } : rule)) });
/** Changes to all alerts. */
const withAlerts = (changes: object) => ({
  groups: LOADED.map((group) => ({
    ...group,
    rules: group.rules.map((rule) => (rule.duration === undefined ? rule : { ...rule, ...changes })),
  })),
});

const PLANTED: readonly (readonly [fault: string, code: string, says: string, changes: Partial<ServerEvidence>])[] = [
  ['no rules are loaded', 'rules-missing', 'no rules of shop/requests', { groups: [] }],
  ['one group is not loaded', 'rules-missing', '/fast', { groups: LOADED.slice(1) }],
  ['a loaded expression is another', 'rules-differ', 'slo:total_events:rate', firstRule({ query: 'vector(1)' })],
  ['a rule is missing in a group', 'rules-differ', 'rules in the place of', withFirst({ rules: first.rules.slice(1) })],
  ['an alert has another severity', 'rules-differ', 'ErrorBudgetBurn', withAlerts({ labels: { severity: 'info' } })],
  ['an alert ends later', 'rules-differ', 'ErrorBudgetBurn', withAlerts({ keepFiringFor: 3_600 })],
  ['an alert waits longer', 'rules-differ', 'ErrorBudgetBurn', withAlerts({ duration: 3_600 })],
  ['a group has another interval', 'rules-differ', 'every 60 s', withFirst({ interval: 60 })],
  [
    'a group is loaded from two files',
    'rules-loaded-twice',
    '/etc/old.yaml',
    { groups: [...LOADED, { ...first, file: '/etc/old.yaml' }] },
  ],
  [
    'a rule cannot be evaluated',
    'rules-failing',
    'many-to-many',
    firstRule({ health: 'err', lastError: 'many-to-many matching' }),
  ],
  ['an evaluation takes too long', 'rules-late', '41.0 s', withFirst({ evaluationTime: 41 })],
  ['the last evaluation is long ago', 'rules-late', '11:00', withFirst({ lastEvaluation: '2026-10-05T11:00:00Z' })],
  ['alerts go nowhere', 'no-alertmanager', 'Alertmanager', { alertmanagers: 0 }],
  ['the retention is shorter than the period', 'retention-too-short', '15d', { retention: '15d or 10GiB' }],
  ['samples live too short', 'lookback-too-short', '1m', { flags: { 'query.lookback-delta': '1m' } }],
  [
    'the server is a shard',
    'prometheus-sharded',
    '"shop"',
    { configuration: String(HEALTHY.configuration).replace('modulus: 1', 'modulus: 3') },
  ],
  ['the server is old', 'prometheus-too-old', '2.37.1', { version: '2.37.1' }],
  [
    'targets are scraped less often',
    'scrape-interval-differs',
    '2m',
    { targets: [{ labels: { job: 'shop' }, health: 'up', scrapeInterval: '2m' }] },
  ],
  [
    'a target does not answer',
    'target-down',
    'connection refused',
    { targets: [{ labels: { job: 'shop', instance: 'a:1' }, health: 'down', lastError: 'connection refused' }] },
  ],
];

describe('of a server it is found that', () => {
  it.each(PLANTED)('%s', (_fault, code, says, changes) => {
    const found = look(changes);
    expect([...new Set(found.map((finding) => finding.code))]).toEqual([code]);
    expect(found.map(({ message, help }) => `${message}; ${help}`).join('\n')).toContain(says);
    expect(found.every(({ span }) => span?.source.path === 'slos/test.slo.yaml')).toBe(true);
  });

  it('alerts that fire reach nobody', () => {
    expect(look({ alertmanagers: 0 })[0]?.related?.[0]?.message).toMatch(/that reach nobody: ErrorBudgetBurn/);
  });
});

describe('of a server nothing is found', () => {
  it('where all is well', () => {
    expect(look({})).toEqual([]);
  });

  it('where PromQL is written otherwise, matchers in another order, or a group was not evaluated yet', () => {
    const backwards = (expr: Expr) =>
      mapSelectors(expr, (selector) => ({ ...selector, matchers: selector.matchers.toReversed() }));
    const built = files.flatMap(groupsOf);
    const rewritten = LOADED.map((group, at) => ({
      ...group,
      lastEvaluation: '0001-01-01T00:00:00Z',
      rules: group.rules.map((rule, of) => ({
        ...rule,
        labels: { ...rule.labels, tenant: 'added by the engine' },
        query: `( ${print(backwards(built[at]?.rules[of]?.expr as Expr))} )`,
      })),
    }));
    expect(look({ groups: rewritten })).toEqual([]);
  });

  it('that it does not tell', () => {
    const server: ServerEvidence = { nowMs: NOW_MS };
    expect(checkRules(files, server)).toEqual([]);
    expect(checkServer(needsOf(files, beliefsOf(files)), server, EVIDENCE)).toEqual([]);
    expect(unansweredOf(server)).toEqual([
      'its rules',
      'its targets',
      'its flags',
      'how long it remembers',
      'its configuration',
      'its Alertmanagers',
    ]);
  });

  it.each(['- 7', 'scrape_configs: 1', ': [', ''])('of a configuration that is none: %j', (configuration) => {
    expect(look({ configuration })).toEqual([]);
  });
});
