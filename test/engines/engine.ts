// What each engine is to the suite: something that scrapes the mesh, evaluates the rules and sends alerts. Everything runs
// faster than life, by the same factor.
import type { RuleFormat } from '../../src/spec/rule-format.ts';
import type { Labels, Sample, TargetGroup } from '../support/prometheus.ts';

/** How much faster than life. vmalert asks for whole seconds, so an interval of 30 s must stay one of seconds. */
export const SPEED = 15;

export const SCRAPE_INTERVAL_MS = 30_000 / SPEED;
/** How long a sample lives. */
export const LOOKBACK_MS = 300_000 / SPEED;

/** How often an alert that goes on is sent again, by default a minute. Alertmanager takes it for over after four times that. */
export const RESEND_MS = 60_000 / SPEED;

/** What an engine runs among. */
export interface Surroundings {
  readonly targets: readonly TargetGroup[];
  /** The Alertmanager that this engine alone tells. */
  readonly alertmanager: string;
  /** The rules in a format: text by name of file. */
  readonly rules: (format: RuleFormat) => Readonly<Record<string, string>>;
}

export interface Engine {
  /** What `/api/v1/query` is below. */
  readonly url: string;
  stop(): Promise<void>;
}

/** Why an engine may be later than Prometheus, and by how much in life. */
export interface Addition {
  readonly why: string;
  readonly seconds: number;
}

export interface EngineKind {
  readonly name: string;
  /** Undefined where it is not built. */
  readonly version: string | undefined;
  readonly adds: readonly Addition[];
  start(surroundings: Surroundings): Promise<Engine>;
}

/** How much later than Prometheus an engine may be, in seconds of life. */
export function latestBehind({ adds }: EngineKind): number {
  return adds.reduce((sum, { seconds }) => sum + seconds, 0);
}

/** A moment, and how long a sample lives; both in seconds. */
export interface Moment {
  readonly at: number;
  readonly lookback: number;
}

const now = (): Moment => ({ at: Date.now() / 1000, lookback: LOOKBACK_MS / 1000 });

/** The instant vector of an expression, now unless a moment is given. */
export async function query({ url }: Pick<Engine, 'url'>, expr: string, moment = now()): Promise<Sample[]> {
  // VictoriaMetrics takes the step for how long a sample lives.
  const parameters = new URLSearchParams({ query: expr, time: String(moment.at), step: String(moment.lookback) });
  const response = await fetch(`${url}/api/v1/query`, { method: 'POST', body: parameters });
  const { status, data, error } = (await response.json()) as Answer;
  if (status !== 'success') throw new Error(`${expr}: ${error}`);
  return data.result.map(({ metric, value }) => ({ labels: metric, value: Number(value[1]) }));
}

interface Answer {
  readonly status: string;
  readonly error?: string;
  readonly data: { readonly result: readonly { readonly metric: Labels; readonly value: readonly [number, string] }[] };
}

/** Stops what is running, the last first. */
export async function stopAll(running: readonly { stop(): Promise<void> }[]): Promise<void> {
  for (const process of [...running].reverse()) await process.stop();
}
