// Other circumstances for a world that cannot be put into another setting: its metrics and labels have other names, it is scraped
// at another interval, scrapes are lost, evaluations are missed. The truth stays as it is, but for the time that scrapes take.
import type { Random } from '../simulation/random.ts';
import type { Labels } from '../simulation/target.ts';
import type { World } from '../world.ts';
import { lateBySeconds } from './verdict.ts';

/** Names of client libraries and exporters in the place of the worlds' own. */
const NAMES: readonly Readonly<Record<string, string>>[] = [
  {},
  { http_requests_total: 'app_http_requests_total', code: 'status_code' },
  { http_requests_total: 'http_server_request_duration_seconds_count', code: 'http_response_status_code' },
  { http_requests_total: 'traefik_service_requests_total', http_request_duration_seconds: 'myapp_latency_seconds' },
  { http_request_duration_seconds: 'rpc_server_duration_seconds', http_requests_total: 'requests', code: 'status' },
];

/** How often a budget is looked at: at another moment after each full quarter of an hour. */
export const UNEVEN_STEP_SECONDS = 290;

/** The scrape interval that the worlds are written for. */
const USUAL_INTERVAL_SECONDS = 30;

export interface Circumstances {
  readonly names: Readonly<Record<string, string>>;
  readonly intervalSeconds: number;
  readonly lostShare: number;
  readonly missedShare: number;
}

export function randomCircumstances(random: Random, { scrape, server, spec, mayBeRefused }: World): Circumstances {
  const isUsual = scrape.intervalSeconds === USUAL_INTERVAL_SECONDS && server === undefined;
  const isWhole = isUsual && scrape.isLost === undefined && scrape.down === undefined;
  const [names, interval, lost, missed] = [
    random.integer(0, NAMES.length - 1),
    random.pick([5, 10, 15, 20, 30, 45, 60]),
    random.pick([0, 0, 0.03]),
    random.pick([0, 0, 0.03]),
  ];
  return {
    // Where the compiler goes by what it knows of a name, that stays.
    names: (mayBeRefused ? undefined : NAMES[names]) ?? {},
    intervalSeconds: isUsual ? interval : scrape.intervalSeconds,
    // Where `up` itself is the promise, a lost scrape is no circumstance but a failure.
    lostShare: isWhole && !spec.includes('uptime:') ? lost : 0,
    missedShare: isWhole ? missed : 0,
  };
}

/** What they are, in a line. */
export function circumstancesWords({ names, intervalSeconds, lostShare, missedShare }: Circumstances): string {
  return [
    `scraped each ${intervalSeconds} s`,
    ...Object.values(names),
    ...(lostShare > 0 ? [`${lostShare} of the scrapes lost`] : []),
    ...(missedShare > 0 ? [`${missedShare} of the evaluations missed`] : []),
  ].join(', ');
}

export function inCircumstances(world: World, circumstances: Circumstances, random: Random): World {
  const { names, intervalSeconds, lostShare, missedShare } = circumstances;
  const { ratio: _, ...rest } = world;
  const laterSeconds = lateBySeconds(intervalSeconds) - lateBySeconds(world.scrape.intervalSeconds);
  const slackSeconds = Math.max(0, laterSeconds) + (lostShare > 0 ? 120 : 0);
  return {
    ...rest,
    spec: renamedIn(world.spec, names),
    config: { ...world.config, scrapeInterval: `${intervalSeconds}s` },
    scrape: {
      ...world.scrape,
      intervalSeconds,
      relabel: (labels, second) =>
        (world.scrape.relabel?.(labels, second) ?? [labels]).map((set) => renamed(set, names)),
      ...(lostShare > 0 && { isLost: () => random.next() < lostShare }),
    },
    ...(missedShare > 0 && { server: { missedShare } }),
    wanted: world.wanted.map(({ to, endsBy, ...incident }) => ({
      ...incident,
      to: to + slackSeconds,
      ...(endsBy !== undefined && { endsBy: endsBy + slackSeconds }),
    })),
    allowed: world.allowed.map((stretch) => ({ ...stretch, to: stretch.to + slackSeconds })),
    budgets: world.budgets.map((check) => ({
      ...check,
      stepSeconds: Math.min(check.stepSeconds, UNEVEN_STEP_SECONDS),
      lagSeconds: Math.max(check.lagSeconds, 8 * intervalSeconds + 240),
      relativeTolerance: check.relativeTolerance + (lostShare > 0 ? 0.05 : 0.01),
      toleratedEvents: Math.max(check.toleratedEvents ?? 0, 3),
      // Where an evaluation of the slow group is missed, what it recorded before is older than five minutes until the next one.
      mayBeSilent: check.mayBeSilent === true || missedShare > 0,
    })),
  };
}

function renamedIn(spec: string, names: Circumstances['names']): string {
  return Object.entries(names).reduce(
    (text, [from, to]) => text.replaceAll(new RegExp(`\\b${from}(?=_bucket|_count|_sum|\\b)`, 'g'), to),
    spec,
  );
}

function renamed({ __name__ = '', ...labels }: Labels, names: Circumstances['names']): Labels {
  const [, base = '', suffix = ''] = /^(.*?)(_bucket|_count|_sum)?$/.exec(__name__) ?? [];
  const renamedLabels = Object.entries(labels).map(([label, value]) => [names[label] ?? label, value]);
  return { ...Object.fromEntries(renamedLabels), __name__: names[__name__] ?? `${names[base] ?? base}${suffix}` };
}
