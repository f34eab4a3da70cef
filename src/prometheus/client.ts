// The HTTP API of a Prometheus, or of what speaks like one: questions in, checked answers out. It only reads. A few questions
// are under way at a time, so that a server in use does not feel them.
import type * as z from 'zod';
import { countWords } from '../text/numbers.ts';
import type { Connection } from './connection.ts';
import { type Answer, type Fault, fault } from './fault.ts';
import * as schemas from './schemas.ts';
import { type Response, send } from './transport.ts';

const MOST_AT_A_TIME = 4;
/** Shorter texts are no secrets, and stand in many words. */
const SHORTEST_SECRET = 4;
/** Names or series of one answer: what is made of them takes ten times the memory of their text. */
export const MOST_ENTRIES = 500_000;
/** What is shown of a server's own words. */
const LONGEST_MESSAGE = 500;

/** A moment or a range in milliseconds since the epoch. */
export interface TimeRange {
  readonly startMs: number;
  readonly endMs: number;
}

export class PrometheusClient {
  readonly #connection: Connection;
  readonly #onAnswer: (count: number) => void;
  readonly #waiting: (() => void)[] = [];
  #underWay = 0;
  #answers = 0;

  /** `onAnswer` is called with the number of answers so far. */
  constructor(connection: Connection, onAnswer: (count: number) => void = () => undefined) {
    this.#connection = connection;
    this.#onAnswer = onAnswer;
  }

  /** The value of an expression, now or at a moment. */
  query(expr: string, atMs?: number): Promise<Answer<schemas.VectorSample[]>> {
    const time = atMs === undefined ? {} : { time: seconds(atMs) };
    return this.#ask('/api/v1/query', { query: expr, ...time }, schemas.vector, 'POST');
  }

  /** The values of an expression at every step of a range. */
  queryRange(expr: string, { startMs, endMs }: TimeRange, stepMs: number): Promise<Answer<schemas.RangeSeries[]>> {
    const range = { start: seconds(startMs), end: seconds(endMs), step: seconds(stepMs) };
    return this.#ask('/api/v1/query_range', { query: expr, ...range }, schemas.matrix, 'POST');
  }

  /** The samples of a selector as they were scraped, up to the end of a range. Prometheus 2 has one at its start, too. */
  samples(selector: string, { startMs, endMs }: TimeRange): Promise<Answer<schemas.SampledSeries[]>> {
    const query = `${selector}[${endMs - startMs}ms]`;
    return this.#ask('/api/v1/query', { query, time: seconds(endMs) }, schemas.samples, 'POST');
  }

  /** The names of all labels of series that a selector finds in a range. */
  labels(selector: string, range: TimeRange): Promise<Answer<string[]>> {
    return this.#ask('/api/v1/labels', { 'match[]': selector, ...bounds(range) }, schemas.names);
  }

  /** The values of a label, of series that a selector finds in a range; without a selector those of all series. */
  labelValues(label: string, range: TimeRange, selector?: string): Promise<Answer<string[]>> {
    const match = selector === undefined ? {} : { 'match[]': selector };
    const path = `/api/v1/label/${encodeURIComponent(label)}/values`;
    return this.#ask(path, { ...match, ...bounds(range) }, schemas.names);
  }

  /** The types that targets state for a metric. */
  async metricTypes(metric: string): Promise<Answer<string[]>> {
    const answer = await this.#ask('/api/v1/metadata', { metric }, schemas.metadata);
    if ('fault' in answer) return answer;
    const stated = Object.hasOwn(answer.value, metric) ? (answer.value[metric] ?? []) : [];
    return { value: [...new Set(stated.map(({ type }) => type))] };
  }

  /** The types that targets state, by the names of metrics. */
  async allMetricTypes(): Promise<Answer<ReadonlyMap<string, readonly string[]>>> {
    const answer = await this.#ask('/api/v1/metadata', {}, schemas.metadata);
    if ('fault' in answer) return answer;
    const types = Object.entries(answer.value).map(
      ([name, stated]) => [name, [...new Set(stated.map(({ type }) => type))]] as const,
    );
    return { value: new Map(types) };
  }

  /** The groups of rules that are loaded. */
  ruleGroups(): Promise<Answer<schemas.LoadedGroup[]>> {
    return this.#ask('/api/v1/rules', {}, schemas.ruleGroups);
  }

  /** The targets that are scraped. */
  targets(): Promise<Answer<schemas.ScrapeTarget[]>> {
    return this.#ask('/api/v1/targets', { state: 'active' }, schemas.targets);
  }

  /** How the server was started, by the names of its flags. */
  flags(): Promise<Answer<Readonly<Record<string, string>>>> {
    return this.#ask('/api/v1/status/flags', {}, schemas.flags);
  }

  runtimeInfo(): Promise<Answer<z.infer<typeof schemas.runtimeInfo>>> {
    return this.#ask('/api/v1/status/runtimeinfo', {}, schemas.runtimeInfo);
  }

  buildInfo(): Promise<Answer<z.infer<typeof schemas.buildInfo>>> {
    return this.#ask('/api/v1/status/buildinfo', {}, schemas.buildInfo);
  }

