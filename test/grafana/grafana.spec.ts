// What Grafana itself says of the boards: its types of versions 11, 12 and 13, and what its library makes of units, values
// and tables. Needs the packages of this folder: `npm run test:grafana` brings them.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { execPath } from 'node:process';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it, jest } from '@jest/globals';
import { BOARD_UIDS } from '../../src/rules/boards.ts';

jest.setTimeout(180_000);

const HERE = fileURLToPath(new URL('./', import.meta.url));
const BOARDS = fileURLToPath(new URL('../../dashboards/', import.meta.url));

function run(script: string, ...args: readonly string[]): unknown {
  const files = readdirSync(BOARDS).filter((name) => name.endsWith('.json'));
  const all = [HERE + script, ...args, ...files.map((name) => BOARDS + name)];
  const { status, stdout, stderr } = spawnSync(execPath, all, { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}

it('has the packages that it needs', () => {
  expect(existsSync(`${HERE}node_modules/@grafana/data`)).toBe(true);
});

describe('as types', () => {
  it.each(['11', '12', '13'])('of Grafana %s every board is a dashboard, with panels of their kinds', (version) => {
    expect(run('schema.mjs', version)).toEqual([]);
  });
});

interface Shown {
  readonly board: string;
  readonly id: number;
  readonly title: string;
  readonly configs: readonly {
    readonly column?: string;
    readonly unit: string;
    readonly isKnown: boolean;
    readonly shown: Readonly<Record<string, string>>;
  }[];
  readonly table: { readonly names: readonly string[]; readonly rows: number; readonly others: number } | null;
}

describe('in Grafana 13', () => {
  let panels: readonly Shown[];

  beforeAll(() => {
    panels = run('data.mjs') as readonly Shown[];
  });

  const panel = (board: string, id: number): Shown => {
    const found = panels.find((panel) => panel.board === board && panel.id === id);
    if (!found) throw new Error(`${board} has no panel ${id}`);
    return found;
  };
  const text = (board: string, id: number, value: number, column?: string): string | undefined =>
    panel(board, id).configs.find((config) => config.column === column)?.shown[value];

  it('every unit is known', () => {
    const unknown = panels.flatMap(({ title, configs }) =>
      configs.filter(({ isKnown }) => !isKnown).map(({ unit }) => `${title}: ${unit}`),
    );
    expect(panels.length).toBeGreaterThan(50);
    expect(unknown).toEqual([]);
  });

  it('tables come to one row for each set of labels, with columns that bear our names', () => {
    const tables = panels.filter(({ table }) => table !== null);
    expect(tables.length).toBeGreaterThan(1);
    for (const { table, configs, title } of tables) {
      expect([title, table?.rows, table?.others]).toEqual([title, 2, 0]);
      const named = configs.flatMap(({ column = '' }) => (column === '' ? [] : [column]));
      expect(named.filter((name) => !table?.names.includes(name))).toEqual([]);
      expect(table?.names.filter((name) => /^(Time|Value)/.test(name))).toEqual([]);
    }
  });

  it('values read as a person expects', () => {
    const { detail, zeroTolerance, overview, controlPlane } = BOARD_UIDS;
    expect(text(detail, 2, 0.99987)).toBe('99.9870%');
    expect(text(detail, 3, 0.5)).toBe('50.00%');
    expect(text(detail, 3, -9)).toBe('-900.00%');
    expect(text(detail, 4, 14.4)).toBe('14.40');
    expect(text(detail, 5, 0)).toBe('exhausted');
    expect(text(detail, 5, 5400)).toBe('1 hour, 30 minutes');
    expect(text(detail, 5, 315360000)).toBe('not burning');
    expect(text(detail, 6, 0)).toBe('none');
    expect(text(zeroTolerance, 71, 315360000)).toBe('none in the time range');
    expect(text(detail, 80, 0)).toBe('OK');
    expect(text(overview, 10, 0, 'Budget gone in')).toBe('exhausted');
    expect(text(overview, 10, 14.4, 'Burn rate (1h)')).toBe('14.40');
    expect(text(controlPlane, 6, -9)).toMatch(/ ago$/);
  });
});
