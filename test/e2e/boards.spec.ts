// Every query of every board on a real Prometheus that scrapes a mesh: in a healthy mesh, and in one where things go wrong.
// A panel without data is worse than none. Everything is 60 times faster than life, the queries too.
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { parseExpr } from '../../src/promql/parse/parse.ts';
import { print } from '../../src/promql/print.ts';
import { BOARD_UIDS } from '../../src/rules/boards.ts';
import { type BoardJson, type BoardQuery, type Choice, filledIn, ownBoards, queriesOf } from '../support/boards.ts';
import type { Sample } from '../support/prometheus.ts';
import { PROXY_REJECTS, SERVICE_FAILS, sees } from './incidents.ts';
import { compiledRules } from './project.ts';
import { scaleExpr } from './scale-rules.ts';
import { eventually } from './watch.ts';
import { SPEED, startWorld, type World } from './world.ts';

jest.setTimeout(120_000);

/** What a healthy mesh does not have, and why its panel may say so. */
const ONLY_IN_TROUBLE: Readonly<Record<string, string>> = {
  'slo-detail 61 A': 'no request is bad',
  'slo-istio-control-plane 40 B': 'a signing certificate is there only with a plugged-in certificate authority',
};

let world: World;
let boards: ReadonlyMap<string, BoardJson>;
let queries: readonly BoardQuery[];

beforeAll(async () => {
  ({ boards } = await ownBoards());
  queries = [...boards.values()].flatMap(queriesOf);
  world = await startWorld();
  await world.load(compiledRules());
});

afterAll(() => world?.stop());

function keyOf({ board, panel, target }: BoardQuery): string {
  return `${board.uid} ${panel.id} ${target.refId}`;
}

/** The query as Grafana would send it, at the speed of the mesh. */
function scaled(text: string, board: BoardJson, choice: Choice): string {
  const parsed = parseExpr(filledIn(text, board, choice));
  if (!('expr' in parsed)) throw new Error(`${text}: ${parsed.problems.map(({ message }) => message).join()}`);
  return print(scaleExpr(parsed.expr, SPEED));
}

async function answer({ board, target }: BoardQuery, choice: Choice = {}): Promise<Sample[]> {
  return world.prometheus.query(scaled(target.expr, board, choice));
}

/** The queries that return nothing, or what is no number. */
async function empty(among: readonly BoardQuery[], choice: Choice = {}): Promise<string[]> {
  const answers = await Promise.all(among.map(async (query) => [query, await answer(query, choice)] as const));
  return answers
    .filter(([, samples]) => samples.length === 0 || samples.some(({ value }) => !Number.isFinite(value)))
    .map(([query, samples]) => `${keyOf(query)} ${query.panel.title}: ${samples.map(({ value }) => value).join()}`);
}

async function becomesFull(among: readonly BoardQuery[], choice?: Choice): Promise<void> {
  let missing: string[] = [];
  const probe = async () => {
    missing = await empty(among, choice);
    return missing.length === 0 ? true : undefined;
  };
  await eventually(world.prometheus, 'every query has data', probe, 100_000).catch((error: unknown) => {
    expect(missing).toEqual([]);
    throw error;
  });
}

