// The rules of Grafana's dashboard-linter (github.com/grafana/dashboard-linter), ported, and our own: what holds for every
// board and every panel. Those that do not hold on purpose are in dashboards/.lint, with their reasons.
import { readFileSync } from 'node:fs';
import * as units from '@grafana/grafana-foundation-sdk/units';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import {
  allPanels,
  type BoardJson,
  type BoardPanel,
  ownBoards,
  type ProjectBoards,
  queriesOf,
  shownPanels,
  variablesIn,
} from '../support/boards.ts';

let project: ProjectBoards;
let boards: readonly BoardJson[];

beforeAll(async () => {
  project = await ownBoards();
  boards = [...project.boards.values()];
});

/** Names of panels for which something does not hold. */
function panelsWhere(isWrong: (panel: BoardPanel) => boolean): string[] {
  return boards.flatMap((board) =>
    shownPanels(board)
      .filter(isWrong)
      .map(({ id, title }) => `${board.uid} ${id} ${title}`),
  );
}

const UNITS: ReadonlySet<unknown> = new Set(Object.values(units));
const DATASOURCE = { type: 'prometheus', uid: '$datasource' };

describe('every board', () => {
  it('is classic JSON of the last version, that nobody edits by hand', () => {
    expect(boards.length).toBeGreaterThan(0);
    for (const board of boards) {
      expect(board).toMatchObject({ schemaVersion: 42, editable: false, graphTooltip: 1 });
      expect(board.uid).toMatch(/^[a-z0-9-]{8,40}$/);
      expect(board.tags).toContain('slo');
      for (const absent of ['id', 'version', '__inputs', '__requires', 'iteration'])
        expect(board).not.toHaveProperty(absent);
    }
    expect(new Set(boards.map(({ title }) => title)).size).toBe(boards.length);
  });

  it('chooses its data source by a variable, and uses it everywhere', () => {
    for (const board of boards) {
      const [first, ...others] = board.templating.list;
      expect(first).toMatchObject({
        name: 'datasource',
        type: 'datasource',
        label: 'Data source',
        query: 'prometheus',
      });
      for (const { datasource, name } of others) expect([name, datasource]).toEqual([name, DATASOURCE]);
      for (const { datasource } of board.annotations.list) expect(datasource).toEqual(DATASOURCE);
    }
    expect(panelsWhere(({ type, datasource }) => type !== 'text' && datasource?.uid !== DATASOURCE.uid)).toEqual([]);
    const foreign = boards.flatMap(queriesOf).filter(({ target }) => target.datasource.uid !== DATASOURCE.uid);
    expect(foreign).toEqual([]);
  });

  it('asks anew for the values of its variables when the time range changes', () => {
    const asked = boards.flatMap(({ templating }) => templating.list.filter(({ type }) => type === 'query'));
    expect(asked.filter(({ refresh, label }) => refresh !== 2 || label === '')).toEqual([]);
  });

  it('defines every variable that it uses before it is used, and uses every variable that can be seen', () => {
    for (const board of boards) {
      const names = board.templating.list.map(({ name }) => name);
      board.templating.list.forEach(({ name, query }, at) => {
        const used = variablesIn(typeof query === 'string' ? query : query.query);
        expect([name, used.filter((other) => !names.slice(0, at).includes(other))]).toEqual([name, []]);
      });
      const { templating, ...rest } = board;
      const used = variablesIn(JSON.stringify(rest)).filter((name) => !name.startsWith('__'));
      expect(used.filter((name) => !names.includes(name))).toEqual([]);
      const inVariables = templating.list.flatMap(({ query }) => variablesIn(JSON.stringify(query)));
      expect(names.filter((name) => !used.includes(name) && !inVariables.includes(name))).toEqual([]);
    }
  });

  it('leads only to boards that there are', () => {
    const known = [...boards.map(({ uid }) => uid), ...ISTIO_BOARDS];
    const links = boards.flatMap((board) =>
      [...JSON.stringify(board).matchAll(/"\/d\/([\w-]+)/g)].map(([, uid = '']) => uid),
    );
    expect(links.filter((uid) => !known.includes(uid))).toEqual([]);
  });

  it('shows links and annotations, and hides them in no menu', () => {
    for (const { links, annotations } of boards) {
      for (const element of [...links, ...annotations.list]) expect(element).not.toHaveProperty('placement');
    }
  });
});

describe('the exceptions from the rules of Grafana', () => {
  it('each have a reason, and are those that recorded series and newborn counters need', () => {
    const text = readFileSync(new URL('../../dashboards/.lint', import.meta.url), 'utf8');
    const { exclusions } = parse(text) as { exclusions: Readonly<Record<string, { readonly reason: string }>> };
    expect(Object.keys(exclusions)).toEqual([
      'template-job-rule',
      'template-instance-rule',
      'target-job-rule',
      'target-instance-rule',
      'target-counter-agg-rule',
      'target-rate-interval-rule',
    ]);
    expect(Object.values(exclusions).filter(({ reason }) => reason.length < 20)).toEqual([]);
  });
});

/** Those of Istio's own boards that have a uid of their own. */
const ISTIO_BOARDS = [
  '1813f692a8e4ac77155348d4c7d2fba8',
  '1a9a8ea49444aae205c7737573e894f9',
  '12c58766acc81a1c835dd5059eaf2741',
];

describe('every panel', () => {
  it('has a number, a title and queries of its own, and says what it shows', () => {
    for (const board of boards) {
      const ids = allPanels(board).map(({ id }) => id);
      expect(new Set(ids).size).toBe(ids.length);
      expect(ids.every((id) => id > 0)).toBe(true);
      const titles = shownPanels(board).map(({ title }) => title);
      expect(new Set(titles).size).toBe(titles.length);
    }
    expect(panelsWhere(({ title, description = '' }) => title === '' || description.length < 20)).toEqual([]);
    expect(panelsWhere(({ type, targets = [] }) => type !== 'text' && targets.length === 0)).toEqual([]);
    const repeated = panelsWhere(
      ({ targets = [] }) => new Set(targets.map(({ refId }) => refId)).size < targets.length,
    );
    expect(repeated).toEqual([]);
  });

  it('has a unit that exists, and words for no data', () => {
    const isWrong = ({ type, fieldConfig }: BoardPanel) =>
      type !== 'text' && !(UNITS.has(fieldConfig?.defaults.unit) && typeof fieldConfig?.defaults.noValue === 'string');
    expect(panelsWhere(isWrong)).toEqual([]);
    const overridden = boards
      .flatMap(shownPanels)
      .flatMap(({ fieldConfig }) => fieldConfig?.overrides ?? [])
      .flatMap(({ properties }) => properties.flatMap(({ id, value }) => (id === 'unit' ? [value] : [])));
    expect(overridden.filter((unit) => !UNITS.has(unit))).toEqual([]);
  });

  it('lies in the grid, below its row, and on no other', () => {
    for (const board of boards) {
      const laid = board.panels.map(({ gridPos }) => gridPos);
      expect(laid.filter(({ x, w }) => x < 0 || w < 1 || x + w > 24)).toEqual([]);
      const overlapping = laid.filter((a, at) =>
        laid.slice(at + 1).some((b) => a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h),
      );
      expect(overlapping).toEqual([]);
      const tops = laid.map(({ y }) => y);
      expect(tops).toEqual(tops.toSorted((a, b) => a - b));
    }
  });

  it('fills its line of the grid', () => {
    const lines = boards.flatMap((board) => {
      const rows = [board.panels, ...board.panels.map(({ panels = [] }) => panels)];
      return rows.flatMap((panels) => {
        const shown = panels.filter(({ type }) => type !== 'row');
        return [...new Set(shown.map(({ gridPos }) => gridPos.y))].map((y) => {
          const line = shown.filter(({ gridPos }) => gridPos.y === y);
          const width = line.reduce((sum, { gridPos }) => sum + gridPos.w, 0);
          return {
            line: `${board.uid}: ${line.map(({ title }) => title).join(', ')}`,
            width,
            heights: line.map(({ gridPos }) => gridPos.h),
          };
        });
      });
    });
    expect(lines.filter(({ width }) => width !== 24)).toEqual([]);
    expect(lines.filter(({ heights }) => new Set(heights).size > 1)).toEqual([]);
  });

  it('names only columns that its transformations leave', () => {
    const isWrong = ({ type, transformations = [], fieldConfig }: BoardPanel) => {
      if (type !== 'table') return false;
      const renamed = transformations.find(({ id }) => id === 'organize')?.options.renameByName ?? {};
      const names = Object.values(renamed as Readonly<Record<string, string>>);
      return (fieldConfig?.overrides ?? []).some(
        ({ matcher }) =>
          !names.includes(String(matcher.value ?? '')) &&
          !names.includes(String((matcher as { options?: unknown }).options)),
      );
    };
    expect(panelsWhere(isWrong)).toEqual([]);
  });
});
