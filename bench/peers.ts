// The other generators that we are measured against: each found, or built from its own module with Go into .tools/, in a
// version that is written down here. Where one cannot be had its column is left out, loudly. Nothing is installed on the
// system; Go's own caches keep what it downloads.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { env } from 'node:process';
import { TOOLS_DIR } from '../scripts/tools/find-promtool.ts';
import { run } from '../scripts/tools/run-command.ts';

/** A peer that runs on this machine. */
export interface Peer {
  readonly name: string;
  readonly version: string;
  readonly binary: string;
}

interface Source {
  readonly name: string;
  readonly version: string;
  readonly module: string;
  /** The command's folder inside the module. */
  readonly command: string;
  /** Names a binary to take instead. */
  readonly variable: string;
  /** Files that the command embeds and that are no part of its module. */
  readonly placeholders: Readonly<Record<string, string>>;
}

export const SLOTH: Source = {
  name: 'sloth',
  version: 'v0.16.0',
  module: 'github.com/slok/sloth',
  command: './cmd/sloth',
  variable: 'SLOTH',
  placeholders: {},
};

export const PYRRA: Source = {
  name: 'pyrra',
  version: 'v0.9.5',
  module: 'github.com/pyrra-dev/pyrra',
  command: '.',
  variable: 'PYRRA',
  // Its web page, which npm makes; `pyrra generate` has no use for it.
  placeholders: { 'ui/build/index.html': '<!doctype html>\n' },
};

/** The peer, or undefined after saying why it is left out. */
export function findPeer(source: Source): Peer | undefined {
  const { name, version, variable } = source;
  const chosen = env[variable];
  if (chosen) return { name, version: `$${variable}`, binary: resolve(chosen) };
  const binary = join(TOOLS_DIR, `${name}-${version}`, name);
  if (existsSync(binary)) return { name, version, binary };
  const why = build(source, binary);
  if (why === undefined) return { name, version, binary };
  console.error(`SKIPPED: ${name} ${version} is not here, so its columns are left out: ${why}`);
  return undefined;
}

/** Why it could not be built, or undefined. */
function build({ name, version, module, command, placeholders }: Source, binary: string): string | undefined {
  if (spawnSync('go', ['version']).error !== undefined) return 'Go is not installed (https://go.dev/doc/install)';
  console.error(`building ${name} ${version} with Go; this takes minutes, once`);
  const folder = mkdtempSync(join(tmpdir(), 'slo-bench-go-'));
  try {
    // Not `go install module@version`: that cannot add a file to the module first.
    const { Dir: cached } = JSON.parse(run('go', ['mod', 'download', '-json', `${module}@${version}`])) as {
      Dir: string;
    };
    const source = join(folder, 'source');
    cpSync(cached, source, { recursive: true });
    run('chmod', ['-R', 'u+w', source]);
    for (const [path, text] of Object.entries(placeholders)) {
      mkdirSync(join(source, path, '..'), { recursive: true });
      writeFileSync(join(source, path), text);
    }
    run('go', ['build', '-trimpath', '-buildvcs=false', '-o', join(folder, name), command], {
      cwd: source,
      env: { GOWORK: 'off', GOFLAGS: '-mod=readonly' },
    });
    mkdirSync(join(binary, '..'), { recursive: true });
    cpSync(join(folder, name), binary);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
