// What Grafana's library makes of a panel: the answers of its queries as data frames, transformed, with the configuration of
// each field. A data source is asked as Grafana's own does: the step follows from the width of the panel.
import { createRequire } from 'node:module';

// The library asks which browser it runs in.
globalThis.navigator ??= { userAgent: 'node', platform: 'linux', language: 'en-US', languages: ['en-US'] };
export const data = createRequire(import.meta.url)('@grafana/data');
// Its transformations run in a window; its parts for the screen must not find one when they are loaded.
globalThis.window ??= globalThis;

const { FieldType, standardTransformers, standardTransformersRegistry, toDataFrame, transformDataFrame } = data;
export const theme = data.createTheme({ colors: { mode: 'dark' } });
standardTransformersRegistry.setInit(() =>
  [...new Map(Object.values(standardTransformers).map((one) => [one.id, one])).values()].map((one) => ({
    id: one.id,
    transformation: () => Promise.resolve(one),
  })),
);

const SCRAPE_SECONDS = 60;
const STEPS = [60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 10_800, 21_600, 43_200, 86_400];
const UNITS = { s: 1, m: 60, h: 3_600, d: 86_400 };

const seconds = (text) => Number.parseInt(text, 10) * UNITS[text.at(-1)];

/** Answers of a Prometheus about a stretch of time. */
export class Source {
  #url;
  #variables;

  /** `from` and `to` are seconds. */
  constructor(url, { from, to }, variables) {
    this.#url = url;
    this.from = from;
    this.to = to;
    this.#variables = variables;
  }

  /** The frames of a panel that is so many pixels wide. */
  async frames(panel, width) {
    const answers = await Promise.all((panel.targets ?? []).map((target) => this.#frames(panel, target, width)));
    const frames = await transformed(answers.flat(), panel.transformations ?? []);
    for (const frame of frames) for (const field of frame.fields) configure(field, frame, frames, panel.fieldConfig);
    return frames;
  }

  async #frames(panel, target, width) {
    const range = this.to - this.from;
    const least = Math.max(SCRAPE_SECONDS, panel.interval ? seconds(panel.interval) : 0);
    const wanted = range / (panel.maxDataPoints ?? width);
    const step = Math.max(least, STEPS.find((one) => one >= wanted) ?? range);
    const query = this.#filled(target.expr, {
      __interval: `${step}s`,
      __rate_interval: `${Math.max(step + SCRAPE_SECONDS, 4 * SCRAPE_SECONDS)}s`,
      __range: `${range}s`,
      __range_s: String(range),
    });
    if (!target.instant && target.format !== 'table') return this.#range(target, query, step);
    const result = await this.#ask('query', { query, time: this.to });
    return target.format === 'table' ? [tableFrame(target, result)] : result.map((one) => pointFrame(target, one));
  }

  async #range(target, query, step) {
    const [start, end] = [Math.ceil(this.from / step) * step, Math.floor(this.to / step) * step];
    const times = Array.from({ length: (end - start) / step + 1 }, (_, at) => start + at * step);
    const result = await this.#ask('query_range', { query, start, end, step });
    return result.map(({ metric, values }) => {
      const byTime = new Map(values.map(([time, value]) => [time, Number(value)]));
      return lineFrame(target, metric, times, (time) => byTime.get(time) ?? null);
    });
  }

  #filled(text, own) {
    return text.replaceAll(/\$\{(\w+)\}|\$(\w+)/g, (word, braced, bare) => {
      const name = braced ?? bare;
      return own[name] ?? this.#variables[name] ?? word;
    });
  }

  async #ask(path, parameters) {
    const body = new URLSearchParams(parameters);
    const answer = await (await fetch(`${this.#url}/api/v1/${path}`, { method: 'POST', body })).json();
    if (answer.status !== 'success') throw new Error(`${answer.error}: ${JSON.stringify(parameters)}`);
    const { resultType, result } = answer.data;
    return resultType === 'scalar' ? [{ metric: {}, value: result }] : result;
  }
}

function legendOf({ legendFormat }, metric) {
  return (legendFormat ?? '').replaceAll(/\{\{\s*(.+?)\s*\}\}/g, (_, label) => metric[label] ?? '');
}

function lineFrame(target, metric, times, valueAt) {
  const name = legendOf(target, metric);
  const config = { displayNameFromDS: name };
  return toDataFrame({
    refId: target.refId,
    name,
    fields: [
      { name: 'Time', type: FieldType.time, values: times.map((time) => time * 1_000), config: {} },
      { name: 'Value', type: FieldType.number, values: times.map(valueAt), labels: metric, config },
    ],
  });
}

function pointFrame(target, { metric, value: [time, value] }) {
  return lineFrame(target, metric, [time], () => Number(value));
}

function tableFrame({ refId }, result) {
  const labels = [...new Set(result.flatMap(({ metric }) => Object.keys(metric)))].sort();
  const column = (name, type, read) => ({ name, type, values: result.map(read), config: {} });
  return toDataFrame({
    refId,
    fields: [
      column('Time', FieldType.time, ({ value }) => value[0] * 1_000),
      ...labels.map((label) => column(label, FieldType.string, ({ metric }) => metric[label] ?? '')),
      column(`Value #${refId}`, FieldType.number, ({ value }) => Number(value[1])),
    ],
  });
}

function transformed(frames, transformations) {
  if (transformations.length === 0) return frames;
  return new Promise((done) => {
    transformDataFrame(transformations, frames).subscribe(done);
  });
}

/** Gives a field what the panel says of it, and of it alone. */
function configure(field, frame, frames, { defaults = {}, overrides = [] } = {}) {
  const name = data.getFieldDisplayName(field, frame, frames);
  const { displayNameFromDS } = field.config;
  const config = { ...structuredClone(defaults), ...(displayNameFromDS && { displayNameFromDS }) };
  config.custom = { ...defaults.custom };
  for (const { matcher, properties } of overrides) {
    if (!isMeant(matcher, { name, field, frame })) continue;
    for (const { id, value } of properties) {
      if (id.startsWith('custom.')) config.custom[id.slice('custom.'.length)] = value;
      else config[id] = value;
    }
  }
  field.config = config;
  field.shown = config.displayName ?? name;
  field.display = data.getDisplayProcessor({ field: { type: field.type, config, values: field.values }, theme });
}

function isMeant({ id, options }, { name, field, frame }) {
  switch (id) {
    case 'byName':
      return name === options;
    case 'byFrameRefID':
      return frame.refId === options;
    case 'byType':
      return field.type === options;
    default:
      throw new Error(`the renderer does not know overrides ${id}`);
  }
}

/** The fields of all frames that hold numbers, with the times beside them. */
export function numbersOf(frames) {
  return frames.flatMap((frame) => {
    const { values: times } = frame.fields[0];
    return frame.fields.filter(({ type }) => type === FieldType.number).map((field) => ({ field, times }));
  });
}

/** The last value of a field that is one. */
export const lastOf = ({ values }) => [...values].filter((value) => value !== null).at(-1);
