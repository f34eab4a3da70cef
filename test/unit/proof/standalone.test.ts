import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { runArtifacts, testFilesOf } from '../../../src/backends/promtool-test.ts';
import { Compiled } from '../../../src/compiled.ts';
import { PRESET_IDS } from '../../../src/istio/alerts.ts';
import { print } from '../../../src/promql/print.ts';
import { printSeries } from '../../../src/proof/context/label-set.ts';
import type { Check, Proof, Scenario } from '../../../src/proof/context/scenario.ts';
import { proveStandalone } from '../../../src/proof/standalone/standalone.ts';
import { compileText } from '../../support/compile-text.ts';
import { describeWithPromtool, testRules, withTempDir } from '../../support/promtool.ts';

const ALL_PRESETS = `service: mesh\nalerts:\n${PRESET_IDS.map((id) => `  - istio: ${id}\n`).join('')}`;

/** A mesh in which nothing has its usual name, and windows are longer than usual. */
const UNUSUAL = `
scrapeInterval: 2m
cluster: prod
istio:
  istiod: 'app="pilot",namespace=~"mesh.*"'
  namespace: mesh
  reporters: [source, waypoint]
`;

/** One of every form of expression that can be proven, with times of every kind. */
const OWN = `
service: own
namespace: shop
labels: { team: web }
alerts:
  - { name: ProbeFails, expr: 'probe_success{job="p"} == 0', severity: critical, for: 5m, keepFiringFor: 3m }
  - { name: NodeGone, expr: 'absent(up{job="node"})', severity: warning, for: 10m }
  - { name: NodeDown, expr: 'absent(up{job="node"} == 1)', severity: warning, for: 90s }
  - { name: DiskFull, expr: 'max by (zone) (free_ratio{disk=~"sd."}) < 0.05', severity: warning, for: 3d }
  - { name: QueueOld, expr: 'sum(queue_seconds{app="x"}) > 14 * 86400', severity: warning, summary: 'a {{ \${b} }}' }
  - { name: QueueLow, expr: '7 > avg without (instance) (queue{app="x"})', severity: warning }
  - { name: TooFew, expr: 'count by (zone) (up{job="api"}) < 3', severity: warning, for: 5m }
  - { name: Errors, expr: 'sum by (zone) (rate(errors_total{code=~"5.."}[5m])) > 0.5', severity: warning, for: 5m }
  - { name: Idle, expr: 'rate(requests_total{app="x"}[10m]) < 1', severity: warning, for: 5m, keepFiringFor: 2m }
  - { name: Stopped, expr: 'increase(requests_total{app="x"}[1h]) == 0', severity: warning, for: 15m }
  - { name: Twin, expr: 'depth > 10', severity: warning, for: 10m }
  - { name: Twin, expr: 'depth > 20', severity: critical, for: 1m }
`;

function proofOf(spec: string, config = ''): Proof {
  const [proof] = compileText(spec, config).files.flatMap(({ services }) => services.map(proveStandalone));
  if (!proof) throw new Error('the spec has no document');
  return proof;
}

function ofAlert({ scenarios }: Proof, alert: string): Scenario[] {
  return scenarios.filter(({ id }) => id.alert === alert);
}

const isSilence = ({ samples }: Check) => samples.length === 0;

/** Silence, then fire, then silence again. */
function goesThrough({ checks }: Scenario): boolean {
  const sorted = [...checks].sort((a, b) => a.atMs - b.atMs).map(isSilence);
  const first = sorted.indexOf(false);
  return first > 0 && sorted[0] === true && sorted.indexOf(true, first) > first;
}

const MINUTE_MS = 60_000;

/** When the alert is silent for the last time before it fires, and when it fires for the first time. */
function onset({ checks, stepMs }: Scenario): { readonly silentStep: number; readonly firesStep: number } {
  const fires = Math.min(...checks.filter((check) => !isSilence(check)).map(({ atMs }) => atMs));
  const silent = checks.filter((check) => isSilence(check) && check.atMs < fires).map(({ atMs }) => atMs);
  return { silentStep: Math.max(...silent) / stepMs, firesStep: fires / stepMs };
}

