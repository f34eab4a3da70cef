// Scenarios of the presets on rates of proxies: failed connections to istiod, and requests without a route.
import { INSTALLATION_LABELS, rateRange } from '../../istio/alert.ts';
import { AGENT_METRICS } from '../../metrics/istio-agent.ts';
import { PROXY_METRICS } from '../../metrics/istio-proxy.ts';
import { select } from '../../metrics/metric.ts';
import type { Selector } from '../../promql/ast.ts';
import { MINUTE_MS } from '../../text/time.ts';
import { type Labels, pick } from '../context/label-set.ts';
import type { InputSeries, Scenario } from '../context/scenario.ts';
import { counter, type Part } from '../context/series.ts';
import { type PresetScenarios, type PresetTiming, proxyLabels } from './targets.ts';
import {
  atStep,
  feed,
  firesAndClears,
  firesAt,
  incidentOf,
  levels,
  scenarioOf,
  silentAt,
  similarSeries,
  texts,
  whileSeen,
} from './timing.ts';

/** A preset whose window is so many minutes, and at least so many whole steps. */
interface Rated extends PresetTiming {
  readonly minutes: number;
  readonly window: number;
}

function rated(timing: PresetTiming): Rated {
  const minutes = rateRange(timing.options.scrapeInterval) / MINUTE_MS;
  return { ...atStep(timing, MINUTE_MS), minutes, window: Math.floor(minutes) };
}

/** A counter that grows by so much each minute. */
function growing(steps: number, increment: number): string {
  return counter([{ samples: steps, increment }]);
}

/** A counter that grows faster while there is trouble, and starts anew at step `resetAt` of it. */
function faster(timing: Rated, usual: number, increment: number, resetAt?: number): string {
  const { from, until, end } = incidentOf(timing, timing.window);
  const anew: Part[] = resetAt === undefined ? [] : [{ reset: true }];
  const middle = resetAt ?? from + 1;
  return counter([
    { samples: from, increment: usual },
    { samples: middle - from, increment },
    ...anew,
    { samples: until - middle, increment },
    { samples: end - until, increment: usual },
  ]);
}

const { istio_agent_istiod_connection_failures: FAILURES, istio_agent_istiod_connection_terminations: TERMINATIONS } =
  AGENT_METRICS;

export const proxiesDisconnected: PresetScenarios = (preset) => {
  const timing = rated(preset);
  return [...cutOff(timing), ...nearThreeFailures(timing), ...harmless(timing)];
};

function terminations({ options }: PresetTiming): Selector {
  return select(TERMINATIONS, { type: 'error' }, options.proxies);
}

function failures({ options }: PresetTiming): Selector {
  return select(FAILURES, {}, options.proxies);
}

function cutOff(timing: Rated): Scenario[] {
  const incident = incidentOf(timing, timing.window);
  const proxy = proxyLabels();
  const [web, calm] = [
    { ...proxy, namespace: 'web' },
    { ...proxy, namespace: 'calm' },
  ];
  // More than three at once: the first step in the window is enough, and so is the last.
  const failing = faster(timing, 0, 6, incident.from + 1 + Math.floor(timing.hold / 2));
  const [none, many] = [growing(incident.end, 0), growing(incident.end, 20)];
  const groups = [
    { labels: pick(proxy, INSTALLATION_LABELS), value: 3 },
    { labels: pick(web, INSTALLATION_LABELS), value: 1 },
  ];
  return scenarioOf(timing, {
    id: { kind: 'fails' },
    title: 'proxies of two namespaces fail to connect again and again, each in its way; elsewhere streams end as usual',
    series: [
      feed(terminations(timing), proxy, failing),
      feed(terminations(timing), { ...proxy, pod: 'cart-2' }, failing),
      feed(terminations(timing), { ...proxy, instance: '10.0.2.2:15020' }, failing),
      feed(failures(timing), web, failing),
    ],
    beside: [
      feed(terminations(timing), proxyLabels(3), none),
      feed(terminations(timing), { ...proxy, cluster: 'west' }, none),
      feed(select(TERMINATIONS, { type: 'cancelled' }), calm, many),
      ...[terminations(timing), failures(timing)].flatMap((of) => similarSeries(of, calm, many)),
    ],
    checks: firesAndClears(
      timing,
      whileSeen(incident, timing.window),
      groups.map(({ labels }) => labels),
    ),
    rendered: texts(timing, incident.until - 1, groups),
  });
}

