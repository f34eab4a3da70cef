// Boards of projects unlike this one: every spec of the corpus, each as a project of its own. Whatever a project holds, its
// boards have panels with room of their own, variables that are there, and queries that Prometheus takes.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, jest } from '@jest/globals';
import { readCorpus } from '../corpus/read-corpus.ts';
import {
  allPanels,
  type BoardJson,
  type BoardPanel,
  boardsOfSpecs,
  filledIn,
  type ProjectBoards,
  queriesOf,
  variablesIn,
} from '../support/boards.ts';
import { checkRules, describeWithPromtool, withTempDir } from '../support/promtool.ts';

jest.setTimeout(60_000);

const FEW = `service: shop
slos:
  - name: nothing-lost
    indicator: { zeroTolerance: { events: [lost_total], window: 15m } }
`;

const MANY = `service: shop
namespace: store
slos:
  - name: checkout
    description: 'Every [order](x) <b>counts</b>, $service \${cluster} too.'
    objective: 99.995%
    period: 7d
    indicator: { by: [service, namespace], ratio: { total: orders_total, bad: failed_total } }
  - name: search
    objective: 99%
    indicator: { ratio: { total: searches_total, bad: empty_total } }
    alerts: { burnRate: { tiers: { ticket-slow: off } } }
`;

let projects: readonly (readonly [name: string, project: ProjectBoards])[];

beforeAll(async () => {
  const corpus = readCorpus().map(({ name, text, config }) => [name, text, config] as const);
  const own = [
    ['few', FEW, undefined],
    ['many', MANY, 'cluster: east\n'],
  ] as const;
  projects = await Promise.all(
    [...corpus, ...own].map(async ([name, text, config]) => {
      const project = await boardsOfSpecs({ [`slos/${name}.slo.yaml`]: text }, config ?? '');
      return [name, project] as const;
    }),
  );
});

/** What does not hold, with the board of which it does not. */
function where(isWrong: (board: BoardJson) => boolean): string[] {
  return projects.flatMap(([name, { boards }]) =>
    [...boards.values()].filter(isWrong).map(({ uid }) => `${name} ${uid}`),
  );
}

describe('boards of any project', () => {
  it('are there, as many as the project has use for', () => {
    expect(projects.length).toBeGreaterThan(20);
    const byName = new Map(projects);
    expect([...(byName.get('few')?.boards.keys() ?? [])]).toEqual(['slo-overview', 'slo-zero-tolerance']);
  });

  it('show an SLO of one kind no panel of the other', () => {
    const asks = (text: string) => (board: BoardJson) =>
      allPanels(board).some(({ targets = [] }) => targets.some(({ expr }) => expr.includes(text)));
    const boardsThat = (isIt: (board: BoardJson) => boolean) =>
      new Set(projects.flatMap(([, { boards }]) => [...boards.values()].filter(isIt).map(({ uid }) => uid)));
    expect(boardsThat(asks('slo:breach_events:count'))).toEqual(new Set(['slo-overview', 'slo-zero-tolerance']));
    expect(boardsThat(asks('slo:error_budget:remaining_ratio'))).toEqual(new Set(['slo-overview', 'slo-detail']));
    const variables = (uid: string) =>
      projects.flatMap(([, { boards }]) => boards.get(uid)?.templating.list.find(({ name }) => name === 'slo') ?? []);
    const among = (uid: string) =>
      new Set(variables(uid).map(({ query }) => JSON.stringify(query).match(/slo:\w+/)?.[0]));
    expect(among('slo-detail')).toEqual(new Set(['slo:objective']));
    expect(among('slo-zero-tolerance')).toEqual(new Set(['slo:breach_window']));
  });

  it('have panels with numbers of their own, that fill their lines and overlap nowhere', () => {
    const isCrowded = (board: BoardJson) => {
      const taken = new Map<string, number>();
      for (const panels of [board.panels, ...board.panels.map(({ panels = [] }) => panels)]) {
        for (const { gridPos } of panels.filter(({ type }) => type !== 'row')) {
          const line = `${panels === board.panels ? 'open' : 'collapsed'} ${gridPos.y}`;
          taken.set(line, (taken.get(line) ?? 0) + gridPos.w);
        }
      }
      return [...taken.values()].some((width) => width !== 24);
    };
    expect(where(isCrowded)).toEqual([]);
    const isEmpty = ({ type, targets = [], panels = [], collapsed }: BoardPanel) =>
      type === 'row' ? collapsed === true && panels.length === 0 : type !== 'text' && targets.length === 0;
    expect(where((board) => allPanels(board).some(isEmpty))).toEqual([]);
    const endsInRow = (board: BoardJson) =>
      board.panels.some(({ type, collapsed }, at) => {
        const next = board.panels[at + 1];
        return type === 'row' && !collapsed && (next === undefined || next.type === 'row');
      });
    expect(where(endsInRow)).toEqual([]);
    expect(where((board) => new Set(allPanels(board).map(({ id }) => id)).size < allPanels(board).length)).toEqual([]);
  });

  it('use no variable that is not theirs, whatever users have written', () => {
    const isUnknown = (board: BoardJson) => {
      const names = board.templating.list.map(({ name }) => name);
      if (new Set(names).size < names.length) return true;
      return variablesIn(JSON.stringify(board)).some((name) => !name.startsWith('__') && !names.includes(name));
    };
    expect(where(isUnknown)).toEqual([]);
  });

  it('show words of users as words', () => {
    const many = new Map(projects).get('many')?.texts.get('dashboards/slo-detail.json') ?? '';
    expect(many).toContain('<b>counts');
    // A table shows it as it is written; a panel of text would take it for HTML.
    expect(where((board) => allPanels(board).some(({ type }) => type === 'text'))).toEqual([]);
  });
});

describeWithPromtool('Prometheus', (promtool) => {
  it('takes every query of every project', async () => {
    await withTempDir((dir) => {
      const exprs = projects.flatMap(([, { boards }]) =>
        [...boards.values()].flatMap((board) => queriesOf(board).map(({ target }) => filledIn(target.expr, board))),
      );
      const rules = [...new Set(exprs)].map((expr, at) => ({ record: `query_${at}`, expr }));
      const file = join(dir, 'queries.yaml');
      writeFileSync(file, JSON.stringify({ groups: [{ name: 'queries', rules }] }));
      expect(rules.length).toBeGreaterThan(100);
      expect(checkRules(promtool, [file])).toMatchObject({ ok: true });
    });
  });
});
