// What a person does who watches Prometheus: looks again and again until something is so, and gives up at a deadline with
// a report of what was seen. It never just sleeps and hopes. Knows no alert.
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { ActiveAlert, Labels, Prometheus } from '../support/prometheus.ts';

const LOOK_EVERY_MS = 200;
/** Far more than anything takes on an idle machine; only a failing run waits so long. */
const PATIENCE_MS = 30_000;

/** Looks until `probe` finds something. A probe that throws is asked again: a server under load may time out. */
export async function eventually<T>(
  prometheus: Prometheus,
  what: string,
  probe: () => Promise<T | undefined>,
  withinMs = PATIENCE_MS,
): Promise<T> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const found = await probe().catch((error: unknown) => {
      if (performance.now() >= deadline) throw error;
      return undefined;
    });
    if (found !== undefined) return found;
    if (performance.now() >= deadline) {
      throw new Error(`did not happen within ${withinMs / 1000} s: ${what}\n${await report(prometheus)}`);
    }
    await sleep(LOOK_EVERY_MS);
  }
}

/** Waits until an alert with exactly these labels fires. */
export function fires(prometheus: Prometheus, labels: Labels, withinMs?: number): Promise<ActiveAlert> {
  const probe = async () => (await alertsWith(prometheus, labels)).find(({ state }) => state === 'firing');
  return eventually(prometheus, `${JSON.stringify(labels)} fires`, probe, withinMs);
}

/** Waits until no alert with exactly these labels is pending or fires. */
export function clears(prometheus: Prometheus, labels: Labels, withinMs?: number): Promise<true> {
  const probe = async () => ((await alertsWith(prometheus, labels)).length === 0 ? true : undefined);
  return eventually(prometheus, `${JSON.stringify(labels)} clears`, probe, withinMs);
}

async function alertsWith(prometheus: Prometheus, labels: Labels): Promise<ActiveAlert[]> {
  return (await prometheus.alerts()).filter((alert) => isDeepStrictEqual({ ...alert.labels }, { ...labels }));
}

/** The labels of all alerts that have fired at any moment since `sinceMs` (of performance.now()). */
export async function firedSince(prometheus: Prometheus, sinceMs: number): Promise<Labels[]> {
  const ms = Math.max(1, Math.round(performance.now() - sinceMs));
  const samples = await prometheus.query(`max_over_time(ALERTS{alertstate="firing"}[${ms}ms])`);
  return samples.map(({ labels: { alertstate: _firing, ...labels } }) => labels);
}

/** What to know of a server on which something did not happen. */
async function report(prometheus: Prometheus): Promise<string> {
  const unknown = (error: unknown) => [`unknown: ${error instanceof Error ? error.message : String(error)}`];
  const [alerts, broken, down] = await Promise.all([
    prometheus
      .alerts()
      .then((all) => all.map(({ state, labels, value }) => `${state} ${JSON.stringify(labels)} = ${value}`), unknown),
    prometheus.brokenRules().catch(unknown),
    prometheus.query('up == 0').then((all) => all.map(({ labels }) => JSON.stringify(labels)), unknown),
  ]);
  const section = (title: string, lines: readonly string[]) =>
    [`${title}:`, ...(lines.length > 0 ? lines : ['none'])].join('\n  ');
  return [
    section('alerts', alerts),
    section('rules that cannot be evaluated', broken),
    section('targets that do not answer', down),
    section('written by the server', prometheus.log === '' ? [] : prometheus.log.split('\n')),
  ].join('\n');
}
