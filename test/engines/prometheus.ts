// Prometheus itself: what all others are compared with.
import { findTools } from '../../scripts/tools/find-promtool.ts';
import { type Prometheus, startPrometheus } from '../support/prometheus.ts';
import { type EngineKind, LOOKBACK_MS, SCRAPE_INTERVAL_MS, type Surroundings } from './engine.ts';

export function binaryOf(version: string) {
  return findTools().find((tool) => tool.version.startsWith(version) && tool.prometheus !== undefined);
}

/** A Prometheus that scrapes the mesh, with a configuration of its own. */
export function scraping(
  { targets }: Pick<Surroundings, 'targets'>,
  configuration: Readonly<Record<string, unknown>>,
  version = '3.',
): Promise<Prometheus> {
  const { prometheus: binary } = binaryOf(version) ?? {};
  return startPrometheus({
    scrapeIntervalMs: SCRAPE_INTERVAL_MS,
    lookbackMs: LOOKBACK_MS,
    targets,
    configuration,
    ...(binary !== undefined && { binary }),
  });
}

/** Alertmanagers in the configuration of Prometheus. */
export function alerting(...urls: readonly string[]) {
  return { alertmanagers: [{ static_configs: [{ targets: urls.map((url) => new URL(url).host) }] }] };
}

export function prometheusKind(wanted: string): EngineKind {
  return {
    name: 'Prometheus',
    version: binaryOf(wanted)?.version,
    adds: [{ why: 'its own scrapes', seconds: 30 }],
    async start(surroundings) {
      const { rules, alertmanager } = surroundings;
      const server = await scraping(surroundings, { alerting: alerting(alertmanager) }, wanted);
      await server.loadRules(rules('prometheus'));
      return server;
    },
  };
}
