// The generated tests on vmalert-tool, with the rules that are written for vmalert. It asks VictoriaMetrics, so every difference
// from promtool is one of MetricsQL or of vmalert, and must have one of the reasons below (docs/formats.md).
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { parse } from 'yaml';
import { emitTests } from '../../src/backends/kept-tests.ts';
import { durationToMs } from '../../src/model/units.ts';
import { printYaml } from '../../src/output/yaml/yaml.ts';
import { compiledProject, ruleFiles } from '../e2e/project.ts';
import { programs } from './victoriametrics.ts';

jest.setTimeout(600_000);

const tool = programs?.['vmalert-tool'];

interface Check {
  readonly expr: string;
  readonly eval_time: string;
}

interface Test {
  readonly promql_expr_test?: readonly Check[];
  readonly [field: string]: unknown;
}

interface TestFile {
  readonly rule_files: readonly string[];
  readonly evaluation_interval: string;
  readonly tests: readonly Test[];
  readonly [field: string]: unknown;
}

interface Group {
  readonly rules: readonly { readonly record?: string; readonly alert?: string; readonly labels?: object }[];
}

/** A check that vmalert-tool sees otherwise: its number and what it says, and when it is asked. */
interface Difference {
  readonly what: string;
  readonly atMs: number;
}

const project = compiledProject('vmalert');
const kept = emitTests(project);
const written: readonly Group[] = Object.values(ruleFiles(project.files, 'vmalert')).flatMap(
  (text) => parse(text).groups,
);

const isTest = ({ path }: { readonly path: string }) => path.endsWith('.test.yaml');
const nameOf = (path: string) => path.slice(path.lastIndexOf('/') + 1);
const idOf = ({ record, alert, labels }: Group['rules'][number]) => JSON.stringify([record, alert, labels]);

/** The rules of a test as they are written for vmalert. */
function asWritten(text: string): object {
  const wanted = new Set((parse(text).groups as readonly Group[]).flatMap(({ rules }) => rules.map(idOf)));
  const groups = written.map((group) => ({ ...group, rules: group.rules.filter((rule) => wanted.has(idOf(rule))) }));
  expect(groups.flatMap(({ rules }) => rules)).toHaveLength(wanted.size);
  return { groups: groups.filter(({ rules }) => rules.length > 0) };
}

/**
 * A check in the words of vmalert-tool: alerts have the name of their group as a label, and a series of an alert that is over
 * lives on for five minutes, so its sample must be of the last evaluation.
 */
function asked({ expr, ...check }: Check, interval: string): Check {
  const at = expr.indexOf('\n') + 1;
  const fresh = (alerts: string) => `label_del(last_over_time(${alerts}[${interval}]) keep_metric_names, "alertgroup")`;
  return { ...check, expr: expr.slice(0, at) + expr.slice(at).replaceAll(/ALERTS\{[^}]*\}/g, fresh) };
}

/** What vmalert-tool sees otherwise, with the checks asked later by so many evaluations. */
async function differences(folder: string, path: string, file: TestFile, later = 0): Promise<Difference[]> {
  const { evaluation_interval: interval } = file;
  const delayMs = later * durationToMs(interval);
  const tests = file.tests.map(({ promql_expr_test: checks = [], ...test }) => ({
    ...test,
    metricsql_expr_test: checks.map((check) => ({
      ...asked(check, interval),
      eval_time: `${durationToMs(check.eval_time) + delayMs}ms`,
    })),
  }));
  const place = join(folder, nameOf(path));
  await writeFile(place, printYaml({ ...file, tests }));
  const child = spawn(tool ?? '', ['unittest', '--disableAlertgroupLabel', '--files', place]);
  let told = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      told += text;
    });
  await once(child, 'close');
  expect(told).toMatch(/SUCCESS|FAILED/);
  return [...told.matchAll(/expr: "# (.*?)\\n.*", time: (\S+),\n/g)].map(([, what = '', time = '']) => ({
    what,
    atMs: durationToMs(time) - delayMs,
  }));
}

/** Rules read what others recorded one evaluation ago, in up to three layers. */
const LAYERS = [1, 2, 3];

/** Until a base window has passed, rates are of fewer samples, and MetricsQL does not extrapolate to the ends of the window. */
const BASE_WINDOW_MS = 120_000;
const isOfYoungRate = ({ what, atMs }: Difference) => atMs < BASE_WINDOW_MS && /_events:rate/.test(what);

const describeOrSkip = tool === undefined ? describe.skip : describe;

describeOrSkip(tool === undefined ? 'vmalert-tool, SKIPPED: it is not built' : 'vmalert-tool', () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'slo-vmalert-tool-'));
    for (const { path, content } of kept.filter((one) => !isTest(one)))
      await writeFile(join(folder, nameOf(path)), printYaml(asWritten(content)));
  });

  afterAll(() => rm(folder, { recursive: true }));

  it.each(kept.filter(isTest).map(({ path, content }) => [nameOf(path), path, content] as const))(
    'agrees with promtool in %s, but for what is recorded late and for young rates',
    async (_name, path, content) => {
      const file: TestFile = parse(content);
      let left = (await differences(folder, path, file)).filter((one) => !isOfYoungRate(one));
      for (const later of LAYERS) {
        if (left.length === 0) break;
        const still = new Set((await differences(folder, path, file, later)).map(({ what }) => what));
        left = left.filter(({ what }) => still.has(what));
      }
      expect(left).toEqual([]);
    },
  );
});
