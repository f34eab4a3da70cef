// The promise as a whole: a real Prometheus scrapes a mesh, with the rules of slos/ loaded, and what goes wrong with the
// mesh becomes the right alerts, which clear again. One story, in order, because Prometheus has one history; everything is
// 60 times faster than life. `npm run test:e2e` runs it.
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Labels } from '../support/prometheus.ts';
import { besideOurs, CIRCULATING, FORM, MENDED_SELECTOR, replaceConditions } from './circulating-rules.ts';
import {
  ALL_ISTIODS_GONE,
  type Incident,
  ONE_ISTIOD_GONE,
  PROXY_REJECTS,
  PUSHES_ARE_SLOW,
  SERVICE_FAILS,
  SERVICE_IS_SLOW,
  sees,
} from './incidents.ts';
import { compiledRules } from './project.ts';
import { clears, eventually, firedSince } from './watch.ts';
import { startWorld, type World } from './world.ts';

const SERVICES = ['details', 'inventory', 'productpage', 'ratings', 'reviews'];

jest.setTimeout(90_000);

let world: World;
let loadedMs: number;

beforeAll(async () => {
  world = await startWorld();
  const ours = compiledRules();
  await world.load([
    ...ours,
    ...ours.map((file) => besideOurs(file, CIRCULATING, 'circulating')),
    ...ours.map((file) => besideOurs(file, MENDED_SELECTOR, 'mended')),
  ]);
  loadedMs = performance.now();
});

afterAll(() => world?.stop());

/** Lets something go wrong, waits for its alerts and mends it, whatever comes. */
async function comesAndGoes(incident: Incident, meanwhile: () => Promise<void> = async () => undefined): Promise<void> {
  try {
    await happens(incident);
    await meanwhile();
  } finally {
    incident.end(world.mesh);
  }
}

/** Lets something go wrong and waits for its alerts. */
async function happens({ cause, alerts }: Incident, withinMs?: number): Promise<void> {
  cause(world.mesh);
  await Promise.all(alerts.map((alert) => sees(world, alert, withinMs)));
}

/** The names of the alerts in another form than ours that have fired so far. */
async function firedInForm(form: string): Promise<string[]> {
  const fired = await firedSince(world.prometheus, loadedMs);
  return fired.filter((labels) => labels[FORM] === form).map(({ alertname = '' }) => alertname);
}

async function byService(expr: string): Promise<Record<string, number>> {
  const samples = await world.prometheus.query(expr);
  return Object.fromEntries(samples.map(({ labels, value }) => [labels.destination_service_name ?? '', value]));
}

describe('a healthy mesh', () => {
  it('has its requests counted once each, and no more errors than there are', async () => {
    const real = { details: 600, inventory: 60, productpage: 120, ratings: 30, reviews: 120 };
    await eventually(world.prometheus, 'the rates of all services are within a fifth of the real ones', async () => {
      const rates = await byService('slo:total_events:rate{slo="request-success"}');
      const isRight = ([service, rate]: [string, number]) => Math.abs((rates[service] ?? 0) / rate - 1) < 0.2;
      return Object.entries(real).every(isRight) ? true : undefined;
    });
    const errors = await byService('slo:error_ratio:rate5m{slo="request-success"}');
    expect(errors).toEqual(Object.fromEntries(SERVICES.map((service) => [service, 0])));
    await eventually(world.prometheus, 'one response of details in 200 is slow, and no other', async () => {
      const { details = 0, ...others } = await byService('slo:error_ratio:rate1h{slo="request-latency"}');
      const isRight = Math.abs(details / 0.005 - 1) < 0.2 && Object.values(others).every((ratio) => ratio === 0);
      return isRight ? true : undefined;
    });
  });

  it('has its whole budget left, but for the half that one service always spends on slow responses', async () => {
    const budgets = await eventually(world.prometheus, 'all budgets', async () => {
      const found = await world.prometheus.query('slo:error_budget:remaining_ratio');
      return found.length === 2 * SERVICES.length + 2 ? found : undefined;
    });
    const isSlow = ({ slo, destination_service_name: name }: Labels) => slo === 'request-latency' && name === 'details';
    const [slow] = budgets.filter(({ labels }) => isSlow(labels));
    // The first hourly averages are those of a few seconds, in which few responses are slow.
    expect(slow?.value).toBeGreaterThan(0.1);
    expect(slow?.value).toBeLessThan(0.9);
    const others = budgets.filter(({ labels }) => !isSlow(labels));
    expect(others.map(({ value }) => value)).toEqual(others.map(() => 1));
  });

  it('is quiet', async () => {
    expect(await world.prometheus.brokenRules()).toEqual([]);
    expect(await world.prometheus.alerts()).toEqual([]);
    expect(await firedSince(world.prometheus, loadedMs)).toEqual([]);
  });
});

