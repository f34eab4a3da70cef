// The fake mesh against what Istio exports: the samples in test/fixtures and the catalogue in src/istio. A fake that differs
// would prove nothing about the real thing.
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { findMetric } from '../../src/metrics/catalogue.ts';
import { type ExposedSeries, type Exposition, parseExposition } from './exposition.ts';
import { FakeMesh } from './fake-mesh/fake-mesh.ts';
import type { Target } from './fake-mesh/pod.ts';

// A healthy istiod has none of these, says the sample's own header: they are born with their first event.
const BORN_LATE = [
  'pilot_total_xds_rejects',
  'pilot_xds_lds_reject',
  'pilot_total_xds_internal_errors',
  'pilot_xds_write_timeout',
  'galley_validation_failed',
];
// Of proxies: with their first event too, or only where they are asked for.
const NOT_ALWAYS =
  /^istio_agent_(envoy_connection_terminations|istiod_connection_failures|scrape_failures_total)$|^envoy_cluster_(circuit_breakers|upstream_cx_overflow|upstream_rq_.*overflow|outlier)/;

function fixture(name: string): Exposition {
  return parseExposition(readFileSync(new URL(`../fixtures/${name}-metrics.prom`, import.meta.url), 'utf8'));
}

async function scrape({ targets, labels }: Target): Promise<Exposition> {
  const response = await fetch(`http://${targets[0]}${labels.__metrics_path__}`);
  return parseExposition(await response.text());
}

async function scrapeAll(targets: readonly Target[]): Promise<Exposition> {
  const all = await Promise.all(targets.map(scrape));
  return {
    types: new Map(all.flatMap(({ types }) => [...types])),
    series: all.flatMap(({ series }) => series),
  };
}

/** The sample shows the size histograms for one set of labels only; they have the same ones as the durations. */
function shownAs(name: string): string {
  return name.replace(/^istio_(request|response)_bytes(?=_)/, 'istio_request_duration_milliseconds');
}

/** For each series name, the sets of label names with which it comes. */
function labelSets(series: readonly ExposedSeries[]): Map<string, Set<string>> {
  const sets = new Map<string, Set<string>>();
  for (const { name, labels } of series) {
    sets.set(name, (sets.get(name) ?? new Set()).add(Object.keys(labels).sort().join()));
  }
  return sets;
}

function bounds(series: readonly ExposedSeries[], histogram: string): Set<string> {
  const buckets = series.filter(({ name }) => name === `${histogram}_bucket`);
  return new Set(buckets.map(({ labels }) => labels.le ?? ''));
}

const mesh = new FakeMesh({ speed: 1 });

async function scrapeKind(kind: 'istiod' | 'envoy'): Promise<Exposition> {
  const isIstiod = (target: Target) => target.labels.app === 'istiod';
  return scrapeAll(mesh.targets().filter((target) => isIstiod(target) === (kind === 'istiod')));
}

beforeAll(async () => {
  await mesh.start();
  mesh.tick(2);
});

afterAll(() => mesh.stop());

describe.each(['istiod', 'envoy'] as const)('the fake mesh against the sample of %s', (kind) => {
  const sample = fixture(kind);

  it('exposes the same metrics, each with the same type', async () => {
    const { types } = await scrapeKind(kind);
    const always = [...sample.types].filter(([name]) => !BORN_LATE.includes(name) && !NOT_ALWAYS.test(name));
    expect([...types].sort()).toEqual(always.sort());
  });

  it('has no set of labels that the sample does not have', async () => {
    const { series } = await scrapeKind(kind);
    const known = labelSets(sample.series);
    const unknown = [...labelSets(series)].flatMap(([name, sets]) =>
      [...sets].filter((set) => !known.get(shownAs(name))?.has(set)).map((set) => `${name}{${set}}`),
    );
    expect(unknown).toEqual([]);
  });

  it('spells the bounds of every histogram as the sample does', async () => {
    const { types, series } = await scrapeKind(kind);
    const histograms = [...types].filter(([, type]) => type === 'histogram').map(([name]) => name);
    expect(histograms.length).toBeGreaterThanOrEqual(3);
    for (const histogram of histograms) expect(bounds(series, histogram)).toEqual(bounds(sample.series, histogram));
  });
});

describe('the requests of the fake mesh', () => {
  it.each(['reporter', 'request_protocol'])('have every %s that the sample has', async (label) => {
    const values = ({ series }: Exposition) =>
      new Set(series.filter(({ name }) => name === 'istio_requests_total').map(({ labels }) => labels[label]));
    expect(values(await scrapeKind('envoy'))).toEqual(values(fixture('envoy')));
  });
});

describe('the fake mesh against the catalogue', () => {
  it('exposes what the catalogue knows, with its type, labels and buckets', async () => {
    mesh.rejectConfiguration();
    const { types, series } = await scrapeAll(mesh.targets());
    for (const [name, type] of types) {
      const metric = findMetric(name)?.metric;
      expect([name, metric?.type]).toEqual([name, type]);
      const finite = [...bounds(series, name)].filter((le) => le !== '+Inf').map(Number);
      expect([name, finite]).toEqual([name, [...(metric?.buckets ?? [])]]);
    }
    const strange = series.filter(({ name, labels }) => {
      const known = findMetric(name)?.metric.labels ?? [];
      return Object.keys(labels).some((label) => label !== 'le' && !known.includes(label));
    });
    expect(strange).toEqual([]);
  });

  it('gives every target the labels by which the rules find it', () => {
    const istiods = mesh.targets().filter(({ labels }) => labels.app === 'istiod');
    expect(istiods).toHaveLength(3);
    expect(new Set(istiods.map(({ labels }) => labels.istio_io_rev)).size).toBe(2);
    expect(new Set(mesh.targets().map(({ labels }) => labels.instance)).size).toBe(mesh.pods.length);
  });
});

describe('the faults of the fake mesh', () => {
  async function requests(where: (labels: ExposedSeries['labels']) => boolean): Promise<number> {
    const { series } = await scrapeAll(mesh.targets());
    const found = series.filter(({ name, labels }) => name === 'istio_requests_total' && where(labels));
    return found.reduce((sum, { value }) => sum + value, 0);
  }

  it('make requests fail where only the client sees it', async () => {
    const failed = ({ destination_service_name: name, response_code: code }: ExposedSeries['labels']) =>
      name === 'ratings' && code === '503';
    expect(await requests(failed)).toBe(0);
    mesh.failRequests('ratings', 0.5);
    mesh.tick(1);
    mesh.failRequests('ratings', 0);
    expect(await requests((labels) => failed(labels) && labels.reporter === 'source')).toBe(15);
    expect(await requests((labels) => failed(labels) && labels.reporter === 'destination')).toBe(0);
    mesh.tick(1);
    expect(await requests(failed)).toBe(15);
  });

  it('make an istiod that crashes refuse scrapes, and start anew with fresh counters', async () => {
    mesh.crashIstiods(3);
    const [target] = mesh.targets();
    if (target === undefined) throw new Error('no target');
    await expect(scrape(target)).rejects.toThrow('fetch failed');
    mesh.restartIstiods();
    expect((await scrape(target)).types.has('pilot_total_xds_rejects')).toBe(false);
  });

  it('hide istiod from service discovery, and nothing else', () => {
    mesh.discoverIstiod(false);
    expect(mesh.targets()).toHaveLength(mesh.proxies.length);
    mesh.discoverIstiod(true);
    expect(mesh.targets()).toHaveLength(mesh.pods.length);
  });
});
