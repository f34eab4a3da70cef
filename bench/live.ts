// Rule sets at work: a server for each of them and one without rules, side by side for some minutes, over the same history
// and scraping the same services. What each takes beyond the one without rules is what its rules take.
import { mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { createServer, type Server as HttpServer } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { run } from '../scripts/tools/run-command.ts';
import type { RuleSet } from './rule-sets.ts';
import { type Server, startServer } from './server.ts';
import { SCRAPE_SECONDS, type Service } from './traffic.ts';

export interface LiveCost {
  readonly name: string;
  /** Time inside rule evaluations, in seconds per minute; rules wait for the processor as everybody does. */
  readonly evaluationSeconds: number;
  /** Processor time of the whole server, in seconds per minute. */
  readonly cpuSeconds: number;
  /** Largest resident memory, in bytes. */
  readonly peakBytes: number;
  /** Series in the head block. */
  readonly headSeries: number;
}

/** Rules settle, and every group has its first evaluations, before anything is counted. */
const WARM_UP_SECONDS = 300;

export async function measureLive(
  sets: readonly RuleSet[],
  services: readonly Service[],
  dataFolder: string,
  minutes: number,
): Promise<LiveCost[]> {
  if (minutes === 0) return [];
  const exposition = await expose(services);
  const servers: { readonly name: string; readonly server: Server }[] = [];
  try {
    for (const set of [undefined, ...sets]) {
      const name = set?.name ?? 'no rules';
      const own = copyBlocks(dataFolder, join(dataFolder, '..', `live-${name.replace(' ', '-')}`));
      const server = await startServer({
        dataFolder: own,
        rules: set?.files ?? {},
        scrapePort: portOf(exposition),
        intervalSeconds: SCRAPE_SECONDS,
      });
      servers.push({ name, server });
    }
    console.error(`${servers.length} servers at work for ${minutes + WARM_UP_SECONDS / 60} minutes`);
    await sleep(WARM_UP_SECONDS * 1000);
    const before = await Promise.all(servers.map(({ server }) => read(server)));
    await sleep(minutes * 60_000);
    const after = await Promise.all(servers.map(({ server }) => read(server)));
    for (const { name, server } of servers) {
      const broken = await server.brokenRules();
      if (broken.length > 0) console.error(`rules of ${name} that fail: ${broken.join('; ')}`);
    }
    return servers.map(({ name }, at) => difference(name, minutes, before[at], after[at]));
  } finally {
    for (const { server } of servers) await server.stop();
    exposition.close();
  }
}

interface Reading {
  readonly evaluationSeconds: number;
  readonly cpuSeconds: number;
  readonly peakBytes: number;
  readonly headSeries: number;
}

async function read(server: Server): Promise<Reading> {
  return {
    evaluationSeconds: await server.metric('prometheus_rule_evaluation_duration_seconds_sum'),
    cpuSeconds: await server.metric('process_cpu_seconds_total'),
    peakBytes: peakBytes(server.pid) ?? (await server.metric('process_resident_memory_bytes')),
    headSeries: await server.metric('prometheus_tsdb_head_series'),
  };
}

/** Linux alone keeps the peak; elsewhere what is resident now has to do. */
function peakBytes(pid: number): number | undefined {
  try {
    const kibibytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return kibibytes === undefined ? undefined : Number(kibibytes) * 1024;
  } catch {
    return undefined;
  }
}

function difference(name: string, minutes: number, before?: Reading, after?: Reading): LiveCost {
  const per = (pick: (reading: Reading) => number) =>
    before === undefined || after === undefined ? Number.NaN : (pick(after) - pick(before)) / minutes;
  return {
    name,
    evaluationSeconds: per(({ evaluationSeconds }) => evaluationSeconds),
    cpuSeconds: per(({ cpuSeconds }) => cpuSeconds),
    peakBytes: after?.peakBytes ?? Number.NaN,
    headSeries: after?.headSeries ?? Number.NaN,
  };
}

// Blocks never change, so servers may share their files; the write-ahead log is their own.
function copyBlocks(from: string, to: string): string {
  mkdirSync(to);
  for (const name of readdirSync(from)) {
    if (!statSync(join(from, name)).isDirectory() || name.length !== 26) continue;
    run('cp', ['-Rl', join(from, name), join(to, name)]);
  }
  return to;
}

/** What the services' pods show right now, at a port of its own. */
async function expose(services: readonly Service[]): Promise<HttpServer> {
  const server = createServer((_request, response) => {
    response.end(exposition(services));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return server;
}

function portOf(server: HttpServer): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

const shown = new Map<Service, string[]>();

function exposition(services: readonly Service[]): string {
  const now = Date.now() / 1000;
  for (const service of services) {
    let lines: string[] | undefined;
    while (service.next <= now) {
      lines = [];
      service.advance(({ series, value }) => lines?.push(`${series} ${value}\n`));
    }
    if (lines !== undefined) shown.set(service, lines);
  }
  return services.flatMap((service) => shown.get(service) ?? []).join('');
}