describe('the proof of standalone alerts', () => {
  describe.each([
    ['a usual mesh', ''],
    ['an unusual mesh', UNUSUAL],
  ])('of all presets in %s', (_mesh, config) => {
    const { files } = compileText(ALL_PRESETS, config);
    const [service] = files.flatMap(({ services }) => services);
    const proof = proofOf(ALL_PRESETS, config);
    const alerts = (service?.alertGroups ?? []).flatMap(({ rules }) =>
      rules.flatMap((rule) => (rule.kind === 'alerting' ? [rule.alert] : [])),
    );

    it('has no gaps', () => {
      expect(alerts).toHaveLength(PRESET_IDS.length);
      expect(proof.gaps).toEqual([]);
    });

    it.each(alerts)('shows how %s stays silent, fires and clears, and what it says', (alert) => {
      const own = ofAlert(proof, alert);
      expect(own.some(goesThrough)).toBe(true);
      expect(own.flatMap(({ rendered }) => rendered).every((rendering) => rendering.alert === alert)).toBe(true);
      expect(own.flatMap(({ rendered }) => rendered)).not.toEqual([]);
    });

    it('lets an alert fire not one evaluation too early, and at most one too late', () => {
      const late = proof.scenarios.filter(goesThrough).filter((scenario) => {
        const { silentStep, firesStep } = onset(scenario);
        return firesStep - silentStep < 1 || firesStep - silentStep > 2;
      });
      expect(late.map(({ id }) => id)).toEqual([]);
    });

    it('feeds no series twice', () => {
      const names = proof.scenarios.map(({ series }) => series.map(printSeries));
      expect(names.filter((own) => new Set(own).size < own.length)).toEqual([]);
    });
  });

  it('is played with the series that the project has', () => {
    const proof = proofOf('service: a\nalerts: [{ istio: istiod-down }, { istio: istiod-revision-down }]', UNUSUAL);
    const [down] = ofAlert(proof, 'IstiodDown');
    const upWith = (labels: string) =>
      expect.stringMatching(new RegExp(`^up\\{cluster="prod",${labels}instance="[^"]*",job="istiod".*\\}$`));
    // The last three go on answering, and each is kept out by one matcher.
    expect(down?.series.map((input) => ({ series: printSeries(input), values: input.values }))).toEqual([
      { series: upWith('namespace="mesh",pod="istiod-1",'), values: '1+0x2 0+0x7 1+0x7' },
      { series: upWith('namespace="mesh",pod="istiod-2",'), values: '1+0x2 0+0x7 1+0x7' },
      { series: expect.not.stringContaining('app="pilot"'), values: '1+0x18' },
      { series: expect.not.stringContaining('namespace="mesh'), values: '1+0x18' },
      { series: expect.not.stringContaining('cluster="prod'), values: '1+0x18' },
    ]);
    expect(down?.series.filter(({ labels }) => labels.app === 'pilot')).toHaveLength(4);
    const [revision] = ofAlert(proof, 'IstiodRevisionDown');
    expect(revision?.series[0]?.labels).toMatchObject({ namespace: 'mesh', deployment: 'istiod-canary' });
  });

  it('looks for each reporter that the project has', () => {
    const proof = proofOf('service: a\nalerts: [{ istio: istio-metrics-missing }]', UNUSUAL);
    expect(proof.scenarios.map(({ rendered }) => rendered.map(({ labels }) => labels.reporter))).toEqual([
      ['source'],
      ['waypoint'],
      ['source', 'waypoint'],
    ]);
  });

  it('takes the times of the spec instead of those of the preset', () => {
    const spec = (times: string) => `service: a\nalerts: [{ istio: istiod-down, ${times} }]`;
    const times = (scenario: Scenario | undefined) =>
      scenario?.checks.map((check) => `${check.atMs / MINUTE_MS} ${isSilence(check) ? 'silent' : 'fires'}`);
    expect(times(proofOf(spec('for: 20m, keepFiringFor: 0s')).scenarios[0])).toEqual([
      '22 silent',
      '23 fires',
      '25 fires',
      '26 silent',
    ]);
    expect(times(proofOf(spec('for: 0s, keepFiringFor: 7m')).scenarios[0])).toEqual([
      '2 silent',
      '3 fires',
      '12 fires',
      '13 silent',
    ]);
  });

  it('expects silence of an alert whose hold is longer than its window', () => {
    const proof = proofOf('service: a\nalerts: [{ istio: sidecar-injection-failing, for: 20m }]');
    const [, firstEver] = ofAlert(proof, 'SidecarInjectionFailing');
    expect(firstEver?.id.kind).toBe('births');
    expect(firstEver?.checks.every(isSilence)).toBe(true);
    expect(proof.scenarios.some(goesThrough)).toBe(true);
  });

  it('takes coarse steps for a long hold', () => {
    const steps = (hold: string) =>
      proofOf(`service: a\nalerts: [{ istio: istiod-down, for: ${hold} }]`).scenarios.map(({ stepMs }) => stepMs);
    expect(new Set(['1h', '8h', '1d', '7d'].flatMap(steps))).toEqual(
      new Set([1, 5, 15, 60].map((minutes) => minutes * MINUTE_MS)),
    );
  });

  it('expects exactly the labels and texts of the spec', () => {
    const proof = proofOf(`
service: a
owner: platform
labels: { team: mesh }
alerts:
  - istio: istiod-instance-unreachable
    name: Unreachable
    severity: page
    labels: { cluster: hidden, pager: x }
    annotations: { impact: 'some {{ $value }}' }
    runbook: https://example.com/run
    summary: Look!
`);
    const [rendered] = proof.scenarios.flatMap((scenario) => scenario.rendered);
    // A label of the rule wins over the series' own; templates read those of the series.
    expect(rendered).toEqual({
      atMs: expect.any(Number),
      alert: 'Unreachable',
      labels: expect.objectContaining({
        severity: 'page',
        team: 'mesh',
        cluster: 'hidden',
        pager: 'x',
        pod: 'istiod-1',
      }),
      annotations: {
        summary: 'Look!',
        description:
          'Prometheus has not reached istiod istiod-1 at 10.0.0.1:15014 for 10 minutes, although service discovery lists it.',
        impact: 'some {{ $value }}',
        runbook_url: 'https://example.com/run',
      },
    });
    const fired = proof.scenarios.flatMap(({ checks }) => checks.flatMap(({ samples }) => samples));
    expect(fired.length).toBeGreaterThan(2);
    expect(fired.filter(({ labels }) => labels.cluster !== 'hidden')).toEqual([]);
  });

  it('tells an alert from another of its name by the label that differs', () => {
    const proof = proofOf(OWN);
    const queries = ofAlert(proof, 'Twin').map(({ checks }) => checks[0] && print(checks[0].expr));
    expect(queries).toEqual(
      ['warning', 'critical'].map((severity) => expect.stringContaining(`,severity="${severity}"}`)),
    );
    expect(ofAlert(proof, 'Twin').flatMap(({ rendered }) => rendered)).toEqual([]);
  });

  it('is named after the service, also beside an SLO called alerts', () => {
    expect(proofOf(OWN).name).toBe('shop.own.alerts');
    const slo = '{ name: alerts, objective: 99%, indicator: { uptime: { up: up == 1 } } }';
    expect(proofOf(`service: a\nslos: [${slo}]\nalerts: [{ istio: istiod-down }]`).name).toBe('a.alerts.standalone');
  });
});