/** Increments of 1/64, which add up without noise; on average, for failures are whole. */
function perMinute({ minutes }: Rated, failuresInWindow: number, round: (value: number) => number): number {
  return round((failuresInWindow / minutes) * 64) / 64;
}

function nearThreeFailures(timing: Rated): Scenario[] {
  const { window, hold } = timing;
  const late = window + hold + 3;
  const group = pick(proxyLabels(), INSTALLATION_LABELS);
  const always = (count: number, round: typeof Math.floor) => growing(late + 1, perMinute(timing, count, round));
  return scenarioOf(timing, {
    id: { kind: 'near-limit' },
    title:
      'a proxy fails 3.1 times in a window, one half as often in each of two ways, and one only 2.9 times: two are told',
    series: [
      feed(terminations(timing), proxyLabels(1), always(3.1, Math.ceil)),
      feed(terminations(timing), proxyLabels(2), always(1.55, Math.ceil)),
      feed(failures(timing), { ...proxyLabels(2), job: 'agents' }, always(1.55, Math.ceil)),
      feed(failures(timing), proxyLabels(3), always(2.9, Math.floor)),
    ],
    checks: [...(hold > 0 ? [silentAt(timing, hold - 1)] : []), firesAt(timing, late, [group])],
    rendered: texts(timing, late, [{ labels: group, value: 2 }]),
  });
}

function harmless(timing: Rated): Scenario[] {
  const { from, until, end } = incidentOf(timing, timing.window);
  return scenarioOf(timing, {
    id: { kind: 'restarts' },
    title: 'each proxy fails twice as istiod restarts, and one starts anew with its counter: silent',
    series: [
      feed(
        terminations(timing),
        proxyLabels(1),
        levels([
          [from, 2],
          [end - from, 4],
        ]),
      ),
      feed(
        terminations(timing),
        proxyLabels(2),
        levels([
          [from, 40],
          [2, 'gone'],
          [end - from - 2, 1],
        ]),
      ),
    ],
    checks: [from, from + 2, until - 1].map((step) => silentAt(timing, step)),
  });
}

const { istio_requests_total: REQUESTS } = PROXY_METRICS;

export const istioGatewayNoRoute: PresetScenarios = (preset) => {
  const timing = rated(preset);
  return [...routeLost(timing), ...nearLimits(timing)];
};

/** Requests of gateways as the source reports them. */
function requests({ options }: PresetTiming): Selector {
  return select(REQUESTS, { reporter: 'source' }, [...options.gateways, ...options.proxies]);
}

function gateway(name: string): Labels {
  return { ...proxyLabels(), source_workload_namespace: 'ingress', source_workload: name };
}

const GROUP = ['cluster', 'source_workload_namespace', 'source_workload'] as const;
const ROUTED: Labels = { response_code: '200', response_flags: '-' };
const LOST: Labels = { response_code: '404', response_flags: 'NR' };

/** What both limits ask for, and 5 % more, as soon as the window holds one step of it. All traffic begins and ends with it,
 *  so the share says at once whether the rates look back equally far. */
