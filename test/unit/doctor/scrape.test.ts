// A saved scrape held against specs: each planted fault is found, and nothing else; a healthy one has no findings.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { beliefsOf } from '../../../src/doctor/belief.ts';
import { examine } from '../../../src/doctor/examine.ts';
import { diagnosticOf } from '../../../src/doctor/finding.ts';
import { evidenceFromScrapes } from '../../../src/doctor/from-scrape.ts';
import { learnFromScrapes } from '../../../src/doctor/learn-from.ts';
import { questionsOf } from '../../../src/doctor/question.ts';
import { parseExposition } from '../../../src/exposition/parse.ts';
import { compileText } from '../../support/compile-text.ts';
import { APP, IN_A_SCRAPE, planted, SPEC } from './planted.ts';

function look(spec: string, scrapes: readonly string[], isStrict = false) {
  const beliefs = beliefsOf(compileText(spec).files);
  const evidence = evidenceFromScrapes(scrapes.map(parseExposition), questionsOf(beliefs));
  const result = examine(beliefs, evidence, isStrict);
  return { ...result, diagnostics: result.findings.map(diagnosticOf) };
}

describe('a scrape of more buckets than a function has arguments', () => {
  it('is examined and learnt', () => {
    const spec = `service: shop
slos:
  - name: fast
    objective: 99%
    indicator: { latency: { histogram: d_seconds, below: 1s } }
`;
    const text = Array.from({ length: 150_000 }, (_, at) => `d_seconds_bucket{le="${at}"} 1`).join('\n');
    expect(look(spec, [text]).examined).toBeGreaterThan(0);
    expect(learnFromScrapes([parseExposition(text)]).metrics).toHaveLength(1);
  });
});

describe('a healthy scrape', () => {
  it('has no findings, and what is right is counted', () => {
    const { findings, examined, right, rawSeries } = look(SPEC, [APP]);
    expect(findings).toEqual([]);
    expect([examined, right, rawSeries]).toEqual([7, 7, 13]);
  });

  it('need hold no target label, no `up` and no error yet', () => {
    const spec = SPEC.replaceAll('method=~"get|post"', 'job="shop",namespace="prod"').replace('[handler]', '[pod]');
    expect(look(spec, [APP]).findings).toEqual([]);
  });

  it.each(['slos/mesh.slo.yaml', 'slos/control-plane.slo.yaml'])('of istiod and proxies suits %s', (path) => {
    const read = (name: string) => readFileSync(new URL(`../../../${name}`, import.meta.url), 'utf8');
    const scrapes = ['istiod', 'envoy'].map((name) => read(`test/unit/doctor/${name}.prom`));
    const { findings, examined } = look(read(path), scrapes);
    expect(findings.map(({ message }) => message)).toEqual([]);
    expect(examined).toBeGreaterThan(1);
  });

  it('of a mesh without gRPC has no status of gRPC', () => {
    const path = 'slos/mesh.slo.yaml';
    const read = (name: string) => readFileSync(new URL(`../../../${name}`, import.meta.url), 'utf8');
    const proxies = read('test/unit/doctor/envoy.prom').replaceAll(
      /grpc_response_status="\d+"/g,
      'grpc_response_status=""',
    );
    expect(look(read(path), [proxies]).findings).toEqual([]);
  });

  it('of a mesh in which one reporter is missing does not suit its SLOs', () => {
    const read = (name: string) => readFileSync(new URL(`../../../${name}`, import.meta.url), 'utf8');
    const proxies = read('test/unit/doctor/envoy.prom')
      .split('\n')
      .filter((line) => !/reporter="(source|waypoint)"/.test(line));
    const { findings } = look(read('slos/mesh.slo.yaml'), [proxies.join('\n')]);
    expect(new Set(findings.map(({ code }) => code))).toEqual(new Set(['value-missing']));
    expect(findings[0]?.help).toBe('values of "reporter": "destination"');
  });

  it('of another exporter says nothing of SLOs, unless these were asked for', () => {
    const other = look(SPEC, ['process_cpu_seconds_total 3\n']);
    expect(other.findings).toEqual([]);
    expect(other.elsewhere).toHaveLength(4);
    expect(look(SPEC, ['process_cpu_seconds_total 3\n'], true).findings.map(({ code }) => code)).toContain(
      'metric-missing',
    );
  });
});

describe('from a saved scrape alone it is found that', () => {
  it.each(IN_A_SCRAPE.map((plan) => [plan.fault, plan] as const))('%s', (_fault, plan) => {
    const { app, spec } = planted(plan);
    const { diagnostics } = look(spec, [app]);
    expect([...new Set(diagnostics.map(({ code }) => code))]).toEqual([plan.code]);
    const [first] = diagnostics;
    expect(`${first?.message}; ${first?.help}`).toContain(plan.says);
    expect(first?.span?.source.path).toBe('slos/test.slo.yaml');
  });

  it('alerts are dead by it, by their names', () => {
    const plan = IN_A_SCRAPE[0];
    const { app, spec } = planted(plan as (typeof IN_A_SCRAPE)[number]);
    const [finding] = look(spec, [app]).diagnostics;
    expect(finding?.related?.[0]?.message).toBe(
      'alerts of shop/requests that cannot fire: ErrorBudgetBurn/page-fast, ErrorBudgetBurn/page-slow, ErrorBudgetBurn/ticket-fast, ErrorBudgetBurn/ticket-slow',
    );
  });
});
