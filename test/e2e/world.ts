// A fake mesh, a real Prometheus that scrapes it, and this project's rules in it, all on loopback and all 60 times faster
// than life: 5 minutes are 5 seconds. Knows how to start and to stop them, and not what should happen in between.
import type { CompiledFile } from '../../src/rules/rule.ts';
import { type Prometheus, startPrometheus } from '../support/prometheus.ts';
import { FakeMesh } from './fake-mesh/fake-mesh.ts';
import { compiledRules, ruleFiles } from './project.ts';
import { scaleFile } from './scale-rules.ts';

/** How much faster than life. The rules expect a scrape each 30 s, so one comes each 500 ms. */
export const SPEED = 60;

const MINUTE_MS = 60_000;
const SCRAPE_INTERVAL_MS = 30_000;
/** What Prometheus grants a sample unless told otherwise; it is time like any other. */
const LOOKBACK_MS = 5 * MINUTE_MS;

export interface World {
  readonly mesh: FakeMesh;
  readonly prometheus: Prometheus;
  /** Tells Prometheus which targets the mesh has now. */
  rediscover(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Starts everything.
 *
 * @param rules what to load instead of this project's rules, made of them
 */
export async function startWorld(
  rules: (ours: readonly CompiledFile[]) => readonly CompiledFile[] = (ours) => ours,
): Promise<World> {
  const mesh = new FakeMesh({ speed: SPEED });
  await mesh.start();
  try {
    const scaled = rules(compiledRules()).map((file) => scaleFile(file, SPEED));
    const prometheus = await startPrometheus({
      scrapeIntervalMs: SCRAPE_INTERVAL_MS / SPEED,
      lookbackMs: LOOKBACK_MS / SPEED,
      targets: mesh.targets(),
      rules: ruleFiles(scaled),
    });
    return {
      mesh,
      prometheus,
      rediscover: () => prometheus.discover(mesh.targets()),
      stop: async () => {
        await prometheus.stop();
        mesh.stop();
      },
    };
  } catch (error) {
    mesh.stop();
    throw error;
  }
}