describe('a mesh with a fault', () => {
  it('makes HighSidecarErrorRate and a page fire for the service that fails, and for no other', async () => {
    await comesAndGoes(SERVICE_FAILS, async () => {
      const alerts = await world.prometheus.alerts();
      expect(new Set(alerts.map(({ labels }) => labels.destination_service_name))).toEqual(new Set(['ratings']));
      expect(await firedInForm('circulating')).toEqual([]);
    });
  });

  it('pages when responses are slow, and when configuration spreads slowly', async () => {
    await Promise.all([comesAndGoes(SERVICE_IS_SLOW), comesAndGoes(PUSHES_ARE_SLOW)]);
  });

  it('makes PilotPushErrors fire with the very first reject', async () => {
    expect(await world.prometheus.query('pilot_total_xds_rejects')).toEqual([]);
    await happens(PROXY_REJECTS);
    expect((await world.prometheus.query('sum(pilot_total_xds_rejects)'))[0]?.value).toBe(1);
  });

  it('does not make IstiodDown fire when one of three istiods is gone', async () => {
    await happens(ONE_ISTIOD_GONE);
    const down = (await firedSince(world.prometheus, loadedMs)).filter(({ alertname }) => alertname === 'IstiodDown');
    expect(down.map((labels) => labels[FORM])).toEqual(['mended']);
  });

  it('is quiet again when that is over', async () => {
    const over = [SERVICE_FAILS, SERVICE_IS_SLOW, PUSHES_ARE_SLOW, PROXY_REJECTS].flatMap(({ alerts }) => alerts);
    await Promise.all(over.map(({ labels }) => clears(world.prometheus, labels)));
    expect(await firedInForm('circulating')).toEqual([]);
    // Nothing ends a reject but its window of 15 minutes, and the alert five minutes later.
    const fired = `timestamp(ALERTS{alertname="PilotPushErrors",alertstate="firing",${FORM}=""})[2m:500ms]`;
    const [lasted] = await world.prometheus.query(`max_over_time(${fired}) - min_over_time(${fired})`);
    expect(lasted?.value).toBeGreaterThan(18);
    expect(lasted?.value).toBeLessThan(23);
  });
});

describe('a mesh without istiod', () => {
  const [{ labels }] = ALL_ISTIODS_GONE.alerts;
  let since: string;

  it('makes IstiodDown fire when none answers', async () => {
    await happens(ALL_ISTIODS_GONE);
    since = (await sees(world, ALL_ISTIODS_GONE.alerts[0])).activeAt;
  });

  it('goes on without a break when service discovery knows none either, where other forms fall silent', async () => {
    world.mesh.discoverIstiod(false);
    await world.rediscover();
    await eventually(world.prometheus, 'no target of istiod is left, and the other form is silent', async () => {
      const left = await world.prometheus.query('up{app="istiod"}');
      const others = (await world.prometheus.alerts()).filter((alert) => alert.labels[FORM] !== undefined);
      return left.length === 0 && others.length === 0 ? true : undefined;
    });
    expect((await sees(world, ALL_ISTIODS_GONE.alerts[0])).activeAt).toBe(since);
  });

  it('is quiet again when istiod is back', async () => {
    world.mesh.discoverIstiod(true);
    ALL_ISTIODS_GONE.end(world.mesh);
    await world.rediscover();
    await clears(world.prometheus, labels);
  });
});

describe('the whole story', () => {
  // Slower pages follow the fast ones, and without istiod its data is missing and its budget burns.
  const FOLLOWS: readonly Labels[] = [
    { alertname: 'ErrorBudgetBurn', slo_tier: 'page-slow', destination_service_name: 'ratings' },
    { alertname: 'ErrorBudgetBurn', slo_tier: 'page-slow', destination_service_name: 'details' },
    { alertname: 'ErrorBudgetBurn', slo_tier: 'page-slow', slo: 'config-push' },
    { alertname: 'ErrorBudgetBurn', slo_tier: 'page-slow', slo: 'availability' },
    { alertname: 'ErrorBudgetBurn', slo_tier: 'page-fast', slo: 'availability' },
    { alertname: 'IstiodInstanceUnreachable' },
    { alertname: 'IndicatorDataMissing', slo_service: 'istiod' },
  ];

  it('has fired no alert but those that belong to it, and none of the circulating ones', async () => {
    const incidents = [
      SERVICE_FAILS,
      SERVICE_IS_SLOW,
      PUSHES_ARE_SLOW,
      PROXY_REJECTS,
      ONE_ISTIOD_GONE,
      ALL_ISTIODS_GONE,
    ];
    const expected = [...incidents.flatMap(({ alerts }) => alerts.map((alert) => alert.labels)), ...FOLLOWS];
    const fired = await firedSince(world.prometheus, loadedMs);
    const ours = fired.filter((labels) => labels[FORM] === undefined);
    const belongs = (labels: Labels) =>
      expected.some((alert) => Object.entries(alert).every(([name, value]) => labels[name] === value));
    expect(ours.filter((labels) => !belongs(labels))).toEqual([]);
    expect(new Set(fired.map((labels) => labels[FORM]))).toEqual(new Set([undefined, 'mended']));
  });
});

describe('the same story with the conditions that circulate in place of ours', () => {
  const TWICE_AS_LONG_AS_OURS_MS = 12_000;

  it('is not the same: nobody hears of the fault', async () => {
    await world.load(compiledRules().map((file) => replaceConditions(file, CIRCULATING)));
    const replacedMs = performance.now();
    const [named, page] = SERVICE_FAILS.alerts;
    const blind = [{ ...SERVICE_FAILS, alerts: [named] as const }, PROXY_REJECTS, ALL_ISTIODS_GONE];
    const stories = blind.map((incident) => happens(incident, TWICE_AS_LONG_AS_OURS_MS));
    // The page, whose condition is ours, shows that the fault is there to be seen.
    await Promise.all([
      ...(page ? [sees(world, page)] : []),
      ...stories.map((story) => expect(story).rejects.toThrow('did not happen within 12 s')),
    ]);
    // Nor do they fire with other labels than those that the story asks for.
    const names = (await firedSince(world.prometheus, replacedMs)).map(({ alertname }) => alertname);
    expect(Object.keys(CIRCULATING).filter((name) => names.includes(name))).toEqual([]);
  });
});