function routeLost(timing: Rated): Scenario[] {
  const { from, until, end } = incidentOf(timing, timing.window);
  const [lossy, calm, of] = [gateway('web-gateway'), gateway('calm-gateway'), requests(timing)];
  const restarts = from + 1 + Math.floor(timing.hold / 2);
  const lost = Math.ceil(timing.minutes * 6 * 1.05);
  const { gateways, proxies } = timing.options;
  const flagged = select(REQUESTS, { reporter: 'source', response_flags: ['=~', '(.*,)?NR(,.*)?'] }, [
    ...gateways,
    ...proxies,
  ]);
  return scenarioOf(timing, {
    id: { kind: 'fails' },
    title:
      'a gateway gets requests, a tenth of which finds no route, and restarts; others of its name find all of them',
    series: [
      feed(of, { ...lossy, ...ROUTED }, faster(timing, 0, Math.floor(lost * 8.4), restarts)),
      feed(of, { ...lossy, ...LOST }, faster(timing, 0, lost, restarts)),
    ],
    beside: [
      ...[{ cluster: 'west' }, { source_workload_namespace: 'other' }, { source_workload: 'api-gateway' }].map(
        (labels) => feed(of, { ...lossy, ...ROUTED, ...labels }, growing(end, 100_000)),
      ),
      ...similarSeries(flagged, { ...calm, ...LOST }, growing(end, 600)),
    ],
    checks: firesAndClears(timing, whileSeen({ from, until, end }, timing.window), [pick(lossy, GROUP)]),
  });
}

/** Requests a minute of a gateway, with and without a route. */
interface Gateway {
  readonly name: string;
  readonly routed: number;
  readonly lost: number;
  readonly flags?: string;
  /** The share that must be told; undefined: silent. */
  readonly expected?: number;
}

/** The limits are a tenth of the requests, and 6 requests a minute. */
const GATEWAYS: readonly Gateway[] = [
  { name: 'share-gateway', routed: 898, lost: 102, expected: 0.102 },
  { name: 'less-gateway', routed: 902, lost: 98 },
  { name: 'rate-gateway', routed: 0, lost: 6.125, expected: 1 },
  { name: 'idle-gateway', routed: 30, lost: 5.875 },
  { name: 'first-flag-gateway', routed: 0, lost: 60, flags: 'NR,DC', expected: 1 },
  { name: 'last-flag-gateway', routed: 0, lost: 60, flags: 'URX,NR', expected: 1 },
  { name: 'other-flag-gateway', routed: 0, lost: 60, flags: 'NRX' },
];

function nearLimits(timing: Rated): Scenario[] {
  const { window, hold } = timing;
  const late = window + hold + 3;
  const of = requests(timing);
  const series = (name: string, labels: Labels, increment: number): InputSeries[] =>
    increment === 0 ? [] : [feed(of, { ...gateway(name), ...labels }, growing(late + 1, increment))];
  const alike = (name: string, labels: Labels, increment: number): InputSeries[] =>
    similarSeries(of, { ...gateway(name), ...labels }, growing(late + 1, increment));
  const expected = GATEWAYS.flatMap(({ name, expected: value }) =>
    value === undefined ? [] : [{ labels: pick(gateway(name), GROUP), value }],
  );
  const groups = expected.map(({ labels }) => labels);
  return scenarioOf(timing, {
    id: { kind: 'near-limit' },
    title: 'gateways a little above and below a tenth of the requests, and six of them a minute; flags that contain NR',
    series: GATEWAYS.flatMap(({ name, routed, lost, flags = 'NR' }) => [
      ...series(name, ROUTED, routed),
      ...[1, 2].flatMap((pod) => series(name, { ...LOST, response_flags: flags, pod: `pod-${pod}` }, lost / 2)),
    ]),
    beside: [
      ...alike('share-gateway', ROUTED, 10_000),
      ...['less-gateway', 'idle-gateway'].flatMap((name) => alike(name, LOST, 1_000)),
    ],
    checks: [...(hold > 0 ? [silentAt(timing, hold - 1)] : []), firesAt(timing, late, groups)],
    rendered: texts(timing, late, expected),
  });
}
