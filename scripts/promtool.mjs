// Makes sure that there is a promtool to test the rules with:
//   node scripts/promtool.mjs                  finds one, or brings one into .tools/
//   node scripts/promtool.mjs fetch [2.42 …]   brings these versions (all that are known) into .tools/promtool-<version>/
//   node scripts/promtool.mjs list             all that are here: version, path
//   node scripts/promtool.mjs path             the path of the one that tests use, for $PROMTOOL
// Plain JavaScript without dependencies, because it runs before anything is compiled. Nothing is installed on the system.
import { join } from 'node:path';
import { argv, env, exit, platform } from 'node:process';
import { covers, findTools, isSupported, OLDEST_VERSION, versionOf, WANTED_VERSIONS } from './find-promtool.mjs';
import { aptSystem, bringFromApt } from './from-apt.mjs';
import { intoTools } from './into-tools.mjs';
import { buildWithGo, hasGo } from './promtool-from-go.mjs';

// For each wanted version the Debian suite that carries it, and the module to build where Debian's suites are out of reach
// or have moved on.
const RELEASES = [
  { suite: 'bookworm', version: '2.42.0', moduleVersion: 'v0.42.0' },
  { suite: 'trixie', version: '2.53.3', moduleVersion: 'v0.53.3' },
  { suite: 'sid', version: '3.5.0', moduleVersion: 'v0.305.0' },
  { version: '3.16.0', moduleVersion: 'v0.316.0' },
];

/** Debian's packages, and what they hold; promtool is a package of its own from Debian 13 on. */
const PACKAGES = ['prometheus', 'promtool'];
const FILES = { promtool: 'promtool', prometheus: 'prometheus' };

const USAGE = `usage: node scripts/promtool.mjs [list | path | fetch [${WANTED_VERSIONS.join('] [')}]]`;

function progress(text) {
  console.error(`promtool: ${text}`);
}

function ensure() {
  checkChosen();
  const tool = findTools().find(({ version }) => isSupported(version)) ?? installAny();
  console.log(`promtool ${tool.version} from ${tool.source} (${tool.promtool})`);
}

// A choice that cannot be followed is an error: falling back to another promtool would test what nobody asked for.
function checkChosen() {
  if (!env.PROMTOOL) return;
  const chosen = findTools().find(({ source }) => source === '$PROMTOOL');
  if (chosen === undefined)
    throw new Error(`$PROMTOOL is ${env.PROMTOOL}, which is no path of a promtool that runs here`);
  if (isSupported(chosen.version)) return;
  throw new Error(`$PROMTOOL is ${chosen.version}; the rules need ${OLDEST_VERSION} or later`);
}

// The distribution's own, whatever it is, or else the newest with long-term support, which an older Go builds, too.
function installAny() {
  progress(`none of version ${OLDEST_VERSION} or later in $PROMTOOL, on PATH or in .tools`);
  const system = aptSystem();
  return bring({ system, suite: system?.release, release: RELEASES.at(-2), fits: isSupported });
}

function fetchAll(versions) {
  const missing = versions.filter((wanted) => !fetchOne(wanted));
  if (missing.length > 0) throw new Error(`could not bring ${missing.join(', ')}`);
}

// One that cannot be had is no reason to go without the others.
function fetchOne(wanted) {
  try {
    const release = WANTED_VERSIONS.includes(wanted) && RELEASES.find(({ version }) => covers(version, wanted));
    if (!release) throw new Error(`no source is known\n${USAGE}`);
    const fits = (version) => covers(version, wanted);
    const here = findTools().find((tool) => fits(tool.version) && tool.prometheus !== undefined);
    const system = aptSystem();
    const suite = system?.id === 'debian' ? release.suite : undefined;
    const tool = here ?? bring({ system, suite, release, fits });
    progress(`${wanted}: ${tool.version} ${here === undefined ? 'brought to' : 'is here already,'} ${tool.promtool}`);
    return true;
  } catch (error) {
    progress(`${wanted}: ${error.message}`);
    return false;
  }
}

// Tries each way that this machine offers, the quick one first.
function bring({ system, suite, release, fits }) {
  const ways = [];
  if (suite !== undefined) {
    const fill = (dirs) => bringFromApt({ suite, system, packages: PACKAGES, files: FILES, ...dirs });
    ways.push({ name: `Prometheus of ${suite} from this machine's apt sources`, fill });
  }
  if (hasGo()) {
    const fill = (dirs) => buildWithGo({ ...release, ...dirs });
    ways.push({ name: `Prometheus ${release.version} built with Go (takes minutes)`, fill });
  }
  const failures = [];
  for (const { name, fill } of ways) {
    try {
      progress(`getting ${name}`);
      return intoToolsIf(fits, fill);
    } catch (error) {
      failures.push(`no ${name}:\n  ${error.message}`);
    }
  }
  throw new Error([...failures, advice()].join('\n'));
}

function intoToolsIf(fits, fill) {
  let version;
  const home = intoTools(fill, (outDir) => {
    version = versionOf(join(outDir, 'promtool'));
    if (version === undefined) throw new Error('it does not run on this machine');
    if (!fits(version)) throw new Error(`it has ${version}`);
    return `promtool-${version}`;
  });
  return { source: '.tools', version, promtool: join(home, 'promtool') };
}

function advice() {
  const way =
    platform === 'darwin'
      ? '`brew install prometheus`'
      : "install your distribution's package of Prometheus, or Go (https://go.dev/doc/install)";
  return `To go on, ${way}; or set $PROMTOOL to a promtool of version ${OLDEST_VERSION} or later.`;
}

function main([command, ...args]) {
  if (command === undefined) ensure();
  else if (command === 'fetch') fetchAll(args.length > 0 ? args : WANTED_VERSIONS);
  else if (command === 'list' && args.length === 0) {
    for (const { version, promtool } of findTools()) console.log(`${version}\t${promtool}`);
  } else if (command === 'path' && args.length === 0) {
    checkChosen();
    console.log(findTools().find(({ version }) => isSupported(version))?.promtool ?? '');
  } else {
    console.error(USAGE);
    exit(2);
  }
}

try {
  main(argv.slice(2));
} catch (error) {
  progress(error.message);
  exit(1);
}
