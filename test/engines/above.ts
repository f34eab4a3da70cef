// Where the rules above leaves run, and how what leaves record gets there: docs/topology.md describes each way.
import type { Prometheus } from '../support/prometheus.ts';
import * as cortex from './cortex.ts';
import { type Engine, type Surroundings, stopAll } from './engine.ts';
import { alerting, binaryOf, scraping } from './prometheus.ts';
import * as thanos from './thanos.ts';

/** The Prometheus of a leaf, and the value of its external label. */
export interface Leaf {
  readonly name: string;
  readonly prometheus: Prometheus;
}

/** An engine that is ready for leaves. */
export interface Waiting {
  /** Where leaves write to, if they do. */
  readonly remoteWrite?: string;
  receive(leaves: readonly Leaf[]): Promise<Engine>;
}

export interface AboveKind {
  readonly name: string;
  /** Undefined where it is not built. */
  readonly version: string | undefined;
  prepare(ruled: Pick<Surroundings, 'alertmanager' | 'rules'>): Promise<Waiting>;
}

/** What is needed above leaves. */
export const SENT = 'slo_leaf:.*|slo:breach_.*|slo:info';

const FEDERATION: AboveKind = {
  name: 'Prometheus, by federation',
  version: binaryOf('3.')?.version,
  prepare: async ({ alertmanager, rules }) => ({
    async receive(leaves) {
      const federated = {
        job_name: 'slo-leaves',
        honor_labels: true,
        metrics_path: '/federate',
        params: { 'match[]': [`{__name__=~"${SENT}"}`] },
        static_configs: [{ targets: leaves.map(({ prometheus }) => new URL(prometheus.url).host) }],
      };
      const configuration = { alerting: alerting(alertmanager), scrape_configs: [federated] };
      const server = await scraping({ targets: [] }, configuration);
      await server.loadRules(rules('prometheus'));
      return { url: server.url, stop: () => server.stop() };
    },
  }),
};

const THANOS: AboveKind = {
  name: 'Thanos',
  version: thanos.programs?.version,
  prepare: async (ruled) => ({
    async receive(leaves) {
      const sources = leaves.map(({ prometheus }) => prometheus.url);
      const { url, parts } = await thanos.startThanos(sources, [], ruled);
      return { url, stop: () => stopAll(parts) };
    },
  }),
};

const CORTEX: AboveKind = {
  name: 'Cortex, by remote write',
  version: cortex.programs?.version,
  async prepare(ruled) {
    const { server, url } = await cortex.startCortex(ruled);
    return {
      remoteWrite: `${url}/api/v1/push`,
      async receive() {
        await cortex.upload(url, ruled);
        return { url: `${url}/prometheus`, stop: () => server.stop() };
      },
    };
  },
};

export const ABOVE: readonly AboveKind[] = [FEDERATION, THANOS, CORTEX];
