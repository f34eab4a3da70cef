// Scenarios for promtool, described in TypeScript: what was scraped as functions of time, and what must then be true. Out
// come the checks that fail, in words. Knows the traps of `promtool test rules`: groups are evaluated in the order listed
// only if all are listed, their own intervals are ignored, floats differ between versions, and ranges are open on the
// left from Prometheus 3 on, so scrapes may be put between the evaluations, as in real life, instead of on their edges.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseDuration, printDuration } from '../../src/promql/duration.ts';
import type { PlainGroup, PlainRule } from './compile-text.ts';
import { testRules, withTempDir } from './promtool.ts';

/** What a scrape finds at a moment (milliseconds): a value, nothing because Prometheus did not look, or nothing because
 *  the series is gone, which leaves a staleness marker. */
export type Series = (ms: number) => number | 'unseen' | 'gone';

/** Something that must be true at a moment. */
export interface Check {
  readonly at: string;
  /** In words. */
  readonly description: string;
  readonly expr: string;
  readonly samples: readonly { readonly labels: string; readonly value: number }[];
  /** The alert that it is about, so that a misspelt one is noticed. */
  readonly alert?: string;
  readonly labels?: Labels;
}

export type Labels = Readonly<Record<string, string>>;

export interface Scenario {
  readonly scrape: string;
  /** How often rules are evaluated; whatever interval their groups have. */
  readonly evaluate: string;
  /** Scrapes on the moments of the evaluations (default) or half a scrape interval after them. */
  readonly scrapes?: 'aligned' | 'between';
  /** By their text, such as `up{job="api"}`. */
  readonly series: Readonly<Record<string, Series>>;
  readonly checks: readonly Check[];
}

export function milliseconds(duration: string): number {
  const ms = parseDuration(duration);
  if (ms === undefined) throw new Error(`not a duration: ${duration}`);
  return ms;
}

/** A stretch of a counter's life; the last one lasts for ever. */
export interface Phase {
  readonly for?: string;
  readonly perMinute?: number;
  /** What the counter stands at when the phase begins: a birth at more than 0, or a restart. */
  readonly from?: number;
  readonly is?: 'unseen' | 'gone';
}

/** A counter from its phases. It counts in whole numbers, on its way also while nobody sees it. */
export function counter(...phases: readonly Phase[]): Series {
  let [start, value] = [0, 0];
  const lives = phases.map(({ for: length, perMinute = 0, from, is }) => {
    const life = { start, value: from ?? value, perMs: perMinute / 60_000, is };
    const lengthMs = length === undefined ? 0 : milliseconds(length);
    start += lengthMs;
    value = life.value + lengthMs * life.perMs;
    return life;
  });
  return (ms) => {
    const life = lives.findLast((live) => live.start <= ms);
    if (!life) return 'gone';
    // The tiny addend keeps what should be a whole number from falling to the one below.
    return life.is ?? Math.floor(life.value + (ms - life.start) * life.perMs + 1e-6);
  };
}

/** A gauge: values with how long each lasts, `unseen` and `gone` among them; the last one lasts for ever. */
export function gauge(...phases: readonly (readonly [string, number | 'unseen' | 'gone'])[]): Series {
  let start = 0;
  const lives = phases.map(([length, value]) => {
    const life = { start, value };
    start += milliseconds(length);
    return life;
  });
  return (ms) => lives.findLast((live) => live.start <= ms)?.value ?? 'gone';
}

function selectorText(labels: Labels): string {
  return Object.entries(labels)
    .map(([label, value]) => `,${label}="${value}"`)
    .join('');
}

function alertsOf(alert: string, labels: Labels): string {
  return `ALERTS{alertname="${alert}",alertstate="firing"${selectorText(labels)}}`;
}

function aboutAlert(
  at: string,
  alert: string,
  labels: Labels,
  what: string,
): Pick<Check, 'at' | 'description' | 'alert' | 'labels'> {
  return {
    at,
    description: `${at}: ${alert}${Object.keys(labels).length > 0 ? ` ${JSON.stringify(labels)}` : ''} ${what}`,
    alert,
    labels,
  };
}

/** So many alerts of that name and labels fire. */
export function firing(at: string, alert: string, labels: Labels = {}, count = 1): Check {
  const about = aboutAlert(at, alert, labels, count === 1 ? 'fires' : `fires ${count} times`);
  return { ...about, expr: `count(${alertsOf(alert, labels)})`, samples: [{ labels: '{}', value: count }] };
}

/** No such alert fires. */
export function silent(at: string, alert: string, labels: Labels = {}): Check {
  return { ...aboutAlert(at, alert, labels, 'is silent'), expr: `count(${alertsOf(alert, labels)})`, samples: [] };
}

