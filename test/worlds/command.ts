// One world for people: what happens, which alerts come and go, what is said of the budget.
import { readFileSync } from 'node:fs';
import { exit } from 'node:process';
import { parseArgs } from 'node:util';
import { findJudges } from '../../scripts/tools/judge.ts';
import { percent } from './budget.ts';
import { FAMILIES } from './families/index.ts';
import type { AlertLine } from './judge.ts';
import { monthCells, monthHead } from './month.ts';
import { type Section, writeSection } from './page.ts';
import { findPeerGenerators, type PeerGenerator } from './peer-rules.ts';
import { runRandomWorlds } from './random/command.ts';
import { runVariations } from './random/variations.ts';
import { type JudgedRules, ourRules, type RunOptions, runWorld, type Verdict } from './run-world.ts';
import { markdownTable, printTable, tableRows } from './table.ts';
import { clock } from './verdict.ts';
import type { Parameters, World } from './world.ts';

const USAGE = `usage: node test/worlds/run.mjs WORLD [NAME=VALUE…] [options]

  --rules FILE     judge this plain rule file, not what the compiler makes of the world's spec; may be repeated
  --prometheus 2   the first numbers of the version of Prometheus that judges, 3 without
  --start-timestamps   in one world: the server uses the starts of counters, as from Prometheus 3.12 on it can
  --annotations    what the alerts say
  --pending        alerts that are pending, too
  --spec           the spec alone
  --list           all worlds with their parameters
  --table          all worlds in a table, beside the rules of Sloth and Pyrra where these can be had
  --ours           in the table our rules alone
  --month          how much of a month's budget is gone at each page, by day and at night
  --write          the table, or the month, goes into docs/worlds.md
  --random N       so many worlds out of a random number generator, and what is wrong in each
  --variations N   so many variations of the worlds: other applications, names, rates, promises, scrapes and hours
  --seed S         of the first of them, 1 without; the next one has the next seed`;

const OPTIONS = {
  rules: { type: 'string', multiple: true },
  prometheus: { type: 'string', default: '3' },
  'start-timestamps': { type: 'boolean', default: false },
  annotations: { type: 'boolean', default: false },
  pending: { type: 'boolean', default: false },
  spec: { type: 'boolean', default: false },
  list: { type: 'boolean', default: false },
  table: { type: 'boolean', default: false },
  ours: { type: 'boolean', default: false },
  month: { type: 'boolean', default: false },
  write: { type: 'boolean', default: false },
  random: { type: 'string' },
  variations: { type: 'string' },
  seed: { type: 'string', default: '1' },
} as const;

export async function main(args: readonly string[]): Promise<void> {
  const { values, positionals } = parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  const judge = findJudges().find(({ version }) => version.startsWith(`${values.prometheus}.`));
  if (judge === undefined) return fail(`no judge of Prometheus ${values.prometheus}: node scripts/judge.mjs builds it`);
  const many = values.variations === undefined ? runRandomWorlds : runVariations;
  const count = values.variations ?? values.random;
  if (count !== undefined) return showMany(many, judge.path, count, values.seed);
  if (values.ours && values.write)
    return fail('--write needs the rules of the others, too: their columns would be lost');
  if (values.table) return showTable(judge.path, values.ours ? [] : findPeerGenerators(), values.write);
  if (values.month) return showMonth(judge.path, values.write);
  const [id, ...settings] = positionals;
  const family = FAMILIES.find((family) => family.id === id);
  if (values.list || family === undefined) return listFamilies(values.list);
  const world = family.build(readParameters(family.defaults, settings));
  if (values.spec) return print([world.spec]);
  const rules = values.rules === undefined ? await ourRules(world) : fromFiles(values.rules);
  if (rules === undefined) return print([family.title, 'right: the compiler refuses the spec, or warns of it']);
  const { pending, annotations, 'start-timestamps': useStartTimestamps } = values;
  const options = { judge: judge.path, pending, useStartTimestamps };
  await showWorld({ world, title: family.title, rules, options, annotations });
}

function listFamilies(isAsked: boolean): never {
  const lines = FAMILIES.map(({ id, title, defaults }) => `${id}\n    ${title}\n    ${parametersOf(defaults)}`);
  print(isAsked ? lines : [USAGE, '', ...lines]);
  exit(isAsked ? 0 : 2);
}

interface Shown {
  readonly world: World;
  readonly title: string;
  readonly rules: JudgedRules;
  readonly options: RunOptions;
  readonly annotations: boolean;
}

