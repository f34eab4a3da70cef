// What may happen to a service: incidents of several kinds at the worst moments, traffic by day and night, pods that restart.
import type { Random } from '../simulation/random.ts';
import type { Service } from '../simulation/service.ts';
import { DAY_SECONDS, daily, HOUR_SECONDS, hours, MINUTE_SECONDS, type Rate, steady } from '../simulation/traffic.ts';

export interface Incident {
  readonly kind: 'total' | 'partial' | 'drift' | 'blip' | 'lost';
  /** In seconds. */
  readonly from: number;
  readonly to: number;
  /** Share of the requests that fail; of a drift at its end. */
  readonly share: number;
}

const KINDS = ['total', 'partial', 'partial', 'drift', 'blip', 'lost'] as const;

/** Burn rates about and far beyond what the tiers wait for. */
const BURN_RATES = [0.5, 2, 4, 8, 20, 50] as const;

/** Up to four incidents after a day has begun, and time enough after the last one for alerts to end. */
export function randomIncidents(random: Random, budget: number, end: number): Incident[] {
  const incidents: Incident[] = [];
  const count = random.pick([0, 1, 2, 3, 3, 4]);
  let from = random.integer(3, 10) * HOUR_SECONDS;
  for (let at = 0; at < count; at += 1) {
    const incident = randomIncident(random, budget, worstMoment(random, from));
    if (incident.to > end - 2 * HOUR_SECONDS) break;
    incidents.push(incident);
    from = incident.to + random.integer(10, 480) * MINUTE_SECONDS;
  }
  return incidents;
}

/** Full quarters, at which tiles end, and a second before and after them; or any moment. */
function worstMoment(random: Random, from: number): number {
  const quarter = Math.ceil(from / 900) * 900;
  return random.pick([
    quarter,
    quarter - 1,
    quarter + 1,
    from + random.integer(0, 1800),
    from + random.integer(0, 1800),
  ]);
}

function randomIncident(random: Random, budget: number, from: number): Incident {
  const kind = random.pick(KINDS);
  const minutes = (least: number, most: number) => from + random.integer(least * 60, most * 60);
  switch (kind) {
    case 'total':
    case 'lost':
      return { kind, from, to: minutes(3, 150), share: 1 };
    case 'blip':
      return { kind, from, to: from + random.integer(2, 40), share: 1 };
    case 'partial':
    case 'drift': {
      const share = Math.min(0.97, random.pick(BURN_RATES) * budget);
      return { kind, from, to: minutes(20, kind === 'drift' ? 600 : 400), share };
    }
  }
}

/** Whether all processes are gone, with their telemetry: when a third of such an incident is over. */
export function isWithoutTelemetry({ kind, from, to }: Incident, second: number): boolean {
  return kind === 'lost' && second >= from + (to - from) / 3 && second < to;
}

/** The share of requests that fail: a small one always, and that of the incident that is on. */
export function failing(incidents: readonly Incident[], always: number): Rate {
  return (second) => {
    const incident = incidents.find(({ from, to }) => second >= from && second < to);
    if (incident === undefined) return always;
    const { kind, from, to, share } = incident;
    return Math.max(always, kind === 'drift' ? (share * (second - from)) / (to - from) : share);
  };
}

/** Requests a second, `perSecond` in the middle of the day. */
export function randomTraffic(random: Random, perSecond: number): { readonly name: string; readonly rate: Rate } {
  const shapes = {
    steady: () => steady(perSecond),
    wave: () => daily(perSecond, perSecond / random.pick([3, 10, 100])),
    office: () => hours(random.integer(6, 9), random.integer(16, 20), perSecond, random.pick([0, perSecond / 20])),
    batch: () => {
      const [every, lasts] = [random.pick([900, 3600]), random.integer(60, 600)];
      return (second: number) => (second % every < lasts ? perSecond : 0);
    },
    growing: () => (second: number) => (perSecond * (1 + second / HOUR_SECONDS)) / 24,
  };
  const name = random.pick(['steady', 'steady', 'wave', 'office', 'batch', 'growing'] as const);
  return { name, rate: shapes[name]() };
}

export interface Habit {
  readonly name: string;
  readonly act: (service: Service, second: number) => void;
  /** Whether so many events are lost with their processes, between the last scrape and the end, that no budget can be exact. */
  readonly losesEvents: boolean;
}

/** What happens to the pods, at the moments of incidents above all. */
export function randomHabit(random: Random, incidents: readonly Incident[]): Habit {
  const begins = new Set(incidents.map(({ from }) => from));
  const ends = new Set(incidents.map(({ to }) => to));
  const crashEvery = random.integer(45, 400);
  const pods = random.integer(2, 8);
  const isOn = (second: number) => incidents.some(({ from, to }) => second >= from && second < to);
  const habits: readonly [Habit, ...Habit[]] = [
    { name: 'calm', losesEvents: false, act: () => undefined },
    {
      name: 'replaced when it fails, and when it is well again',
      losesEvents: true,
      act: (service, second) => {
        if (begins.has(second) || ends.has(second)) service.redeploy(second);
      },
    },
    {
      name: 'restarts when it fails',
      // A counter that has passed its old value by its next scrape shows no reset.
      losesEvents: true,
      act: (service, second) => {
        if (begins.has(second)) for (const pod of service.pods) pod.restart(second);
      },
    },
    {
      name: `one pod crashes every ${crashEvery} s of an incident`,
      losesEvents: true,
      act: (service, second) => {
        if (isOn(second) && second % crashEvery === 0) service.pods[second % service.pods.length]?.restart(second);
      },
    },
    {
      name: 'rolled out every two hours, pod after pod',
      losesEvents: false,
      act: (service, second) => {
        const step = second % (2 * HOUR_SECONDS);
        const count = service.pods.length;
        if (second > HOUR_SECONDS && step % 60 === 0 && step / 60 < count) {
          service.scaleTo(count - 1, second);
          service.scaleTo(count, second);
        }
      },
    },
    {
      name: 'scaled up and down',
      losesEvents: false,
      act: (service, second) => {
        if (second % 300 === 0)
          service.scaleTo(pods + Math.round((pods - 1) * Math.sin((9 * second) / DAY_SECONDS)), second);
      },
    },
  ];
  return random.pick(habits);
}