  /** The configuration as YAML; the server leaves secrets out. */
  configuration(): Promise<Answer<string>> {
    return this.#ask('/api/v1/status/config', {}, schemas.configuration);
  }

  /** How many Alertmanagers the alerts are sent to. */
  alertmanagers(): Promise<Answer<number>> {
    return this.#ask('/api/v1/alertmanagers', {}, schemas.alertmanagers);
  }

  async #ask<T>(
    path: string,
    parameters: Readonly<Record<string, string>>,
    schema: z.ZodType<T>,
    method: 'GET' | 'POST' = 'GET',
  ): Promise<Answer<T>> {
    await this.#turn();
    try {
      const answer = await send(this.#connection, method, path, new URLSearchParams(parameters));
      return withoutSecrets(
        'fault' in answer ? answer : read(answer.value, schema, this.#connection),
        this.#connection,
      );
    } finally {
      this.#underWay -= 1;
      this.#answers += 1;
      this.#onAnswer(this.#answers);
      this.#waiting.shift()?.();
    }
  }

  async #turn(): Promise<void> {
    while (this.#underWay >= MOST_AT_A_TIME) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#underWay += 1;
  }
}

function seconds(ms: number): string {
  return String(ms / 1_000);
}

function bounds({ startMs, endMs }: TimeRange): Record<string, string> {
  return { start: seconds(startMs), end: seconds(endMs) };
}

function read<T>(response: Response, schema: z.ZodType<T>, { url }: Connection): Answer<T> {
  const { status, body, location } = response;
  if (status === 401 || status === 403) {
    const help = 'credentials come from slo.config.yaml, $PROMETHEUS_TOKEN, or $PROMETHEUS_USERNAME and _PASSWORD';
    return fault('prometheus-refuses', `Prometheus at ${url.origin} refuses the request (HTTP ${status})`, help);
  }
  if (status >= 300 && status < 400) {
    const message = `${url.origin} sends on to ${JSON.stringify(location ?? '')} (HTTP ${status})`;
    return fault('prometheus-answer', message, 'give the address that it sends on to, or log in otherwise');
  }
  const envelope = parseJson(body);
  const { error, errorType } = errorOf(envelope);
  if (error !== undefined && errorType !== 'not_found' && status !== 404 && status !== 501) {
    return fault('prometheus-query', `Prometheus cannot answer: ${error}`);
  }
  if (status !== 200) {
    const help = 'the address ends before /api/v1; Mimir has /prometheus there';
    return fault('prometheus-answer', `${url.origin} answers with HTTP ${status}`, help, true);
  }
  const found = dataOf(envelope);
  if (countEntries(found) > MOST_ENTRIES) return tooManyEntries();
  const data = schema.safeParse(found);
  if (data.success) return { value: data.data };
  const [issue] = data.error.issues;
  const place = issue && issue.path.length > 0 ? `, at ${issue.path.map(String).join('.')}` : '';
  const help = 'is this the address of a Prometheus?';
  return fault('prometheus-answer', `${url.origin} does not answer as a Prometheus does${place}`, help);
}

/** An answer, or several together, with more names or series than are looked at. */
export function tooManyEntries(): { fault: Fault } {
  const message = `the answer of Prometheus holds more than ${countWords(MOST_ENTRIES)} names or series`;
  return fault('prometheus-answer-too-large', message, 'ask about fewer SLOs in one run, by their names');
}

/** How many names or series an answer holds. */
function countEntries(data: unknown): number {
  if (Array.isArray(data)) return data.length;
  if (!isRecord(data)) return 0;
  return Array.isArray(data.result) ? data.result.length : Object.keys(data).length;
}

/** A server that quotes the request, as some proxies do, must not have it printed what nobody may read. */
function withoutSecrets<T>(answer: Answer<T>, { headers }: Connection): Answer<T> {
  if (!('fault' in answer)) return answer;
  const secrets = Object.values(headers).flatMap((value) => [value, ...value.split(' ').slice(1).flatMap(decodedToo)]);
  const message = secrets
    .filter((secret) => secret.length >= SHORTEST_SECRET)
    .reduce((text, secret) => text.replaceAll(secret, '…'), answer.fault.diagnostic.message);
  const diagnostic = { ...answer.fault.diagnostic, message: message.slice(0, LONGEST_MESSAGE) };
  return { fault: { ...answer.fault, diagnostic } };
}

/** A token, and what it is the Base64 of: a name and a password, as Basic authorization has it. */
function decodedToo(token: string): string[] {
  const plain = Buffer.from(token, 'base64').toString('utf8');
  return [token, plain, plain.slice(plain.indexOf(':') + 1)];
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function dataOf(envelope: unknown): unknown {
  return isRecord(envelope) ? envelope.data : undefined;
}

function errorOf(envelope: unknown): { readonly error?: string; readonly errorType?: unknown } {
  if (!isRecord(envelope) || envelope.status !== 'error') return {};
  const { error, errorType } = envelope;
  return { error: typeof error === 'string' ? error : 'it does not say why', errorType };
}
