// `npm run bench:compiler`: how long `slo build` takes for N SLOs, beside `sloth generate` on the same ones. Whole processes,
// alternately, so that what else the machine does slows both. Options: --sizes 1,100 --rounds 3 --nodes PATH,PATH --write.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execPath } from 'node:process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { run } from '../scripts/tools/run-command.ts';
import { VERSION } from '../src/cli/version.ts';
import { writeSpecs } from './compiler-specs.ts';
import { findPeer, type Peer, SLOTH } from './peers.ts';
import { figure, provenance, table, writeSection } from './report.ts';
import { measureProcess, medianUsage, type Usage } from './whole-process.ts';

const SLO = fileURLToPath(new URL('../dist/main.js', import.meta.url));

const DEFAULT_SIZES = '1,100,1000,10000';
const START_UP_ROUNDS = 15;

/** A Node by which ours is run. */
interface Runtime {
  readonly path: string;
  readonly version: string;
}

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
      nodes: { type: 'string', default: execPath },
      write: { type: 'boolean', default: false },
    },
  });
  const sloth = findPeer(SLOTH);
  const nodes = values.nodes.split(',').map(runtimeAt);
  const lines = values.sizes.split(',').map((size) => {
    const count = Number(size);
    return rows(count, measureSize(count, Number(values.rounds ?? roundsFor(count)), { nodes, sloth }));
  });
  const text = [
    provenance([`slo ${VERSION}`, ...(sloth ? [`Sloth ${sloth.version}`] : [])]),
    startUp({ nodes, sloth }),
    table(['SLOs', 'command', 'wall, s', 'CPU, s', 'peak RSS, MiB', 'wall / Sloth', 'CPU / Sloth'], lines.flat()),
  ].join('\n\n');
  console.log(text);
  if (values.write) writeSection('compiler', text);
}

function runtimeAt(path: string): Runtime {
  return { path, version: run(path, ['--version']).trim().replace(/^v/, '') };
}

function roundsFor(count: number): number {
  if (count >= 10_000) return 3;
  return count >= 1000 ? 5 : 9;
}

/** What is compared: ours on each Node, and Sloth. */
interface Programs {
  readonly nodes: readonly Runtime[];
  readonly sloth: Peer | undefined;
}

function measureSize(count: number, rounds: number, { nodes, sloth }: Programs): Result[] {
  const folder = mkdtempSync(join(tmpdir(), 'slo-bench-compiler-'));
  try {
    const folders = writeSpecs(folder, count);
    const contestants = [
      ...nodes.flatMap((node) => [ourBuild(node, folders.slo), ourCheck(node, folders.slo)]),
      ...(sloth ? [slothGenerate(sloth, folders.sloth, join(folder, 'out'))] : []),
    ];
    return alternate(`${count} SLOs`, contestants, rounds);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function ourBuild({ path, version }: Runtime, project: string): Contestant {
  return {
    name: `slo build, Node ${version}`,
    prepare: () => {
      for (const output of ['rules', 'dashboards']) rmSync(join(project, output), { recursive: true, force: true });
    },
    run: () => measureProcess(path, [SLO, 'build'], project),
  };
}

/** Of a project that is up to date. */
function ourCheck({ path, version }: Runtime, project: string): Contestant {
  return {
    name: `slo build --check, Node ${version}`,
    prepare: () => void measureProcess(path, [SLO, 'build'], project),
    run: () => measureProcess(path, [SLO, 'build', '--check'], project),
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

function startUp({ nodes, sloth }: Programs): string {
  const version = (name: string, command: string, args: readonly string[]): Contestant => ({
    name,
    prepare: () => undefined,
    run: () => measureProcess(command, args, tmpdir()),
  });
  const contestants = [
    ...nodes.flatMap((node) => [
      version(`\`slo --version\`, Node ${node.version}:`, node.path, [SLO, '--version']),
      version(`\`node -e 0\`, Node ${node.version}:`, node.path, ['-e', '0']),
    ]),
    ...(sloth ? [version('`sloth version`:', sloth.binary, ['version'])] : []),
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
