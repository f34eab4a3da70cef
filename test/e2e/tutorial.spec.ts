// docs/tutorial.md as its reader would follow it: files are written, commands are typed in a shell, and what they print is
// compared with the page. Only the ports are other ones. The package is packed and installed, and Prometheus is a real one.
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { env, kill } from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { isExcerptOf } from '../support/markdown.ts';
import { findPromtools } from '../support/promtool.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const PATIENCE_MS = 300_000;
const LOOK_EVERY_MS = 1_000;

interface Step {
  /** Line of the page, and what the block begins with. */
  readonly title: string;
  readonly language: string;
  readonly text: string;
  /** The comment above the block: how its commands are run. */
  readonly manner: string;
}

const PAGE = readFileSync(join(ROOT, 'docs/tutorial.md'), 'utf8');
const STEPS = [...PAGE.matchAll(/(?:^<!-- (.*?) -->\n)?^```(\w+)\n(.*?)^```$/gms)].map(
  ({ 1: manner = '', 2: language = '', 3: text = '', index }): Step => ({
    title: `line ${PAGE.slice(0, index).split('\n').length}: ${text.split('\n', 1)[0]}`,
    language,
    text,
    manner,
  }),
);

const install = findPromtools().find(({ prometheus }) => prometheus !== undefined);
const withPrometheus = install === undefined ? describe.skip : describe;

withPrometheus(install === undefined ? 'SKIPPED: there is no Prometheus' : 'the tutorial', () => {
  const folder = mkdtempSync(join(tmpdir(), 'slo-tutorial-'));
  const project = join(folder, 'shop');
  const terminals: ChildProcess[] = [];
  const ports = new Map<string, string>();

  beforeAll(async () => {
    mkdirSync(project);
    symlinkSync(ROOT, join(folder, 'slo'));
    for (const port of ['8080', '9090']) ports.set(port, String(await freePort()));
  });

  afterAll(() => {
    for (const { pid } of terminals) if (pid !== undefined) kill(-pid, 'SIGKILL');
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  const withPorts = (text: string) => text.replace(/\b(8080|9090)\b/g, (port) => ports.get(port) ?? port);
  const surroundings = {
    ...env,
    PATH: `${dirname(install?.promtool ?? '')}${delimiter}${env.PATH}`,
    // The package is built before the tests are run, and must not be built anew beneath them.
    npm_config_ignore_scripts: 'true',
  };

  it.each(STEPS.map((step) => [step.title, step] as const))(
    '%s',
    async (_title, { language, text, manner }) => {
      if (language !== 'console') return write(project, withPorts(text));
      for (const { command, output } of commandsOf(withPorts(text))) {
        if (manner === 'second terminal') {
          terminals.push(
            spawn('bash', ['-c', command], { cwd: project, env: surroundings, detached: true, stdio: 'ignore' }),
          );
          continue;
        }
        const ask = () => typed(command, project, surroundings);
        const { status, printed } = manner === 'again and again' ? await untilItPrints(output, ask) : await ask();
        expect(`${status}`).toBe(manner.replace(/^exit status |^again and again$/, '') || '0');
        expect(isExcerptOf(output, printed) ? output : printed).toBe(output);
      }
    },
    PATIENCE_MS,
  );
});

/** Writes a file that names itself in a comment on its first line. */
function write(project: string, text: string): void {
  const [, path = ''] = /^(?:\/\/|#) (\S+)\n/.exec(text) ?? [];
  expect(path).not.toBe('');
  mkdirSync(dirname(join(project, path)), { recursive: true });
  // Without that comment, so that diagnostics name the lines that the page shows.
  writeFileSync(join(project, path), text.replace(/^.*\n/, ''));
}

/** The commands of a block, each with what is shown below it. */
function commandsOf(text: string): readonly { readonly command: string; readonly output: string }[] {
  return text.split(/^\$ /m).flatMap((part) => {
    const [command = '', ...output] = part.split('\n');
    return command === '' ? [] : [{ command, output: comparable(output.join('\n').trim()) }];
  });
}

/** The moment of an answer differs each time. */
const comparable = (text: string): string => text.replace(/@\[[\d.]+\]/g, '@[]');

interface Printed {
  readonly status: number;
  readonly printed: string;
}

function typed(command: string, cwd: string, surroundings: NodeJS.ProcessEnv): Promise<Printed> {
  return new Promise((resolve) => {
    execFile('bash', ['-c', command], { cwd, env: surroundings }, (error, stdout) => {
      const status = error === null ? 0 : Number(error.code ?? 1);
      resolve({ status, printed: comparable(stdout) });
    });
  });
}

async function untilItPrints(output: string, ask: () => Promise<Printed>): Promise<Printed> {
  const deadline = performance.now() + PATIENCE_MS;
  for (;;) {
    const answer = await ask();
    if (isExcerptOf(output, answer.printed) || performance.now() > deadline) return answer;
    await sleep(LOOK_EVERY_MS);
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