describe('in a healthy mesh', () => {
  it('every query of every board returns numbers', async () => {
    expect(queries.length).toBeGreaterThan(80);
    await becomesFull(queries.filter((query) => ONLY_IN_TROUBLE[keyOf(query)] === undefined));
  });

  it('every variable has values to choose from, but for labels that not every installation has', async () => {
    const asked = [...boards.values()].flatMap((board) =>
      board.templating.list.flatMap(({ name, query }) => {
        const [, among = '', label = ''] =
          /^label_values\((.*), (\w+)\)$/.exec(typeof query === 'string' ? '' : query.query) ?? [];
        return among === '' ? [] : [{ key: `${board.uid} ${name}`, board, among, label }];
      }),
    );
    const answers = await Promise.all(
      asked.map(async ({ key, board, among, label }) => {
        const samples = await world.prometheus.query(scaled(among, board, {}));
        return samples.some(({ labels }) => (labels[label] ?? '') !== '') ? [] : [key];
      }),
    );
    expect(answers.flat().sort()).toEqual([
      'slo-detail cluster',
      'slo-detail namespace',
      'slo-istio-control-plane cluster',
      'slo-overview cluster',
      'slo-overview namespace',
      'slo-zero-tolerance cluster',
      'slo-zero-tolerance namespace',
      'slo-zero-tolerance type',
    ]);
  });

  it('the board of an SLO shows it alone, with the groups that are chosen', async () => {
    const detail = queries.filter(({ board }) => board.uid === BOARD_UIDS.detail);
    const ofBudget = detail.filter(({ panel }) => panel.id !== 61);
    const services = ['ratings', 'reviews'];
    const chosen = { service: ['istio-mesh'], slo: ['request-success'], destination_service_name: services };
    await becomesFull(ofBudget, chosen);
    const samples = (await Promise.all(ofBudget.map((query) => answer(query, chosen)))).flat();
    const groups = new Set(samples.flatMap(({ labels }) => labels.destination_service_name ?? []));
    expect([...groups].sort()).toEqual(services);
    const ofEvents = queries.filter(({ board }) => board.uid === BOARD_UIDS.zeroTolerance);
    await becomesFull(ofEvents, { service: ['istiod'], slo: ['xds-rejects'] });
  });
});

describe('in a mesh with a fault', () => {
  const found = (key: string): BoardQuery => {
    const query = queries.find((query) => keyOf(query) === key);
    if (!query) throw new Error(`no query ${key}`);
    return query;
  };
  const total = async (key: string, choice: Choice = {}): Promise<number> =>
    (await answer(found(key), choice)).reduce((sum, { value }) => sum + value, 0);
  const RATINGS: Choice = { service: ['istio-mesh'], slo: ['request-success'], destination_service_name: ['ratings'] };
  const REJECTS: Choice = { service: ['istiod'], slo: ['xds-rejects'] };

  it('shows which requests are bad, how fast the budget burns, and that alerts fire', async () => {
    SERVICE_FAILS.cause(world.mesh);
    await Promise.all(SERVICE_FAILS.alerts.map((alert) => sees(world, alert)));
    await becomesFull(queries.filter((query) => keyOf(query) === 'slo-detail 61 A'));
    // A fifth of the requests against a budget of a thousandth, as soon as the short window holds nothing else.
    await eventually(world.prometheus, 'the burn rate over 5 minutes is 200', async () => {
      const rate = await total('slo-detail 40 C', RATINGS);
      return Math.abs(rate / 200 - 1) < 0.15 ? true : undefined;
    });
    expect(await total('slo-detail 7 A', RATINGS)).toBeGreaterThanOrEqual(1);
    // The budget is worked out every four minutes.
    await eventually(world.prometheus, 'the budget is gone', async () => {
      const [left, seconds] = [await total('slo-detail 3 A', RATINGS), await total('slo-detail 5 A', RATINGS)];
      return left < 0 && seconds === 0 ? true : undefined;
    });
    await eventually(world.prometheus, 'ratings burns fastest', async () => {
      const [highest] = (await answer(found('slo-overview 20 A'))).sort((a, b) => b.value - a.value);
      return highest?.labels.destination_service_name === 'ratings' ? true : undefined;
    });
    SERVICE_FAILS.end(world.mesh);
  });

  it('shows the very first reject, and how long ago it was', async () => {
    expect(await total('slo-zero-tolerance 70 A', REJECTS)).toBe(0);
    PROXY_REJECTS.cause(world.mesh);
    await sees(world, PROXY_REJECTS.alerts[0]);
    expect(await total('slo-zero-tolerance 70 A', REJECTS)).toBeCloseTo(1, 1);
    expect(await total('slo-istio-control-plane 5 A')).toBeCloseTo(1, 1);
  });

  it('has no panel that the fault has emptied', async () => {
    await becomesFull(queries.filter((query) => keyOf(query) !== 'slo-istio-control-plane 40 B'));
  });
});
