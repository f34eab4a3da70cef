// Fetches the raw series that rules read from a server, a stretch of time after the other, and gives them to an engine.
import type { Report } from '../../diagnostics/report.ts';
import type { PrometheusClient, TimeRange } from '../../prometheus/client.ts';
import type { Answer } from '../../prometheus/fault.ts';
import type { SampledSeries } from '../../prometheus/schemas.ts';
import { HOUR_MS } from '../../text/time.ts';
import type { Engine } from '../engine/engine.ts';
import { showProgress } from '../progress.ts';

const LONGEST_MS = 24 * HOUR_MS;
const SHORTEST_MS = 60_000;
/** About 10 MB of JSON: below it stretches get longer. */
const FEW_SAMPLES = 250_000;
/** Of all stretches together: what the engine keeps within 1 GB. */
const MOST_SAMPLES = 150_000_000;
/** What a shorter stretch may help against. */
const TOO_MUCH: readonly string[] = ['prometheus-answer-too-large', 'prometheus-query', 'prometheus-too-slow'];

/** The first moment of which there are samples; undefined without any. Reports why the history cannot be had. */
export async function fetchHistory(
  engine: Engine,
  client: PrometheusClient,
  selectors: readonly string[],
  { startMs, endMs }: TimeRange,
  report: Report,
): Promise<number | undefined> {
  const progress = showProgress(100, 'percent of the history fetched');
  const given = new Given(engine);
  let shown = 0;
  for (let [from, length] = [startMs, HOUR_MS]; from < endMs && !report.hasErrors; ) {
    const to = Math.min(from + length, endMs);
    const answers = await Promise.all(
      selectors.map((selector) => client.samples(selector, { startMs: from, endMs: to })),
    );
    const fault = answers.flatMap((answer) => ('fault' in answer ? [answer.fault.diagnostic] : []))[0];
    if (fault && TOO_MUCH.includes(fault.code) && length > SHORTEST_MS) {
      length = Math.max(SHORTEST_MS, Math.floor(length / 4));
      continue;
    }
    if (fault) report.add(fault);
    const count = await given.add(answers, from, report);
    if (count < FEW_SAMPLES) length = Math.min(LONGEST_MS, length * 2);
    from = to;
    for (; shown < Math.floor(((from - startMs) / (endMs - startMs)) * 100); shown++) progress.step();
  }
  progress.end();
  return given.firstMs;
}

/** What an engine has been given. */
class Given {
  firstMs: number | undefined;
  readonly #engine: Engine;
  /** Which selector gave a series: others may find it, too. */
  readonly #selectors = new Map<string, number>();
  #count = 0;

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  /** Gives the samples after a moment; returns how many. */
  async add(answers: readonly Answer<readonly SampledSeries[]>[], afterMs: number, report: Report): Promise<number> {
    const before = this.#count;
    for (const [at, answer] of answers.entries()) {
      for (const series of 'value' in answer && !report.hasErrors ? answer.value : []) {
        await this.#addSeries(series, at, afterMs, report);
      }
    }
    if (this.#count > MOST_SAMPLES && !report.hasErrors) {
      report.add({
        code: 'history-unreadable',
        severity: 'error',
        message: `the history holds more than ${MOST_SAMPLES / 1_000_000} million samples`,
        help: 'name fewer SLOs, shorten --since, or take a snapshot for --tsdb',
      });
    }
    return this.#count - before;
  }

  async #addSeries({ labels, values, isNative }: SampledSeries, at: number, afterMs: number, report: Report) {
    if (isNative) {
      report.add({
        code: 'history-unreadable',
        severity: 'error',
        message: `${labels.__name__ ?? 'a series'} is a native histogram, which is not read over HTTP`,
        help: 'take a snapshot for --tsdb',
      });
      return;
    }
    const key = JSON.stringify(Object.entries(labels).sort());
    if ((this.#selectors.get(key) ?? at) !== at) return;
    this.#selectors.set(key, at);
    const fresh = values.filter(({ timeMs }) => timeMs > afterMs);
    const [first] = fresh;
    if (!first) return;
    this.firstMs = Math.min(this.firstMs ?? first.timeMs, first.timeMs);
    this.#count += fresh.length;
    await this.#engine.give({
      labels,
      times: fresh.map(({ timeMs }) => timeMs),
      values: fresh.map(({ value }) => value),
    });
  }
}
