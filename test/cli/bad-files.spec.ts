// Whatever lies in a project: `slo` says what is wrong with which file, never with a stack trace, never after more than a
// few seconds, and writes nothing. No chmod: it does not bite when the tests run as root; links and pipes do.
import { execFileSync, spawnSync } from 'node:child_process';
import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { env, execPath } from 'node:process';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { PROGRAM } from '../support/built-program.ts';
import './slo-process.ts';

/** Ends a run that waits for ever, and none that is only slow because the machine is busy. */
const PATIENCE_MS = 60_000;

const SPEC = `service: shop
slos:
  - name: orders
    objective: 99.9%
    indicator:
      ratio: { total: orders_total, bad: orders_failed_total }
`;

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'slo-bad-files-'));
});

afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

/** What is wrong, how it comes about, and what the message says: the code, and the rest as a user reads it. */
type BadProject = readonly [what: string, arrange: () => void, says: readonly string[]];

const SPECS: readonly BadProject[] = [
  [
    'a spec of 50 MB',
    () => {
      write('slos/shop.slo.yaml', SPEC);
      truncateSync(join(root, 'slos/shop.slo.yaml'), 50 * 1024 * 1024);
    },
    ['error[file-too-large]', 'slos/shop.slo.yaml', '50 MB'],
  ],
  [
    'a binary file',
    () => write('slos/shop.slo.yaml', Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 1, 2, 0])),
    ['error[file-not-text]', 'slos/shop.slo.yaml'],
  ],
  [
    'a text in Latin-1',
    () => write('slos/shop.slo.yaml', Buffer.from('owner: Müller\n', 'latin1')),
    ['error[file-not-text]', 'slos/shop.slo.yaml', 'save it as UTF-8'],
  ],
  [
    'a folder with the name of a spec',
    () => write('slos/shop.slo.yaml/inner.slo.yaml', SPEC),
    ['error[not-a-file]', 'slos/shop.slo.yaml is a folder'],
  ],
  ['a pipe with the name of a spec', () => pipe('slos/shop.slo.yaml'), ['error[not-a-file]', 'slos/shop.slo.yaml']],
  [
    'a link to a pipe',
    () => {
      pipe('pipe');
      link('../pipe', 'slos/shop.slo.yaml');
    },
    ['error[not-a-file]', 'slos/shop.slo.yaml'],
  ],
  [
    'a link to nothing',
    () => link('gone.yaml', 'slos/shop.slo.yaml'),
    ['error[file-unreadable]', 'slos/shop.slo.yaml cannot be read', 'link to nothing'],
  ],
  [
    'links that go round in a circle',
    () => {
      link('b.slo.yaml', 'slos/a.slo.yaml');
      link('a.slo.yaml', 'slos/b.slo.yaml');
    },
    ['error[file-unreadable]', 'slos/a.slo.yaml cannot be read', 'slos/b.slo.yaml', 'in a circle'],
  ],
  [
    'an alias bomb',
    () => {
      const levels = Array.from(
        { length: 9 },
        (_, level) => `l${level + 1}: &l${level + 1} [${`*l${level},`.repeat(9)}]`,
      );
      write('slos/shop.slo.yaml', `service: shop\nl0: &l0 [x, x, x]\n${levels.join('\n')}\n`);
    },
    ['slos/shop.slo.yaml:', 'error[yaml-too-complex]', 'aliases'],
  ],
  [
    'a hundred thousand brackets',
    () => write('slos/shop.slo.yaml', `service: ${'['.repeat(100_000)}`),
    ['slos/shop.slo.yaml:1:', 'error[yaml-too-complex]', '50 levels'],
  ],
  [
    'a hundred thousand lists in lists',
    () => write('slos/shop.slo.yaml', `${'- '.repeat(100_000)}x\n`),
    ['slos/shop.slo.yaml:1:', 'error[yaml-too-complex]', '50 levels'],
  ],
  ['an empty spec folder', () => mkdirSync(join(root, 'slos')), ['error[no-specs]', 'slos/', 'slo init']],
  ['no spec folder', () => write('slo.config.yaml', 'specs: promises\n'), ['error[no-specs]', 'promises/']],
  [
    'a file in place of the spec folder',
    () => write('slos', 'nothing'),
    ['error[file-unreadable]', 'slos cannot be read'],
  ],
  [
    'a file name with a blank and capitals',
    () => write('slos/My Shop.slo.yaml', SPEC),
    ['error[invalid-file-name]', '"slos/My Shop.slo.yaml"', 'checkout-api.slo.yaml'],
  ],
  [
    'a file name with a line break and an escape sequence',
    () => write('slos/a\n\u001b[31mb.slo.yaml', SPEC),
    ['error[invalid-file-name]', String.raw`slos/a\n\u001b[31mb.slo.yaml`],
  ],
  ['a file name of dots', () => write('slos/...slo.yaml', SPEC), ['error[invalid-file-name]', '"slos/...slo.yaml"']],
  [
    'two specs that compile into one file',
    () => {
      write('slos/shop.slo.yaml', SPEC);
      write('slos/shop.slo.yml', SPEC.replace('orders', 'carts'));
    },
    ['error[duplicate-output]', 'slos/shop.slo.yaml and slos/shop.slo.yml'],
  ],
  [
    'bad files of several kinds beside a good one',
    () => {
      write('slos/good.slo.yaml', SPEC);
      write('slos/wrong.slo.yaml', SPEC.replace('service: shop', 'service: cart').replace('objective', 'objectve'));
      write('slos/binary.slo.yaml', Buffer.from([0, 1, 2]));
      link('gone.yaml', 'slos/link.slo.yaml');
    },
    ['error[unknown-field]', 'error[file-not-text]', 'error[file-unreadable]'],
  ],
];

