// VictoriaMetrics, which scrapes and stores, and vmalert, which evaluates. What one records is searchable seconds later, which
// cannot be made shorter by a setting; here it is asked for.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findEngine } from '../../scripts/tools/engines.ts';
import { printYaml } from '../../src/output/yaml/yaml.ts';
import { freePort, newFolder, startServer } from '../support/server.ts';
import { type EngineKind, LOOKBACK_MS, SCRAPE_INTERVAL_MS, SPEED, type Surroundings, stopAll } from './engine.ts';

export const programs = findEngine('victoriametrics');

/** So late is what vmalert looks at, by default; VictoriaMetrics hides what is younger. */
const DELAY_SECONDS = 30;
/** So much later in life than a sample is sent can it be found. */
const FLUSH_MS = 4_000;

const seconds = (ms: number) => `${ms / 1000}s`;

/** A VictoriaMetrics that stores what it scrapes, and what it is given. What is younger than the delay is hidden. */
export async function startStorage({ targets }: Pick<Surroundings, 'targets'>) {
  const folder = await newFolder('victoriametrics');
  const url = `http://127.0.0.1:${await freePort()}`;
  const interval = seconds(SCRAPE_INTERVAL_MS);
  const scraped = {
    global: { scrape_interval: interval, scrape_timeout: interval },
    scrape_configs: [{ job_name: 'mesh', static_configs: targets }],
  };
  await writeFile(join(folder, 'scrape.yaml'), printYaml(scraped));
  const args = [
    `-storageDataPath=${join(folder, 'data')}`,
    `-httpListenAddr=${new URL(url).host}`,
    `-promscrape.config=${join(folder, 'scrape.yaml')}`,
    `-search.latencyOffset=${DELAY_SECONDS / SPEED}s`,
    '-retentionPeriod=1y',
    '-loggerLevel=ERROR',
  ];
  const server = await startServer({
    binary: programs?.['victoria-metrics'] ?? '',
    args,
    folder,
    url,
    ready: '/health',
  });
  const flushing = setInterval(
    () => void fetch(`${url}/internal/force_flush`).catch(() => undefined),
    FLUSH_MS / SPEED,
  );
  const stop = () => {
    clearInterval(flushing);
    return server.stop();
  };
  return { url, stop };
}

async function startRuler(storage: string, { rules, alertmanager }: Surroundings) {
  const folder = await newFolder('vmalert');
  await mkdir(join(folder, 'rules'));
  for (const [name, text] of Object.entries(rules('vmalert'))) await writeFile(join(folder, 'rules', name), text);
  const url = `http://127.0.0.1:${await freePort()}`;
  const args = [
    `-rule=${join(folder, 'rules', '*.yaml')}`,
    `-httpListenAddr=${new URL(url).host}`,
    `-datasource.url=${storage}`,
    `-remoteWrite.url=${storage}`,
    `-remoteRead.url=${storage}`,
    `-notifier.url=${alertmanager}`,
    `-datasource.queryStep=${seconds(LOOKBACK_MS)}`,
    `-rule.evalDelay=${DELAY_SECONDS / SPEED}s`,
    '-remoteWrite.flushInterval=100ms',
    '-loggerLevel=ERROR',
  ];
  return startServer({ binary: programs?.vmalert ?? '', args, folder, url, ready: '/health' });
}

export const VICTORIAMETRICS: EngineKind = {
  name: 'VictoriaMetrics',
  version: programs?.version,
  adds: [
    { why: 'its own scrapes', seconds: 30 },
    { why: '`-rule.evalDelay`', seconds: DELAY_SECONDS },
    { why: 'three layers of rules that are recorded late', seconds: 90 },
  ],
  async start(surroundings) {
    const storage = await startStorage(surroundings);
    const ruler = await startRuler(storage.url, surroundings);
    return { url: storage.url, stop: () => stopAll([storage, ruler]) };
  },
};
