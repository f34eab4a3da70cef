// Six hours of the fake mesh, as a Prometheus would have stored them: calm, then a service fails, a proxy rejects a configuration
// and an istiod crashes. The mesh runs as fast as this machine does, and not by its clock.
import { parseExposition } from '../../e2e/exposition.ts';
import { FakeMesh } from '../../e2e/fake-mesh/fake-mesh.ts';
import type { SampleValue, StoredSeries } from '../../worlds/simulation/scraper.ts';

const HOUR = 3_600;
const SCRAPE_SECONDS = 30;
/** A fortieth of the mesh's traffic shows the same, and is there much sooner. */
const SHARE = 40;

/** When the clock of the judge begins, in seconds. */
export const EPOCH = Date.UTC(2026, 0, 5) / 1_000;

/** What is looked at, and until when: seconds since the beginning. */
export const MOMENTS = { healthy: 4 * HOUR, incident: 5.75 * HOUR } as const;

const EVENTS: readonly (readonly [at: number, event: (mesh: FakeMesh) => void])[] = [
  [4.25 * HOUR, (mesh) => mesh.failRequests('ratings', 0.2)],
  [4.25 * HOUR, (mesh) => mesh.slowResponses('details', 0.3)],
  [5 * HOUR, (mesh) => mesh.rejectConfiguration()],
  [5.25 * HOUR, (mesh) => mesh.crashIstiods(1)],
];

/** Metrics whose value is a moment: the fake processes begin now, and the simulated clock does not. */
const IS_MOMENT = /_(?:start_time_seconds|expiry_timestamp)$/;

export async function meshHistory(): Promise<StoredSeries[]> {
  const mesh = new FakeMesh({ speed: SHARE });
  const history = new History();
  const events = [...EVENTS];
  for (let at = 0; at <= MOMENTS.incident; at += SCRAPE_SECONDS) {
    while (events[0] && events[0][0] <= at) events.shift()?.[1](mesh);
    mesh.tick(SCRAPE_SECONDS / SHARE);
    for (const pod of mesh.pods) history.scrape(pod, pod.isRunning ? await pod.process.text() : undefined, at);
  }
  return history.stored;
}

type Labels = Readonly<Record<string, string>>;

class History {
  readonly #stored = new Map<string, StoredSeries>();
  readonly #seen = new Map<object, readonly StoredSeries[]>();
  readonly #toSimulated = EPOCH - Date.now() / 1_000;

  get stored(): StoredSeries[] {
    return [...this.#stored.values()];
  }

  /** The text is undefined where the target does not answer. */
  scrape(target: { readonly labels: Labels }, text: string | undefined, at: number): void {
    const store = (name: string, labels: Labels, value: SampleValue) =>
      this.#append({ ...target.labels, ...labels, __name__: name }, at, value);
    store('up', {}, text === undefined ? 0 : 1);
    const scraped = parseExposition(text ?? '').series.map(({ name, labels, value }) =>
      store(name, labels, IS_MOMENT.test(name) ? value + this.#toSimulated : value),
    );
    const isScraped = new Set(scraped);
    for (const gone of this.#seen.get(target) ?? []) if (!isScraped.has(gone)) push(gone, at, 'stale');
    this.#seen.set(target, scraped);
  }

  #append(labels: Labels, at: number, value: SampleValue): StoredSeries {
    const key = JSON.stringify(labels);
    const series = this.#stored.get(key) ?? { labels, times: [], values: [], births: [], delay: 0 };
    this.#stored.set(key, series);
    push(series, at, value);
    return series;
  }
}

function push({ times, values }: StoredSeries, at: number, value: SampleValue): void {
  times.push(at * 1_000);
  values.push(value);
}
