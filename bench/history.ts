// A month of history on disk: what was scraped of the services, and what each rule set would have recorded of it. What is
// recorded is what a real Prometheus answers to the rules' own expressions, at the moments at which it would evaluate them.
import { ChunkWriter, chunksOf } from './backfill.ts';
import type { Group, Rule, RuleSet } from './rule-sets.ts';
import { type Labels, type Series, type Server, startServer } from './server.ts';
import { type Events, SCRAPE_SECONDS, type Service } from './traffic.ts';

export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Exact numbers of events up to a full hour, by service and moment. */
export type Ledger = ReadonlyMap<string, ReadonlyMap<number, Events>>;

const HOUR = 3600;

/** What is read over a whole period; everything else only needs its last minutes, for what reads its newest sample. */
const READ_OVER_RANGES = /^slo:(total|bad)_events:rate(1h)?$|^slo:sli_error:ratio_rate5m$/;
const LAST_SECONDS = 600;

/** Points that a range query may have (Prometheus' own limit). */
const MOST_POINTS = 11_000;

/** Scrapes all services over the span; afterwards they stand at its end. */
export function writeScrapes(services: readonly Service[], span: Span, dataFolder: string): Ledger {
  const ledger = new Map(services.map(({ job }) => [job, new Map<number, Events>()]));
  for (const chunk of chunksOf(span.from, span.to)) {
    console.error(`scraping up to ${new Date(chunk.to * 1000).toISOString()}`);
    const writer = new ChunkWriter();
    for (const service of services) {
      while (service.next < chunk.to) {
        if (service.next % HOUR === 0) ledger.get(service.job)?.set(service.next, service.events);
        service.advance(({ series, value, time }) => writer.add(series, value, time));
      }
      if (service.next % HOUR === 0) ledger.get(service.job)?.set(service.next, service.events);
    }
    writer.finish(dataFolder);
  }
  return ledger;
}

interface Recording {
  readonly rule: Rule;
  readonly intervalSeconds: number;
}

/** Records over the span what the rules read of each other, layer by layer. */
export async function writeRecordings(sets: readonly RuleSet[], span: Span, dataFolder: string): Promise<void> {
  const layers = sets.flatMap((set) => Object.values(set.groups)).map(layersOf);
  const depth = Math.max(...layers.map(({ length }) => length));
  for (let layer = 0; layer < depth; layer += 1) {
    const recordings = layers.flatMap((ofSet) => ofSet[layer] ?? []);
    console.error(`recording layer ${layer + 1} of ${depth}: ${recordings.length} rules`);
    for (const interval of new Set(recordings.map(({ intervalSeconds }) => intervalSeconds))) {
      const some = recordings.filter(({ intervalSeconds }) => intervalSeconds === interval);
      // A server finds new blocks when it starts. A series that its rule returns no longer is marked as gone at the next
      // evaluation; blocks that are made of text cannot hold such marks, so what rules find must be younger than that.
      const server = await startServer({
        dataFolder,
        intervalSeconds: SCRAPE_SECONDS,
        lookbackSeconds: interval - 1,
      });
      try {
        await writeLayer(server, some, span, dataFolder);
      } finally {
        await server.stop();
      }
    }
  }
}

/** Rules that read no recorded series, then those that read only these, and so on. */
function layersOf(groups: readonly Group[]): Recording[][] {
  let rest = groups.flatMap(({ rules, intervalSeconds }) =>
    rules.filter(({ isAlert }) => !isAlert).map((rule) => ({ rule, intervalSeconds })),
  );
  const layers: Recording[][] = [];
  while (rest.length > 0) {
    const unknown = rest.map(({ rule }) => new RegExp(`(?<![\\w:])${rule.name}(?![\\w:])`));
    const layer = rest.filter(({ rule }) => !unknown.some((name) => name.test(rule.expr)));
    if (layer.length === 0) throw new Error(`rules that read each other: ${rest.map(({ rule }) => rule.name).join()}`);
    layers.push(layer);
    rest = rest.filter((rule) => !layer.includes(rule));
  }
  return layers;
}

async function writeLayer(server: Server, recordings: readonly Recording[], span: Span, dataFolder: string) {
  for (const chunk of chunksOf(span.from, span.to)) {
    const writer = new ChunkWriter();
    for (const { rule, intervalSeconds } of recordings) {
      const from = READ_OVER_RANGES.test(rule.name) ? chunk.from : Math.max(chunk.from, span.to - LAST_SECONDS);
      await record(server, rule, { from, to: chunk.to }, intervalSeconds, writer);
    }
    writer.finish(dataFolder);
  }
}

async function record(server: Server, rule: Rule, span: Span, interval: number, writer: ChunkWriter): Promise<void> {
  // A block ends before the moment that the next one begins with.
  const first = Math.ceil(span.from / interval) * interval;
  for (let from = first; from < span.to; from += MOST_POINTS * interval) {
    const to = Math.min(span.to - 1, from + (MOST_POINTS - 1) * interval);
    const answer = await server.queryRange(rule.expr, from, to, interval);
    for (const [series, points] of joined(rule, answer)) {
      for (const [time, value] of points) writer.add(series, value, time);
    }
  }
}

// The sides of an `or` have different labels as long as the rule's own have not replaced them: one series in two pieces.
function joined(rule: Rule, answer: readonly Series[]): Map<string, Series['points']> {
  const found = new Map<string, Series['points']>();
  for (const { labels, points } of answer) {
    const name = seriesName(rule, labels);
    found.set(
      name,
      [...(found.get(name) ?? []), ...points].sort(([a], [b]) => a - b),
    );
  }
  return found;
}

function seriesName(rule: Rule, labels: Labels): string {
  const { __name__, ...rest } = { ...labels, ...rule.labels };
  const pairs = Object.entries(rest).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  return `${rule.name}{${pairs.join(',')}}`;
}
