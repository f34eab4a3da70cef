// Cortex, which is what Mimir comes from: a Prometheus writes to it, and its ruler gets the rules by its API.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { findEngine } from '../../scripts/tools/engines.ts';
import { printYaml } from '../../src/output/yaml/yaml.ts';
import { freePort, newFolder, startServer } from '../support/server.ts';
import { type EngineKind, LOOKBACK_MS, RESEND_MS, SCRAPE_INTERVAL_MS, type Surroundings, stopAll } from './engine.ts';
import { scraping } from './prometheus.ts';

export const programs = findEngine('cortex');

const ALONE = { kvstore: { store: 'inmemory' } };

/** One process that does everything, for one tenant, with a folder in the place of a cloud's storage. */
function configuration(folder: string, ports: { http: number; grpc: number }, alertmanager: string): object {
  const at = (name: string) => join(folder, name);
  const address = '127.0.0.1';
  const ring = { ...ALONE, instance_addr: address };
  return {
    auth_enabled: false,
    server: {
      http_listen_address: address,
      http_listen_port: ports.http,
      grpc_listen_address: address,
      grpc_listen_port: ports.grpc,
      log_level: 'error',
    },
    distributor: { shard_by_all_labels: true, ring },
    ingester: {
      lifecycler: {
        address,
        min_ready_duration: '0s',
        final_sleep: '0s',
        num_tokens: 512,
        ring: { ...ALONE, replication_factor: 1 },
      },
    },
    // Istio's requests have more labels than the 30 of the default.
    limits: { max_label_names_per_series: 60 },
    querier: { lookback_delta: `${LOOKBACK_MS}ms`, active_query_tracker_dir: at('queries') },
    blocks_storage: {
      backend: 'filesystem',
      filesystem: { dir: at('blocks') },
      tsdb: { dir: at('tsdb') },
      bucket_store: { sync_dir: at('sync') },
    },
    compactor: { data_dir: at('compactor'), sharding_ring: ring },
    store_gateway: { sharding_ring: ring },
    ruler: {
      enable_api: true,
      rule_path: at('rules'),
      alertmanager_url: alertmanager,
      poll_interval: '1s',
      evaluation_interval: `${SCRAPE_INTERVAL_MS}ms`,
      resend_delay: `${RESEND_MS}ms`,
      ring,
    },
    alertmanager: { data_dir: at('alertmanager'), external_url: 'http://localhost/alertmanager' },
    alertmanager_storage: { backend: 'filesystem', filesystem: { dir: at('alertmanager') } },
    ruler_storage: { backend: 'filesystem', filesystem: { dir: at('stored-rules') } },
  };
}

export async function startCortex({ alertmanager }: Pick<Surroundings, 'alertmanager'>) {
  const folder = await newFolder('cortex');
  const ports = { http: await freePort(), grpc: await freePort() };
  const url = `http://127.0.0.1:${ports.http}`;
  await writeFile(join(folder, 'cortex.yaml'), printYaml(configuration(folder, ports, alertmanager)));
  const args = ['-target=all', `-config.file=${join(folder, 'cortex.yaml')}`];
  const server = await startServer({ binary: programs?.cortex ?? '', args, folder, url, ready: '/ready' });
  return { server, url };
}

/** Gives the ruler the groups of a namespace, one by one, as mimirtool and cortextool do. */
export async function upload(url: string, { rules }: Pick<Surroundings, 'rules'>): Promise<void> {
  for (const [name, text] of Object.entries(rules('mimir'))) {
    const { groups } = parse(text) as { groups: readonly object[] };
    for (const group of groups) {
      const body = printYaml(group);
      const response = await fetch(`${url}/api/v1/rules/${encodeURIComponent(name)}`, { method: 'POST', body });
      if (!response.ok) throw new Error(`the rules are refused: ${await response.text()}`);
    }
  }
}

export const CORTEX: EngineKind = {
  name: 'Cortex',
  version: programs?.version,
  adds: [{ why: 'its own scrapes', seconds: 30 }],
  async start(surroundings) {
    const { server, url } = await startCortex(surroundings);
    const prometheus = await scraping(surroundings, {
      remote_write: [{ url: `${url}/api/v1/push`, queue_config: { batch_send_deadline: '300ms' } }],
    });
    await upload(url, surroundings);
    return { url: `${url}/prometheus`, stop: () => stopAll([server, prometheus]) };
  },
};
