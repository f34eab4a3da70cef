// A fake mesh, a real Prometheus that scrapes it, and this project's rules in it, all on loopback and 60 times faster than
// life: every time in the rules and in the server is a sixtieth, 5 minutes are 5 seconds. Rates per second are not touched:
// a window holds a sixtieth of the requests, which changes no ratio. Knows how to start and to stop all this, and not what
// should happen in between.
import type { CompiledFile } from '../../src/rules/rule.ts';
import { type Prometheus, startPrometheus } from '../support/prometheus.ts';
import { FakeMesh } from './fake-mesh/fake-mesh.ts';
import { ruleFiles } from './project.ts';
import { scaleFile } from './scale-rules.ts';
import { eventually } from './watch.ts';

/** How much faster than life. The rules expect a scrape each 30 s, so one comes each 500 ms. */
export const SPEED = 60;

const MINUTE_MS = 60_000;
const SCRAPE_INTERVAL_MS = 30_000;
/** What Prometheus grants a sample unless told otherwise; it is time like any other. */
const LOOKBACK_MS = 5 * MINUTE_MS;

/** Beside other suites a server and a mesh that start at once have little of two cores. */
const START_WITHIN_MS = 90_000;

export interface World {
  readonly mesh: FakeMesh;
  readonly prometheus: Prometheus;
  /** Loads rules instead of those that are loaded, scaled to the speed of the mesh. */
  load(files: readonly CompiledFile[]): Promise<void>;
  /** Tells service discovery which targets the mesh has now. */
  rediscover(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts a healthy mesh and the server, and waits until it has scraped all of it. No rules are loaded yet: how long the
 *  server takes to discover its first targets cannot be scaled, and at this speed it would be an outage of minutes. */
export async function startWorld(): Promise<World> {
  const mesh = new FakeMesh({ speed: SPEED });
  await mesh.start();
  let prometheus: Prometheus | undefined;
  const stop = async () => {
    await prometheus?.stop();
    mesh.stop();
  };
  try {
    const server = await startPrometheus({
      scrapeIntervalMs: SCRAPE_INTERVAL_MS / SPEED,
      lookbackMs: LOOKBACK_MS / SPEED,
      targets: mesh.targets(),
    });
    prometheus = server;
    const answerAll = async () => {
      const [answering] = await server.query('count(sum_over_time(up[3s]) >= 4)');
      return answering?.value === mesh.pods.length ? true : undefined;
    };
    await eventually(server, 'all targets have answered often enough for a rate', answerAll, START_WITHIN_MS);
    return {
      mesh,
      prometheus,
      load: (files) => server.loadRules(ruleFiles(files.map((file) => scaleFile(file, SPEED)))),
      rediscover: () => server.discover(mesh.targets()),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
