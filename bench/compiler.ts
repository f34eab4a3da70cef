// `npm run bench:compiler`: how long `slo build` takes for N SLOs, beside `sloth generate` on the same ones. Whole processes,
// alternately, so that what else the machine does slows both. Options: --sizes 1,100 --rounds 3 --write.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execPath } from 'node:process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { VERSION } from '../src/cli/version.ts';
import { writeSpecs } from './compiler-specs.ts';
import { findPeer, type Peer, SLOTH } from './peers.ts';
import { figure, provenance, table, writeSection } from './report.ts';
import { measureProcess, medianUsage, type Usage } from './whole-process.ts';

const SLO = fileURLToPath(new URL('../dist/main.js', import.meta.url));

const DEFAULT_SIZES = '1,100,1000,10000';
const START_UP_ROUNDS = 15;

/** Beyond that, promtool tests of every SLO are hundreds of thousands of files: they are made when they are needed. */
const MOST_WITH_TESTS = 1000;

/** One way to run one of the programs: its name as in the table, and a run of it. */
interface Contestant {
  readonly name: string;
  /** Results of an earlier run go, so that each writes everything. */
  prepare(): void;
  run(): Usage;
}

interface Result {
  readonly name: string;
  readonly usage: Usage;
}

export function main(args: string[]): void {
  const { values } = parseArgs({
    args,
    options: {
      sizes: { type: 'string', default: DEFAULT_SIZES },
      rounds: { type: 'string' },
      write: { type: 'boolean', default: false },
    },
  });
  const sloth = findPeer(SLOTH);
  const lines = values.sizes.split(',').map((size) => {
    const count = Number(size);
    return rows(count, measureSize(count, Number(values.rounds ?? roundsFor(count)), sloth));
  });
  const text = [
    provenance([`slo ${VERSION}`, ...(sloth ? [`Sloth ${sloth.version}`] : [])]),
    startUp(sloth),
    table(['SLOs', 'command', 'wall, s', 'CPU, s', 'peak RSS, MiB', 'wall / Sloth', 'CPU / Sloth'], lines.flat()),
  ].join('\n\n');
  console.log(text);
  if (values.write) writeSection('compiler', text);
}

function roundsFor(count: number): number {
  if (count >= 10_000) return 3;
  return count >= 1000 ? 5 : 9;
}

function measureSize(count: number, rounds: number, sloth: Peer | undefined): Result[] {
  const folder = mkdtempSync(join(tmpdir(), 'slo-bench-compiler-'));
  try {
    const folders = writeSpecs(folder, count);
    const contestants = [
      ...(count <= MOST_WITH_TESTS ? [ourBuild('slo build', folders.slo, [])] : []),
      ourBuild('slo build --stdout', folders.slo, ['--stdout']),
      ...(sloth ? [slothGenerate(sloth, folders.sloth, join(folder, 'out'))] : []),
    ];
    return alternate(`${count} SLOs`, contestants, rounds);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function ourBuild(name: string, project: string, options: readonly string[]): Contestant {
  return {
    name,
    prepare: () => {
      for (const output of ['rules', 'test', 'dashboards'])
        rmSync(join(project, output), { recursive: true, force: true });
    },
    run: () => measureProcess(execPath, [SLO, 'build', ...options], project),
  };
}

function slothGenerate({ binary }: Peer, specs: string, output: string): Contestant {
  return {
    name: 'sloth generate',
    prepare: () => {
      rmSync(output, { recursive: true, force: true });
      mkdirSync(output);
    },
    run: () => measureProcess(binary, ['generate', '--no-log', '-i', specs, '-o', output], specs),
  };
}

// Each round starts with another one, so that none always follows the same.
function alternate(what: string, contestants: readonly Contestant[], rounds: number): Result[] {
  const usages = contestants.map((): Usage[] => []);
  for (let round = 0; round < rounds; round += 1) {
    console.error(`${what}: round ${round + 1} of ${rounds}`);
    for (let turn = 0; turn < contestants.length; turn += 1) {
      const at = (round + turn) % contestants.length;
      contestants[at]?.prepare();
      const usage = contestants[at]?.run();
      if (usage !== undefined) usages[at]?.push(usage);
    }
  }
  return contestants.map(({ name }, at) => ({ name, usage: medianUsage(usages[at] ?? []) }));
}

function startUp(sloth: Peer | undefined): string {
  const version = (name: string, command: string, args: readonly string[]): Contestant => ({
    name,
    prepare: () => undefined,
    run: () => measureProcess(command, args, tmpdir()),
  });
  const contestants = [
    version('`slo --version`', execPath, [SLO, '--version']),
    version('`node -e 0`', execPath, ['-e', '0']),
    ...(sloth ? [version('`sloth version`', sloth.binary, ['version'])] : []),
  ];
  const results = alternate('start-up', contestants, START_UP_ROUNDS);
  const times = results.map(({ name, usage }) => `${name} ${(usage.wallSeconds * 1000).toFixed(0)} ms`);
  return `Start-up (wall, median of ${START_UP_ROUNDS}): ${times.join(', ')}.`;
}

function rows(count: number, results: readonly Result[]): string[][] {
  const sloth = results.find(({ name }) => name === 'sloth generate')?.usage;
  const ratio = (own: number, theirs: number | undefined) => (theirs === undefined ? '–' : figure(own / theirs));
  return results.map(({ name, usage }) => [
    count.toLocaleString('en'),
    `\`${name}\``,
    figure(usage.wallSeconds),
    figure(usage.cpuSeconds),
    figure(usage.peakBytes / 2 ** 20),
    ratio(usage.wallSeconds, sloth?.wallSeconds),
    ratio(usage.cpuSeconds, sloth?.cpuSeconds),
  ]);
}