/** No such alert has fired in the time before, from the start or for as long as `over` says. */
export function neverFired(at: string, alert: string, labels: Labels = {}, over = at): Check {
  const about = aboutAlert(at, alert, labels, `has not fired for ${over}`);
  return { ...about, expr: `count(count_over_time(${alertsOf(alert, labels)}[${over}]))`, samples: [] };
}

/** The expression has exactly one value, near to `value`. A failure shows the values that it has. */
export function near(at: string, expr: string, value: number, tolerance = 1e-9): Check {
  const isNear = `0 * ((count(${expr}) == 1) + sum(abs((${expr}) - (${value})) <= ${tolerance}))`;
  return {
    at,
    description: `${at}: ${expr} is ${value} (±${tolerance})`,
    expr: `${isNear} + ${value} or on () (${expr})`,
    samples: [{ labels: '{}', value }],
  };
}

/** The expression returns nothing. */
export function nothing(at: string, expr: string): Check {
  return { at, description: `${at}: ${expr} returns nothing`, expr, samples: [] };
}

/** Later than the given time by so many milliseconds. */
export function later(at: string, byMs: number): string {
  return printDuration(milliseconds(at) + byMs);
}

function seriesValues(series: Series, { scrape, scrapes = 'aligned' }: Scenario, endMs: number): string {
  const [stepMs, isBetween] = [milliseconds(scrape), scrapes === 'between'];
  const values: string[] = [];
  let wasThere = false;
  for (let ms = isBetween ? stepMs / 2 : 0; ms <= endMs; ms += stepMs) {
    const value = series(ms);
    if (isBetween) values.push('_');
    values.push(typeof value === 'number' ? String(value) : value === 'gone' && wasThere ? 'stale' : '_');
    wasThere = typeof value === 'number' || (value === 'unseen' && wasThere);
  }
  return values.join(' ');
}

function testFile(groups: readonly PlainGroup[], scenario: Scenario): object {
  const { scrape, evaluate, scrapes, series, checks } = scenario;
  const endMs = Math.max(...checks.map(({ at }) => milliseconds(at)));
  return {
    rule_files: ['rules.json'],
    evaluation_interval: evaluate,
    group_eval_order: groups.map(({ name }) => name),
    tests: [
      {
        interval: scrapes === 'between' ? printDuration(milliseconds(scrape) / 2) : scrape,
        input_series: Object.entries(series).map(([name, values]) => ({
          series: name,
          values: seriesValues(values, scenario, endMs),
        })),
        promql_expr_test: checks.map(({ at, expr, samples }) => ({ expr, eval_time: at, exp_samples: samples })),
      },
    ],
  };
}

function isStatic(rule: PlainRule, { alert, labels = {} }: Check): boolean {
  const isSame = ([label, value]: readonly [string, string]) => (rule.labels?.[label] ?? value) === value;
  return rule.alert === alert && Object.entries(labels).every(isSame);
}

// A check for silence is true of every alert that does not exist.
function requireAlerts(groups: readonly PlainGroup[], checks: readonly Check[]): void {
  const rules = groups.flatMap(({ rules }) => rules);
  for (const check of checks) {
    if (check.alert === undefined || rules.some((rule) => isStatic(rule, check))) continue;
    throw new Error(`no rule could ever make this true or false: ${check.description}`);
  }
}

/** Where promtool's report of a failed check begins: the expression as a Go string, and the moment. */
const FAILED = /expr: ("(?:[^"\\]|\\.)*"), time: (\S+),\s+exp: ?(.*)\n\s+got: ?(.*)/g;

/**
 * Runs the scenario on the rules with the real promtool. Returns what is not true, in words with the value that promtool
 * found, so [] means that everything holds. What promtool refuses altogether is returned as it says it.
 */
export async function failures(
  promtool: string,
  groups: readonly PlainGroup[],
  scenario: Scenario,
): Promise<readonly string[]> {
  requireAlerts(groups, scenario.checks);
  // JSON is YAML.
  const files = { 'rules.json': { groups }, 'test.json': testFile(groups, scenario) };
  const { ok, output } = await withTempDir(async (dir) => {
    for (const [name, content] of Object.entries(files)) await writeFile(join(dir, name), JSON.stringify(content));
    return testRules(promtool, [join(dir, 'test.json')]);
  });
  if (ok) return [];
  const failed = [...output.matchAll(FAILED)].map(([, expr = '""', time = '', , got]) => {
    const check = scenario.checks.find(
      (check) => check.expr === JSON.parse(expr) && milliseconds(check.at) === milliseconds(time),
    );
    return `${check?.description ?? expr}, but it is ${got}`;
  });
  return failed.length > 0 ? failed : [output];
}
