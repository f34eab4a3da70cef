// Makes sure that there is a promtool to test the rules with:
//   node scripts/promtool.mjs                  finds one, or brings one into .tools/
//   node scripts/promtool.mjs fetch [2.42 …]   brings these versions (all that are known) into .tools/promtool-<version>/
//   node scripts/promtool.mjs list             all that are here: version, path
//   node scripts/promtool.mjs path             the path of the one that tests use, for $PROMTOOL
// Nothing is installed on the system.
import { join } from 'node:path';
import { env, exit, platform } from 'node:process';
import { messageOf } from '../../src/promtool/download.ts';
import { buildWithGo, hasGo, STATED_VERSION } from '../../src/promtool/go-build.ts';
import type { Filling } from '../../src/promtool/kept-programs.ts';
import { isSupported, OLDEST_VERSION, versionOf } from '../../src/promtool/program.ts';
import { covers, type FoundTool, findTools, TRIED_VERSIONS } from './find-promtool.ts';
import { type AptSystem, aptSystem, bringFromApt } from './from-apt.ts';
import { intoTools } from './into-tools.ts';

interface Release {
  /** The suite of Debian that carries it. */
  readonly suite?: string;
  readonly version: string;
  /** What is built where Debian's suites are out of reach or have moved on. */
  readonly moduleVersion: string;
}

/** One for each version that is tried. */
const RELEASES: readonly Release[] = [
  { suite: 'bookworm', version: '2.42.0', moduleVersion: 'v0.42.0' },
  { suite: 'trixie', version: '2.53.3', moduleVersion: 'v0.53.3' },
  { suite: 'sid', version: '3.5.0', moduleVersion: 'v0.305.0' },
  { version: '3.16.0', moduleVersion: 'v0.316.0' },
];

/** The newest with long-term support, which an older Go builds, too. */
const UNASKED_RELEASE = '3.5';

/** Debian's packages, and what they hold; promtool is a package of its own from Debian 13 on. */
const PACKAGES = ['prometheus', 'promtool'];
const PROGRAMS = ['promtool', 'prometheus'];

const USAGE = `usage: node scripts/promtool.mjs [list | path | fetch [${TRIED_VERSIONS.join('] [')}]]`;

/** What is to be brought. */
interface Order {
  readonly system: AptSystem | undefined;
  readonly suite: string | undefined;
  readonly release: Release;
  /** Whether what came has a version that does. */
  readonly fits: (version: string) => boolean;
}

function progress(text: string): void {
  console.error(`promtool: ${text}`);
}

async function ensure(): Promise<void> {
  checkChosen();
  const tool = findTools().find(({ version }) => isSupported(version)) ?? (await installAny());
  console.log(`promtool ${tool.version} from ${tool.source} (${tool.promtool})`);
}

// A choice that cannot be followed is an error: falling back to another promtool would test what nobody asked for.
function checkChosen(): void {
  if (!env.PROMTOOL) return;
  const chosen = findTools().find(({ source }) => source === '$PROMTOOL');
  if (chosen === undefined)
    throw new Error(`$PROMTOOL is ${env.PROMTOOL}, which is no path of a promtool that runs here`);
  if (isSupported(chosen.version)) return;
  throw new Error(`$PROMTOOL is ${chosen.version}; the rules need ${OLDEST_VERSION} or later`);
}

/** The distribution's own, whatever it is, or else one that Go builds. */
function installAny(): Promise<FoundTool> {
  progress(`none of version ${OLDEST_VERSION} or later in $PROMTOOL, on PATH or in .tools`);
  const system = aptSystem();
  return bring({ system, suite: system?.release, release: releaseOf(UNASKED_RELEASE), fits: isSupported });
}

function releaseOf(tried: string): Release {
  const release = TRIED_VERSIONS.includes(tried) ? RELEASES.find(({ version }) => covers(version, tried)) : undefined;
  if (release === undefined) throw new Error(`no source is known\n${USAGE}`);
  return release;
}