async function showWorld({ world, title, rules, options, annotations }: Shown): Promise<void> {
  const started = performance.now();
  const [verdict] = await runWorld(world, [rules], options);
  if (verdict === undefined) return fail('the judge returned no verdict');
  print([
    title,
    ...wantedLines(world),
    ...timeline(verdict, annotations),
    ...budgetLines(verdict),
    ...(verdict.faults.length === 0 ? ['right'] : verdict.faults.map((fault) => `WRONG: ${fault}`)),
    `${clock(world.endSeconds)} took ${((performance.now() - started) / 1000).toFixed(1)} s`,
  ]);
}

async function showMany(run: typeof runRandomWorlds, judge: string, count: string, seed: string): Promise<void> {
  exit((await run({ judge, count: Number(count), seed: Number(seed), print })) > 0 ? 1 : 0);
}

async function showTable(judge: string, peers: readonly PeerGenerator[], isWritten: boolean): Promise<void> {
  const table = printTable(await tableRows(FAMILIES, peers, judge), peers);
  show('table', table, isWritten);
}

/** Traffic of noon, as multiples of midnight's. */
const DAYS_TO_NIGHTS = [1, 10, 100];

async function showMonth(judge: string, isWritten: boolean): Promise<void> {
  const rows: string[][] = [];
  for (const dayToNight of DAYS_TO_NIGHTS) {
    rows.push([`${dayToNight} : 1`, ...(await monthCells(dayToNight, judge))]);
    process.stderr.write(`${rows.at(-1)?.join(' | ')}\n`);
  }
  show('month', markdownTable(monthHead(), rows), isWritten);
}

function show(section: Section, text: string, isWritten: boolean): void {
  if (isWritten) writeSection(section, text);
  else print([text]);
}

function readParameters(defaults: Parameters, settings: readonly string[]): Parameters {
  const given = settings.map((setting): [string, string | number] => {
    const [name = '', value = ''] = setting.split('=');
    if (!Object.hasOwn(defaults, name)) return fail(`no parameter ${name}; there are ${parametersOf(defaults)}`);
    return [name, typeof defaults[name] === 'number' ? Number(value) : value];
  });
  return { ...defaults, ...Object.fromEntries(given) };
}

function fromFiles(paths: readonly string[]): JudgedRules {
  return {
    name: 'slo',
    files: paths.map((path) => ({ name: path, text: readFileSync(path, 'utf8') })),
    budgetQuery: () => 'slo:error_budget:remaining_ratio',
  };
}

function wantedLines({ wanted, allowed }: World): string[] {
  const span = (from: number, to: number) => `${clock(from)} to ${clock(to)}`;
  return [
    ...wanted.map(({ labels, from, to }) => `  wanted   ${span(from, to)}  ${JSON.stringify(labels)}`),
    ...allowed.map(({ labels, from, to }) => `  allowed  ${span(from, to)}  ${JSON.stringify(labels)}`),
  ];
}

function timeline({ result }: Verdict, withAnnotations: boolean): string[] {
  const describe = ({ at, state, labels, annotations, value }: AlertLine) => [
    `  ${clock(at)}  ${state.padEnd(8)}  ${JSON.stringify(labels)} ${Number(value).toPrecision(4)}`,
    ...(withAnnotations && state === 'firing'
      ? Object.entries(annotations).map((annotation) => `      ${annotation.join(': ')}`)
      : []),
  ];
  return [...result.alerts].sort((a, b) => a.at - b.at).flatMap(describe);
}

/** So many lines show how a budget goes. */
const BUDGET_LINES = 20;

function budgetLines({ budgets }: Verdict): string[] {
  return budgets.flatMap(({ points, off, check }) => {
    const every = Math.max(1, Math.ceil(points.length / BUDGET_LINES));
    return [
      `  budget ${JSON.stringify(check.labels ?? {})}, at most ${percent(off)} off`,
      ...points
        .filter((_, at) => at % every === 0 || at === points.length - 1)
        .map(({ at, stated, exact }) => `  ${clock(at)}  stated ${percent(stated)}  exact ${percent(exact)}`),
    ];
  });
}

function parametersOf(parameters: Parameters): string {
  return Object.entries(parameters)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ');
}

function print(lines: readonly string[]): void {
  process.stdout.write(`${lines.join('\n')}\n`);
}

function fail(message: string): never {
  process.stderr.write(`${message}\n`);
  return exit(2);
}
