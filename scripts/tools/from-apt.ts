// A suite of Debian or Ubuntu and names of programs in, these programs in a given folder out. Installs nothing on the system and
// needs no root: apt gets its own lists, cache and state inside the working folder, and packages are only unpacked.
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { messageOf } from '../../src/promtool/download.ts';
import type { Filling } from '../../src/promtool/kept-programs.ts';
import { type AptEntry, readAptEntries } from './apt-sources.ts';
import { canRun, run } from './run-command.ts';

/** A distribution that has apt. */
export interface AptSystem {
  readonly id: string | undefined;
  readonly release: string | undefined;
}

/** What is taken from which packages. */
export interface AptPrograms {
  readonly suite: string;
  readonly system: AptSystem;
  readonly packages: readonly string[];
  readonly programs: readonly string[];
}

/** The running distribution, `{ id: 'debian', release: 'bookworm' }`, or undefined where there is no apt. */
export function aptSystem(): AptSystem | undefined {
  if (!existsSync('/etc/os-release') || !canRun('apt-get') || !canRun('dpkg-deb')) return undefined;
  const lines = readFileSync('/etc/os-release', 'utf8').matchAll(/^(\w+)="?([^"\n]*)"?$/gm);
  const fields = new Map([...lines].map(([, name = '', value = '']) => [name, value]));
  return { id: fields.get('ID'), release: fields.get('VERSION_CODENAME') };
}

/** Puts the programs into `outDir`; throws if no source of the machine has them in that suite. The packages are tried in
 *  their order, as long as a program is missing. */
export function bringFromApt(programs: AptPrograms, { workDir, outDir }: Filling): void {
  const failures: string[] = [];
  // One source at a time: other vendors' repositories use the same suite names, and one of them without this suite
  // would fail the update of all.
  for (const [index, entry] of readAptEntries(programs.system.release).entries()) {
    try {
      bringFromEntry(entry, programs, join(workDir, `apt-${index}`), outDir);
      return;
    } catch (error) {
      failures.push(`${entry.uri}: ${messageOf(error)}`);
    }
  }
  throw new Error(failures.join('\n  ') || `no source for ${programs.system.release} in /etc/apt`);
}

function bringFromEntry(
  entry: AptEntry,
  { suite, packages, programs }: AptPrograms,
  aptDir: string,
  outDir: string,
): void {
  const config = writeConfig(aptDir);
  writeFileSync(join(aptDir, 'sources', entry.fileName), entry.textFor(suite));
  run('apt-get', ['-q', '-c', config, 'update'], { env: { TMPDIR: openTempDir(aptDir) } });
  const binDir = join(aptDir, 'root', 'usr', 'bin');
  for (const name of packages) {
    if (!programs.every((program) => existsSync(join(binDir, program)))) unpack(name, aptDir, config);
  }
  for (const program of programs) renameSync(join(binDir, program), join(outDir, program));
}

// Under root, apt checks signatures as a user of its own, whom not every machine lets write into /tmp.
function openTempDir(aptDir: string): string {
  const dir = join(aptDir, 'tmp');
  mkdirSync(dir);
  chmodSync(dir, 0o1777);
  return dir;
}

function unpack(name: string, aptDir: string, config: string): void {
  const debDir = join(aptDir, `deb-${name}`);
  mkdirSync(debDir);
  run('apt-get', ['-q', '-c', config, 'download', name], { cwd: debDir });
  const deb = readdirSync(debDir).find((file) => file.endsWith('.deb')) ?? '';
  run('dpkg-deb', ['-x', join(debDir, deb), join(aptDir, 'root')]);
}

function writeConfig(aptDir: string): string {
  for (const dir of ['state/lists/partial', 'cache/archives/partial', 'sources', 'root']) {
    mkdirSync(join(aptDir, dir), { recursive: true });
  }
  writeFileSync(join(aptDir, 'status'), '');
  writeFileSync(join(aptDir, 'apt.conf'), aptConfig(aptDir));
  return join(aptDir, 'apt.conf');
}

// Read after the system's own configuration, whose proxies and timeouts stay in force. Its hooks are cleared, since they
// act on the system, and so are all index files but the lists of packages. The status file is empty and no pinning is
// read, lest what is installed decide which version is downloaded.
function aptConfig(aptDir: string): string {
  return `#clear APT::Update;
#clear Acquire::IndexTargets;
APT::Update::Error-Mode "any";
Acquire::Languages "none";
Acquire::IndexTargets::deb::Packages {
  MetaKey "$(COMPONENT)/binary-$(ARCHITECTURE)/Packages";
  flatMetaKey "Packages";
  ShortDescription "Packages";
  Description "$(RELEASE)/$(COMPONENT) $(ARCHITECTURE) Packages";
  flatDescription "$(RELEASE) Packages";
  Optional "0";
};
Dir::State "${aptDir}/state";
Dir::State::status "${aptDir}/status";
Dir::Cache "${aptDir}/cache";
Dir::Etc::SourceList "/dev/null";
Dir::Etc::SourceParts "${aptDir}/sources";
Dir::Etc::Preferences "/dev/null";
Dir::Etc::PreferencesParts "/dev/null";
`;
}