async function fetchAll(versions: readonly string[]): Promise<void> {
  const missing: string[] = [];
  for (const version of versions) if (!(await fetchOne(version))) missing.push(version);
  if (missing.length > 0) throw new Error(`could not bring ${missing.join(', ')}`);
}

// One that cannot be had is no reason to go without the others.
async function fetchOne(tried: string): Promise<boolean> {
  try {
    const release = releaseOf(tried);
    const fits = (version: string) => covers(version, tried);
    const here = findTools().find((tool) => fits(tool.version) && tool.prometheus !== undefined);
    const system = aptSystem();
    const suite = system?.id === 'debian' ? release.suite : undefined;
    const tool = here ?? (await bring({ system, suite, release, fits }));
    progress(`${tried}: ${tool.version} ${here === undefined ? 'brought to' : 'is here already,'} ${tool.promtool}`);
    return true;
  } catch (error) {
    progress(`${tried}: ${messageOf(error)}`);
    return false;
  }
}

interface Way {
  readonly name: string;
  readonly fill: (filling: Filling) => void | Promise<void>;
}

/** The ways that this machine offers, the quick one first. */
function waysTo({ system, suite, release }: Order): Way[] {
  const ways: Way[] = [];
  if (system !== undefined && suite !== undefined) {
    const packages = { suite, system, packages: PACKAGES, programs: PROGRAMS };
    const fill = (filling: Filling) => bringFromApt(packages, filling);
    ways.push({ name: `Prometheus of ${suite} from this machine's apt sources`, fill });
  }
  if (hasGo()) {
    const { version, moduleVersion } = release;
    const requires = PROGRAMS.map((name) => `cmd/${name}`);
    // The server comes without its web pages, which are no part of the module; its API is whole.
    const build = { moduleVersion, requires, stamp: { variable: STATED_VERSION, version } };
    const fill = ({ workDir, outDir }: Filling) => buildWithGo(build, workDir, outDir);
    ways.push({ name: `Prometheus ${version} built with Go (takes minutes)`, fill });
  }
  return ways;
}

async function bring(order: Order): Promise<FoundTool> {
  const failures: string[] = [];
  for (const { name, fill } of waysTo(order)) {
    try {
      progress(`getting ${name}`);
      return await intoToolsIf(order.fits, fill);
    } catch (error) {
      failures.push(`no ${name}:\n  ${messageOf(error)}`);
    }
  }
  throw new Error([...failures, advice()].join('\n'));
}

async function intoToolsIf(fits: Order['fits'], fill: Way['fill']): Promise<FoundTool> {
  let version = '';
  const home = await intoTools(fill, (outDir) => {
    const stated = versionOf(join(outDir, 'promtool'));
    if (stated === undefined) throw new Error('it does not run on this machine');
    if (!fits(stated)) throw new Error(`it has ${stated}`);
    version = stated;
    return `promtool-${version}`;
  });
  return { source: '.tools', version, promtool: join(home, 'promtool') };
}

function advice(): string {
  const way =
    platform === 'darwin'
      ? '`brew install prometheus`'
      : "install your distribution's package of Prometheus, or Go (https://go.dev/doc/install)";
  return `To go on, ${way}; or set $PROMTOOL to a promtool of version ${OLDEST_VERSION} or later.`;
}

async function obey([command, ...args]: readonly string[]): Promise<void> {
  if (command === undefined) return ensure();
  if (command === 'fetch') return fetchAll(args.length > 0 ? args : TRIED_VERSIONS);
  if (command === 'list' && args.length === 0) {
    for (const { version, promtool } of findTools()) console.log(`${version}\t${promtool}`);
  } else if (command === 'path' && args.length === 0) {
    checkChosen();
    console.log(findTools().find(({ version }) => isSupported(version))?.promtool ?? '');
  } else {
    console.error(USAGE);
    exit(2);
  }
}

export async function main(args: readonly string[]): Promise<void> {
  try {
    await obey(args);
  } catch (error) {
    progress(messageOf(error));
    exit(1);
  }
}
