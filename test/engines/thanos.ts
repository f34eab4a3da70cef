// Thanos: a Prometheus without rules, its sidecar, a querier, and the ruler, which evaluates by the querier.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findEngine } from '../../scripts/tools/engines.ts';
import { freePort, newFolder, type Server, startServer } from '../support/server.ts';
import { type EngineKind, LOOKBACK_MS, RESEND_MS, SCRAPE_INTERVAL_MS, type Surroundings, stopAll } from './engine.ts';
import { scraping } from './prometheus.ts';

export const programs = findEngine('thanos');

const freeAddress = async () => `127.0.0.1:${await freePort()}`;

interface Component {
  readonly server: Server;
  readonly http: string;
  readonly grpc: string;
}

/** A component of Thanos with an address of its own for HTTP and for gRPC, and its folder. */
async function component(
  name: string,
  grpc: string,
  argsFor: (folder: string) => Promise<string[]>,
): Promise<Component> {
  const folder = await newFolder(`thanos-${name}`);
  const http = await freeAddress();
  const args = [
    name,
    `--http-address=${http}`,
    `--grpc-address=${grpc}`,
    '--log.level=warn',
    ...(await argsFor(folder)),
  ];
  const server = await startServer({
    binary: programs?.thanos ?? '',
    args,
    folder,
    url: `http://${http}`,
    ready: '/-/ready',
  });
  return { server, http, grpc };
}

async function ruler(querier: string, grpc: string, { rules, alertmanager }: Ruled): Promise<Component> {
  return component('rule', grpc, async (folder) => {
    await mkdir(join(folder, 'rules'));
    for (const [name, text] of Object.entries(rules('thanos'))) await writeFile(join(folder, 'rules', name), text);
    return [
      `--data-dir=${join(folder, 'data')}`,
      `--rule-file=${join(folder, 'rules', '*.yaml')}`,
      `--eval-interval=${SCRAPE_INTERVAL_MS}ms`,
      `--resend-delay=${RESEND_MS}ms`,
      `--query=http://${querier}`,
      `--alertmanagers.url=${alertmanager}`,
      '--label=ruler="one"',
      '--alert.label-drop=ruler',
    ];
  });
}

/** What a ruler runs among. */
type Ruled = Pick<Surroundings, 'rules' | 'alertmanager'>;

/** A sidecar for each Prometheus, in their order, and a querier and a ruler above them. */
export async function startThanos(sources: readonly string[], replicaLabels: readonly string[], ruled: Ruled) {
  const sidecars: Component[] = [];
  for (const source of sources) {
    const args = async (folder: string) => [`--prometheus.url=${source}`, `--tsdb.path=${folder}`];
    sidecars.push(await component('sidecar', await freeAddress(), args));
  }
  // The ruler is a store of the querier, which is the ruler's: so its address is chosen before it is there.
  const rulerGrpc = await freeAddress();
  const querier = await component('query', await freeAddress(), async () => [
    ...[...sidecars.map(({ grpc }) => grpc), rulerGrpc].map((address) => `--endpoint=${address}`),
    ...[...replicaLabels, 'ruler'].map((label) => `--query.replica-label=${label}`),
    `--query.lookback-delta=${LOOKBACK_MS}ms`,
  ]);
  const rule = await ruler(querier.http, rulerGrpc, ruled);
  return {
    url: `http://${querier.http}`,
    parts: [...sidecars, querier, rule].map(({ server }) => server),
  };
}

export const THANOS: EngineKind = {
  name: 'Thanos',
  version: programs?.version,
  adds: [{ why: 'its own scrapes', seconds: 30 }],
  async start(surroundings) {
    const prometheus = await scraping(surroundings, { global: { external_labels: { prometheus: 'one' } } });
    const { url, parts } = await startThanos([prometheus.url], ['prometheus'], surroundings);
    return { url, stop: () => stopAll([prometheus, ...parts]) };
  },
};
