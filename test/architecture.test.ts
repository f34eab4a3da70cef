// The order of the rooms in src/, as src/README.md states it: a room imports from itself and from rooms before it.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { expect, test } from '@jest/globals';

/** Rooms in the order in which data walks through them. Rooms in one line do not import each other. */
const RANKS: readonly (readonly string[])[] = [
  ...readFileSync('src/README.md', 'utf8').matchAll(/^\d+\. ((?:`[\w.-]+\/?`(?:, )?)+)$/gm),
].map(([, rooms = '']) => [...rooms.matchAll(/`([\w.-]+)\/?`/g)].map(([, room = '']) => room));

/** Which rooms alone may import a package, or a module of Node that does I/O. */
const IMPORTERS: Readonly<Record<string, readonly string[]>> = {
  zod: ['spec', 'prometheus'],
  yaml: ['spec', 'output', 'prometheus'],
  re2js: ['patterns'],
  '@grafana/grafana-foundation-sdk': ['dashboards'],
  vega: ['preview'],
  commander: ['cli'],
  chokidar: ['cli'],
  'node:child_process': ['cli', 'promtool', 'notifications', 'prometheus', 'output'],
  'node:fs': ['cli', 'promtool', 'notifications', 'prometheus', 'output'],
  'node:fs/promises': ['cli', 'promtool', 'prometheus', 'output'],
  'node:process': ['cli', 'promtool', 'notifications', 'prometheus', 'output', 'main.ts'],
};

const SOURCE = 'src';
const MOST_FILES = 21;

interface Import {
  readonly file: string;
  readonly from: string;
}

const files = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
const imports: readonly Import[] = files.flatMap((file) =>
  [...readFileSync(join(SOURCE, file), 'utf8').matchAll(/(?:\bfrom|\bimport\(?)\s*'([^']+)'/g)].flatMap(([, from]) =>
    from === undefined ? [] : [{ file, from }],
  ),
);

function roomOf(path: string): string {
  return path.split('/')[0] ?? path;
}

function rankOf(path: string): number {
  return RANKS.findIndex((rooms) => rooms.includes(roomOf(path)));
}

function importedPath({ file, from }: Import): string {
  return normalize(join(dirname(file), from));
}

test('each file of src/ is in a room with a rank', () => {
  expect(files.length).toBeGreaterThan(300);
  expect(RANKS.length).toBeGreaterThan(15);
  expect(RANKS.flat()).toEqual([...new Set(RANKS.flat())]);
  expect(files.filter((file) => rankOf(file) < 0)).toEqual([]);
});

test('a room imports from itself and from lower ranks alone', () => {
  const local = imports.filter(({ from }) => from.startsWith('.'));
  expect(local.length).toBeGreaterThan(1000);
  const upwards = local.filter((importing) => {
    const imported = importedPath(importing);
    return roomOf(imported) !== roomOf(importing.file) && rankOf(imported) >= rankOf(importing.file);
  });
  expect(upwards).toEqual([]);
});

test('a package is imported where it belongs alone', () => {
  const foreign = imports.filter(({ file, from }) => {
    const known = Object.entries(IMPORTERS).find(
      ([name]) => from === name || (from.startsWith(`${name}/`) && !from.startsWith('node:')),
    );
    return known !== undefined && !known[1].includes(roomOf(file));
  });
  expect(foreign).toEqual([]);
});

test('no folder holds more files than can be looked over', () => {
  const folders = new Map<string, number>();
  for (const folder of files.map(dirname)) folders.set(folder, (folders.get(folder) ?? 0) + 1);
  expect([...folders].filter(([, count]) => count > MOST_FILES)).toEqual([]);
});