const CONFIGS: readonly BadProject[] = [
  [
    'a configuration that is no YAML',
    () => write('slo.config.yaml', 'scrapeInterval: "30s\n'),
    ['slo.config.yaml:1:17', 'error[yaml-syntax]', 'never closed'],
  ],
  [
    'a configuration with a slip',
    () => write('slo.config.yaml', 'scrapeIntervall: 30s\noutput:\n  rules: ../elsewhere\n'),
    ['slo.config.yaml:1:1', 'error[unknown-field]', 'did you mean "scrapeInterval"?'],
  ],
  [
    'a configuration that climbs out of the project',
    () => write('slo.config.yaml', 'output:\n  rules: ../elsewhere\n'),
    ['slo.config.yaml:2:10', 'error[folder-outside-project]', '../elsewhere'],
  ],
  [
    'a binary configuration',
    () => write('slo.config.yaml', Buffer.from([0, 1, 2])),
    ['error[file-not-text]', 'slo.config.yaml'],
  ],
  [
    'a folder in place of the configuration',
    () => mkdirSync(join(root, 'slo.config.yaml')),
    ['slo.config.yaml', 'folder'],
  ],
  ['a pipe in place of the configuration', () => pipe('slo.config.yaml'), ['error[not-a-file]', 'slo.config.yaml']],
  [
    'a configuration that is a link to nothing',
    () => link('gone.yaml', 'slo.config.yaml'),
    ['error[file-unreadable]', 'slo.config.yaml cannot be read'],
  ],
  [
    'a configuration of links in a circle',
    () => link('slo.config.yaml', 'slo.config.yaml'),
    ['error[file-unreadable]', 'slo.config.yaml cannot be read', 'in a circle'],
  ],
  [
    'a configuration of 50 MB',
    () => {
      write('slo.config.yaml', 'scrapeInterval: 30s\n');
      truncateSync(join(root, 'slo.config.yaml'), 50 * 1024 * 1024);
    },
    ['error[file-too-large]', 'slo.config.yaml'],
  ],
];

const OUTPUTS: readonly BadProject[] = [
  [
    "somebody else's file in the way of an output",
    () => write('rules/shop.yaml', 'groups: []\n'),
    ['error[output-conflict]', 'rules/shop.yaml', 'not generated by this tool'],
  ],
  ['a pipe in the way of an output', () => pipe('rules/shop.yaml'), ['error[output-conflict]', 'rules/shop.yaml']],
  [
    'an output folder that is a link to outside',
    () => link(tmpdir(), 'rules'),
    ['error[output-conflict]', 'rules', 'symbolic link'],
  ],
  ['an output folder that is a file', () => write('rules', 'nothing'), ['error[output-conflict]', 'rules']],
];

const NAMED: readonly BadProject[] = [
  ['gone.slo.yaml', () => undefined, ['error[file-unreadable]', 'gone.slo.yaml']],
  ['pipe.slo.yaml', () => pipe('pipe.slo.yaml'), ['error[not-a-file]', 'pipe.slo.yaml']],
  ['ring.slo.yaml', () => link('ring.slo.yaml', 'ring.slo.yaml'), ['error[file-unreadable]', 'ring.slo.yaml']],
];

/** Arranges the project, runs the commands in it, and holds each to what it owes its user. */
function expectClearErrors(commands: readonly string[][], [, arrange, says]: BadProject): void {
  arrange();
  const before = entriesBelow(root);
  for (const outcome of commands.map(slo)) {
    expect(outcome).toEqual({ status: 1, signal: null, text: expect.stringContaining(says[0] ?? '') });
    for (const words of says) expect(outcome.text).toContain(words);
    expect(outcome.text).not.toMatch(/\n\s+at |node:internal|Error:/);
    expect(outcome.text).not.toContain('\u001b');
  }
  expect(entriesBelow(root)).toEqual(before);
}

describe('slo lint and slo build', () => {
  const commands = [['lint'], ['build']];
  it.each(SPECS)('tell clearly about %s', (...project) => expectClearErrors(commands, project));

  it.each(CONFIGS)('tell clearly about %s', (...project) => {
    write('slos/shop.slo.yaml', SPEC);
    expectClearErrors(commands, project);
  });
});

// Only what writes can find something in the way.
describe('slo build', () => {
  it.each(OUTPUTS)('tells clearly about %s', (...project) => {
    write('slos/shop.slo.yaml', SPEC);
    expectClearErrors([['build']], project);
  });
});

describe('slo lint FILE', () => {
  it.each(NAMED)('tells clearly about %s', (...project) => expectClearErrors([['lint', project[0]]], project));
});

function write(path: string, content: string | Buffer): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), content);
}

function link(target: string, path: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  symlinkSync(target, join(root, path));
}

function pipe(path: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  execFileSync('mkfifo', [join(root, path)]);
}

/** Runs `slo`, and kills it when it takes too long: the signal then tells. */
function slo(command: readonly string[]): { status: number | null; signal: string | null; text: string } {
  const { FORCE_COLOR: _color, NODE_OPTIONS: _options, ...quiet } = env;
  const options = { cwd: root, encoding: 'utf8', env: quiet, timeout: PATIENCE_MS } as const;
  const { status, signal, stdout, stderr } = spawnSync(execPath, [PROGRAM, ...command], options);
  return { status, signal, text: stdout + stderr };
}

/** Everything in a folder, with its kind and size; links are not followed. */
function entriesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      const { mode, size, mtimeMs } = lstatSync(path);
      return entry.isDirectory() ? [path, ...entriesBelow(path)] : [`${path} ${mode} ${size} ${mtimeMs}`];
    });
}