describe('the proof of alerts that users wrote', () => {
  it('takes values next to the bound', () => {
    const titles = ofAlert(proofOf(OWN), 'DiskFull').map(({ title }) => title);
    expect(titles).toEqual(['DiskFull: the value goes from 0.05 to 0.045, and on to 0.095']);
  });

  it.each(['ProbeFails', 'NodeGone', 'NodeDown', 'QueueOld', 'QueueLow', 'TooFew', 'Errors', 'Idle', 'Stopped'])(
    'shows how %s fires and clears',
    (alert) => {
      const own = ofAlert(proofOf(OWN), alert);
      expect(own.filter(goesThrough)).not.toEqual([]);
    },
  );

  it('foretells the texts unless they tell a value that floats may blur', () => {
    const texts = (alert: string) => ofAlert(proofOf(OWN), alert).flatMap(({ rendered }) => rendered);
    expect(texts('QueueOld')[0]?.annotations).toEqual({
      summary: `a {{ ${'$'}{b} }}`,
      description: 'The expression of the alert has returned 1.209601e+06.',
    });
    expect(texts('Errors')).toEqual([]);
  });

  it.each([
    ['stands on two series', 'a / b > 0.5'],
    ['never changes', 'vector(1)'],
    ['looks back', 'up offset 5m == 0'],
    ['asks for an exact rate', 'rate(a_total[5m]) == 3'],
    ['has no metric', '{__name__=~"a|b"} > 3'],
    ['would take promtool too long', 'rate(a_total[20s]) > 3'],
  ])('has a gap for an expression that %s', (_what, expr) => {
    const proof = proofOf(`service: a\nalerts: [{ name: Own, expr: '${expr}', severity: info, for: 1d }]`);
    expect(proof.scenarios).toEqual([]);
    expect(proof.gaps).toEqual([
      'alert Own stands on an expression that no scenario can be made up for: write one in a *.slo-test.yaml',
    ]);
  });

  it('has a gap for a preset whose matchers accept nothing', () => {
    const config = 'istio: { istiod: \'app="a",app="b"\' }';
    expect(proofOf('service: a\nalerts: [{ istio: istiod-down }]', config).gaps).toEqual([
      'alert IstiodDown reads series that cannot be made up from the matchers in slo.config.yaml: write one in a *.slo-test.yaml',
    ]);
  });
});

describeWithPromtool('the generated tests of standalone alerts', (promtool) => {
  it.each([
    ['all presets of an unusual mesh', ALL_PRESETS, UNUSUAL],
    ['alerts that users wrote', OWN, ''],
  ])(
    'pass for %s',
    async (_what, spec, config) => {
      await withTempDir((dir) => {
        const { files, settings } = compileText(spec, config);
        mkdirSync(join(dir, 'tests'));
        const artifacts = runArtifacts(testFilesOf(new Compiled({ files, settings, scenarios: [] })));
        for (const { path, content } of artifacts) writeFileSync(join(dir, 'tests', basename(path)), content);
        const tests = artifacts.map(({ path }) => basename(path)).filter((name) => name.endsWith('.test.yaml'));
        const { ok, output } = testRules(
          promtool,
          tests.map((name) => join(dir, 'tests', name)),
        );
        expect(ok ? '' : output).toBe('');
      });
    },
    60_000,
  );
});
