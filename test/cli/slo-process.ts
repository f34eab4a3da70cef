// The built program as a child process in a project of its own: a folder with the given files, arguments, and what came of
// it. Nothing of the program is imported, so that these tests see what a user sees.
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { env, execPath } from 'node:process';
import { afterEach } from '@jest/globals';
import { PROGRAM, requireBuilt } from '../support/built-program.ts';

// Once for each file of tests, before any of them runs.
requireBuilt();

/** Ends a run that waits for ever, and none that is only slow because the machine is busy. */
const LONGEST_RUN_MS = 180_000;

export interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface Surroundings {
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** A spec without anything special. */
export const SPEC = `service: shop
slos:
  - name: success
    objective: 99.9%
    indicator:
      by: [handler]
      ratio:
        total: http_requests_total{job="shop"}
        bad: http_requests_total{job="shop", code=~"5.."}
`;

/** The same with another objective, which changes the rules but not their number. */
export const CHANGED_SPEC = SPEC.replace('99.9%', '99.5%');

const roots: string[] = [];

/** A project in a temporary folder, gone when the test ends. */
export class Project {
  readonly root = mkdtempSync(join(tmpdir(), 'slo-cli-'));

  constructor(files: Readonly<Record<string, string>> = { 'slos/shop.slo.yaml': SPEC }) {
    roots.push(this.root);
    for (const [path, content] of Object.entries(files)) this.write(path, content);
  }

  /** Runs `slo` in the project's folder. */
  slo(...args: readonly string[]): Outcome {
    return this.sloWith('', ...args);
  }

  /** Runs `slo` with a text as its standard input. */
  sloWith(input: string, ...args: readonly string[]): Outcome {
    return this.sloIn('.', args, { input });
  }

  /** Runs `slo` in a folder of the project. */
  sloIn(folder: string, args: readonly string[], { input = '', env: more = {} }: Surroundings = {}): Outcome {
    const { status, signal, stdout, stderr } = spawnSync(execPath, [PROGRAM, ...args], {
      cwd: join(this.root, folder),
      encoding: 'utf8',
      timeout: LONGEST_RUN_MS,
      killSignal: 'SIGKILL',
      env: { ...quietEnvironment(), ...more },
      input,
    });
    if (signal !== null) throw new Error(`slo ${args.join(' ')} was ended by ${signal}\n${stdout}${stderr}`);
    return { status, stdout, stderr };
  }

  write(path: string, content: string): void {
    mkdirSync(dirname(join(this.root, path)), { recursive: true });
    writeFileSync(join(this.root, path), content);
  }

  read(path: string): string {
    return readFileSync(join(this.root, path), 'utf8');
  }

  remove(path: string): void {
    rmSync(join(this.root, path));
  }

  /** Every file with its content and the time of its last change. */
  snapshot(): Record<string, readonly [content: string, changedMs: number]> {
    const paths = readdirSync(this.root, { recursive: true, encoding: 'utf8' }).sort();
    const files = paths.filter((path) => statSync(join(this.root, path)).isFile());
    return Object.fromEntries(files.map((path) => [path, [this.read(path), statSync(join(this.root, path)).mtimeMs]]));
  }
}

/** Runs `slo` with a reader of its output that goes away at once, as `| head` does. */
export function sloWithoutReader(project: Project, ...args: readonly string[]): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(execPath, [PROGRAM, ...args], { cwd: project.root, env: quietEnvironment() });
    let stderr = '';
    child.stdout.destroy();
    child.stderr.on('data', (chunk: Buffer) => {
      stderr += chunk.toString('utf8');
    });
    child.on('error', reject);
    child.on('close', (status) => resolve({ status, stdout: '', stderr }));
  });
}

/**
 * No colour that a test runner may have asked for, no options for another node, and no CI, where a run that takes long
 * would tell every few seconds how far it is, on a slow machine only.
 */
function quietEnvironment(): NodeJS.ProcessEnv {
  const { FORCE_COLOR: _color, NODE_OPTIONS: _options, CI: _ci, ...rest } = env;
  return rest;
}

afterEach(() => {
  for (const root of roots.splice(0)) rmSync(root, { recursive: true, force: true });
});
