// Alerts beside the truth that was counted: told in time, never for nothing, once for each incident.
import type { AlertLine } from '../judge.ts';
import type { Span } from '../simulation/scraper.ts';
import { clock, type Firing, firingsOf, SAME_INCIDENT_SECONDS } from '../verdict.ts';
import type { CountedPromise, World } from '../world.ts';
import { isRecoverySeen, STEP_SECONDS, type Stretch, type Truth, truthOf } from './truth.ts';

/** A world whose alerts follow from what is counted. */
export interface CountedWorld extends Pick<World, 'scrape' | 'endSeconds'> {
  readonly promises: readonly CountedPromise[];
  /** While nobody looks: the server is down. */
  readonly blind: readonly Span[];
}

/** What is found in one world. */
export interface Findings {
  readonly faults: readonly string[];
  /** Wanted alerts: how late each began, in seconds, counted from the moment at which it was due. */
  readonly delays: readonly number[];
}

/** How many seconds late an alert may be: four scrapes make a rate, and evaluations wait for each other. */
export function lateBySeconds(intervalSeconds: number): number {
  const base = [30, 60, 120, 300].find((window) => window >= 4 * intervalSeconds) ?? 600;
  return base + 2 * Math.max(15, intervalSeconds) + 60;
}

/** Tickets are evaluated each base window, and read tiles. */
const TICKET_SECONDS = 900;

export function judgeByTruth(lines: readonly AlertLine[], world: CountedWorld): Findings {
  const firings = firingsOf(lines);
  const judged = world.promises.flatMap((promise) =>
    (['critical', 'warning'] as const).map((severity) => {
      const own = firings.filter(
        ({ labels }) =>
          labels.severity === severity &&
          labels.alertname === 'ErrorBudgetBurn' &&
          Object.entries(promise.labels).every(([name, value]) => labels[name] === value),
      );
      const late = lateBySeconds(world.scrape.intervalSeconds) + (severity === 'warning' ? TICKET_SECONDS : 0);
      return judgeSeverity({
        promise,
        own,
        late,
        world,
        truth: truthOf(promise, severity, world.endSeconds),
        severity,
      });
    }),
  );
  const others = firings.filter(
    ({ labels, from }) =>
      labels.alertname !== 'ErrorBudgetBurn' && !isBlind(world, from - 1200, from) && !isIdle(world, from),
  );
  return {
    faults: [...judged.flatMap(({ faults }) => faults), ...others.map((alert) => `not wanted: ${wordsOf(alert)}`)],
    delays: judged.flatMap(({ delays }) => delays),
  };
}

interface Severity {
  readonly promise: CountedPromise;
  readonly severity: string;
  readonly own: readonly Firing[];
  readonly late: number;
  readonly world: CountedWorld;
  readonly truth: Truth;
}

function judgeSeverity({ promise, severity, own, late, world, truth }: Severity): Findings {
  const group = `${Object.values(promise.labels).join()} ${severity}`;
  const delays: number[] = [];
  const missed = truth.due.flatMap(({ from, to }) => {
    if (to - from < late || isBlind(world, from - 1800, to)) return [];
    const told = own.find((page) => page.to > from && page.from <= from + late);
    if (told === undefined) return [`${group} missed: due from ${clock(from)} to ${clock(to)}`];
    delays.push(Math.max(0, told.from - from));
    return [];
  });
  const unwanted = own.flatMap((page) =>
    truth.allowed.some(({ from, to }) => page.from >= from - STEP_SECONDS && page.from <= to + late)
      ? []
      : [`${group} not wanted: ${wordsOf(page)}`],
  );
  return { faults: [...missed, ...unwanted, ...repeats(own, promise, world, truth.allowed, group)], delays };
}

/** Alerts are kept for up to so long after their condition has ended. */
const KEPT_SECONDS = 1800 + 300;

/** Alerts that end and come back while the same stretch lasts, and nothing new has begun: somebody is told twice of one
 *  incident. */
function repeats(
  own: readonly Firing[],
  promise: CountedPromise,
  world: CountedWorld,
  allowed: readonly Stretch[],
  group: string,
): string[] {
  return own.flatMap((page) => {
    const before = own.filter(({ labels, to }) => labels.slo_tier === page.labels.slo_tier && to <= page.from).at(-1);
    if (before === undefined || page.from - before.to <= SAME_INCIDENT_SECONDS) return [];
    const isSame = allowed.some(({ from, to }) => before.to >= from && page.from <= to);
    // A server that is down says nothing, and whoever is told takes that for an end.
    const isNew =
      promise.begins.some((at) => at > before.from && at <= page.from) ||
      isBlind(world, before.to - 300, page.from) ||
      isRecoverySeen(promise, Number(page.labels.slo_factor), before.to - KEPT_SECONDS, page.from);
    return isSame && !isNew ? [`${group} told again: ${wordsOf(page)}, after ${clock(before.to)}`] : [];
  });
}

function isBlind({ blind }: CountedWorld, from: number, to: number): boolean {
  return blind.some((span) => span.from <= to && span.to >= from);
}

/** Whether there was no request for so long that there may be no counter. */
function isIdle({ promises }: CountedWorld, at: number): boolean {
  return promises.every(({ ledger }) => ledger.total(at - 880, at - 200) === 0);
}

function wordsOf({ labels, from, to }: Firing): string {
  return `${labels.alertname} ${labels.slo_tier ?? labels.slo_missing ?? ''} from ${clock(from)} to ${clock(to)}`;
}
