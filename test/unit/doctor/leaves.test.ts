// What the rules above the leaves rest on: that each leaf reports, under the name that the topology gives it, and in time.
import { describe, expect, it } from '@jest/globals';
import { beliefsOf } from '../../../src/doctor/belief.ts';
import type { Evidence, SeriesSet } from '../../../src/doctor/evidence.ts';
import { examine } from '../../../src/doctor/examine.ts';
import { diagnosticOf } from '../../../src/doctor/finding.ts';
import { needsOf } from '../../../src/doctor/needs.ts';
import { questionsOf } from '../../../src/doctor/question.ts';
import { compileText } from '../../support/compile-text.ts';

const SPEC = `service: shop
slos:
  - { name: requests, objective: 99.9%, indicator: { ratio: { total: requests_total, bad: failures_total } } }
`;
const TOPOLOGY = 'topology: { part: global, leafLabel: cluster, leaves: [eu-1, us-1], queryOffset: 1m }\n';
const { files } = compileText(SPEC, TOPOLOGY);
const beliefs = beliefsOf(files);

const HEARTBEAT = 'slo_leaf:heartbeat';
const heartbeat = (cluster: string | undefined, ageSeconds = 20): SeriesSet => ({
  labels: { slo: 'requests', slo_service: 'shop', ...(cluster && { cluster }) },
  count: 1,
  ageSeconds,
});

function look(...series: readonly SeriesSet[]) {
  const metric = { types: [], labels: ['slo', 'slo_service', 'cluster'], series, earlier: new Map() };
  const evidence: Evidence = {
    isScrape: false,
    names: series.length > 0 ? [HEARTBEAT] : ['up'],
    metrics: new Map(series.length > 0 ? [[HEARTBEAT, metric]] : []),
  };
  return examine(beliefs, evidence, true)
    .findings.map(diagnosticOf)
    .map(({ code, severity, message, help, related }) => ({ code, severity, text: `${message}; ${help}`, related }));
}

it('asks for the heartbeat of each leaf and for its age, and what the server must be', () => {
  expect(questionsOf(beliefs)).toEqual([
    {
      metric: HEARTBEAT,
      labels: ['slo', 'slo_service', 'cluster', 'job', 'instance'],
      earlier: [],
      isCounter: false,
      isFromLeaves: true,
    },
  ]);
  expect(needsOf(files, beliefs)).toHaveLength(1);
});

it('finds nothing where all leaves report', () => {
  expect(look(heartbeat('eu-1'), heartbeat('us-1', 89))).toEqual([]);
});

describe('finds that', () => {
  it('one leaf is silent, which leaves the alerts alive', () => {
    expect(look(heartbeat('eu-1'))).toEqual([
      { code: 'leaf-silent', severity: 'warning', text: expect.stringContaining('"us-1"'), related: undefined },
    ]);
  });

  it('all are, which leaves the alerts dead', () => {
    const [finding] = look();
    expect(finding).toMatchObject({ code: 'leaf-silent', severity: 'error' });
    expect(finding?.text).toContain('"eu-1", "us-1"');
    expect(finding?.related?.[0]?.message).toContain('cannot fire');
  });

  it('a leaf has another name, or none', () => {
    expect(look(heartbeat('eu-1'), heartbeat('us1'))[0]?.text).toContain('there is "us1"');
    expect(look(heartbeat(undefined))[0]?.text).toContain('no label "cluster"');
  });

  it('a leaf is late', () => {
    expect(look(heartbeat('eu-1'), heartbeat('us-1', 200))).toEqual([
      { code: 'leaf-late', severity: 'warning', text: expect.stringContaining('queryOffset: 4m'), related: undefined },
    ]);
  });
});
