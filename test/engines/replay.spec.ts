// The past: vmalert's replay evaluates each rule over all of it, where Prometheus evaluated one moment after the other. What it
// records must be what Prometheus' own engine recorded from the same samples.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { findJudges } from '../../scripts/tools/judge.ts';
import type { Labels } from '../support/prometheus.ts';
import { newFolder } from '../support/server.ts';
import { FAMILIES } from '../worlds/families/index.ts';
import { runJudge } from '../worlds/judge.ts';
import { type JudgedRules, ourRules } from '../worlds/run-world.ts';
import { simulate } from '../worlds/simulation/simulate.ts';
import type { World } from '../worlds/world.ts';
import { type Engine, query } from './engine.ts';
import { programs, startStorage } from './victoriametrics.ts';

jest.setTimeout(300_000);

/** When the simulated clock of the judge begins, in seconds. */
const EPOCH = Date.UTC(2026, 0, 5) / 1000;

const BUDGET = 'slo:error_budget:remaining_ratio';

/** One whose bad events are counted, and one whose bad events are what is left of all. */
const WORLDS = ['partial-outage', 'slow-requests'];

const COMPARED = ['slo:error_ratio:rate6h', BUDGET];
const STEP_SECONDS = 600;
const LOOKBACK_SECONDS = 300;
/** Evaluations of the replay fall on other moments, so the edges of an outage are seen up to one of them earlier or later. */
const TOLERANCE = 0.02;

/** So many looks at the end, long after the outage. */
const SETTLED = 6;

const judge = findJudges()[0];
const vmalert = programs?.vmalert;
const isReady = judge !== undefined && vmalert !== undefined;

/** By series and time, what was recorded. */
type Recorded = ReadonlyMap<string, number>;

/** What Prometheus records, evaluating one moment after the other. */
async function recordedByPrometheus(world: World, rules: JudgedRules): Promise<Recorded> {
  const { actors, endSeconds: end, scrape } = world;
  const asked = { ruleSet: rules.name, from: STEP_SECONDS, to: end, step: STEP_SECONDS };
  const queries = COMPARED.map((expr) => ({ ...asked, expr }));
  const job = { end, evaluationInterval: 30, ruleSets: [rules], queries };
  const { answers, errors } = await runJudge(judge?.path ?? '', job, simulate(actors, end, scrape));
  expect(errors).toEqual([]);
  return new Map(
    answers.flatMap(({ query: number, at, samples }) =>
      samples.map(({ labels, value }) => [keyOf(COMPARED[number - 1] ?? '', labels, at), value] as const),
    ),
  );
}

/** Exactly where a quarter of an hour ends, the replay counts its events twice, so these moments are not compared. */
const isEndOfTile = (key: string) => Number(key.slice(key.lastIndexOf(' '))) % 900 === 0;

const keyOf = (series: string, { __name__, ...labels }: Labels, at: number) =>
  `${series}${JSON.stringify(Object.entries(labels).sort())} at ${at}`;

/** The samples of the world in VictoriaMetrics. */
async function importInto({ url }: Engine, { actors, endSeconds, scrape }: World): Promise<void> {
  const lines = simulate(actors, endSeconds, scrape).map(({ labels, times, values }) => {
    const numbers = times.flatMap((time, at) =>
      typeof values[at] === 'number' ? [[EPOCH * 1000 + time, values[at]]] : [],
    );
    const [timestamps, measured] = [numbers.map(([time]) => time), numbers.map(([, value]) => value)];
    return JSON.stringify({ metric: labels, timestamps, values: measured });
  });
  const response = await fetch(`${url}/api/v1/import`, { method: 'POST', body: lines.join('\n') });
  expect(response.ok).toBe(true);
}

/** Evaluates the rules over the whole world. */
async function replay({ url }: Engine, world: World): Promise<void> {
  const rules = await ourRules(world, 'vmalert');
  const folder = await newFolder('replay');
  for (const [at, { text }] of (rules?.files ?? []).entries()) await writeFile(join(folder, `${at}.yaml`), text);
  const args = [
    `-rule=${join(folder, '*.yaml')}`,
    `-datasource.url=${url}`,
    `-remoteWrite.url=${url}`,
    '-remoteWrite.flushInterval=100ms',
    `-replay.timeFrom=${new Date(EPOCH * 1000).toISOString()}`,
    `-replay.timeTo=${new Date((EPOCH + world.endSeconds) * 1000).toISOString()}`,
    '-replay.rulesDelay=500ms',
    '-replay.disableProgressBar',
    '-loggerLevel=ERROR',
  ];
  const child = spawn(vmalert ?? '', args, { stdio: ['ignore', 'ignore', 'pipe'] });
  let log = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    log += text;
  });
  const [status] = await once(child, 'exit');
  await rm(folder, { recursive: true });
  expect([status, log]).toEqual([0, expect.not.stringContaining('error')]);
}

async function recordedByReplay(engine: Engine, { endSeconds }: World): Promise<Recorded> {
  const found = new Map<string, number>();
  for (const series of COMPARED) {
    for (let at = STEP_SECONDS; at <= endSeconds; at += STEP_SECONDS) {
      for (const { labels, value } of await query(engine, series, { at: EPOCH + at, lookback: LOOKBACK_SECONDS }))
        found.set(keyOf(series, labels, at), value);
    }
  }
  return found;
}

const describeOrSkip = isReady ? describe : describe.skip;

describeOrSkip.each(WORLDS)(isReady ? 'the past of the world %s' : 'SKIPPED: no vmalert, or no judge: %s', (id) => {
  let engine: Engine;
  let expected: Recorded;
  let replayed: Recorded;

  beforeAll(async () => {
    const family = FAMILIES.find((family) => family.id === id);
    const world = family?.build(family.defaults);
    const rules = world && (await ourRules(world));
    if (!world || !rules) throw new Error(`no rules for ${id}`);
    expected = await recordedByPrometheus(world, rules);
    engine = await startStorage({ targets: [] });
    await importInto(engine, world);
    await replay(engine, world);
    replayed = await recordedByReplay(engine, world);
  });

  afterAll(() => engine?.stop());

  it('has a budget whenever Prometheus has one', () => {
    const budgets = [...expected.keys()].filter((key) => key.startsWith(BUDGET));
    expect(budgets.length).toBeGreaterThan(10);
    expect(budgets.filter((key) => !replayed.has(key))).toEqual([]);
  });

  it('spends as much of the budget as on Prometheus, within 2 %, where no quarter of an hour ends', () => {
    const atEnd = [...expected].filter(([key]) => key.startsWith(BUDGET) && !isEndOfTile(key)).slice(-SETTLED);
    const spent = (left: number | undefined) => 1 - (left ?? Number.NaN);
    const isOff = ([key, left]: readonly [string, number]) =>
      !(Math.abs(spent(replayed.get(key)) - spent(left)) <= TOLERANCE * spent(left));
    expect(atEnd).toHaveLength(SETTLED);
    expect(atEnd.filter(isOff).map(([key, left]) => `${key}: ${left}, replayed ${replayed.get(key)}`)).toEqual([]);
  });
});
