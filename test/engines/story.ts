// What happens to the mesh while all engines look at it: the outage of one service, and while it lasts that of another. Each
// engine tells an Alertmanager of its own, with the routes that are generated for this project.
import { setTimeout as sleep } from 'node:timers/promises';
import { emitAlertmanager } from '../../src/alertmanager/emit.ts';
import type { RuleFormat } from '../../src/spec/rule-format.ts';
import { FakeMesh } from '../e2e/fake-mesh/fake-mesh.ts';
import { compiledRules, ruleFiles, settingsFor } from '../e2e/project.ts';
import { scaleFile } from '../e2e/scale-rules.ts';
import { type Notification, type RunningAlertmanager, startAlertmanager } from '../support/alertmanager.ts';
import type { Labels } from '../support/prometheus.ts';
import { type Engine, type EngineKind, query, SPEED, stopAll } from './engine.ts';

/** The services that fail, the second while the first still does. */
export const FAILING = ['ratings', 'reviews'] as const;
export type Failing = (typeof FAILING)[number];

const MINUTE_MS = 60_000;
const LOOK_EVERY_MS = 250;
/** A page of six hours clears after its short window of half an hour, and is told with the next interval of its group. */
const PATIENCE_MS = 240_000;

/** A minute of the mesh's time, in milliseconds. */
const minutes = (count: number) => (count * MINUTE_MS) / SPEED;

/** An engine, and what its receivers have heard. */
export interface Watched {
  readonly kind: EngineKind;
  readonly engine: Engine;
  readonly alertmanager: RunningAlertmanager;
  /** How often its budgets were asked for, and how often one was missing. */
  readonly budgets: { asked: number; missing: number };
}

/** What was seen of an outage on one engine, in seconds of the mesh's time. */
export interface Seen {
  readonly kind: EngineKind;
  readonly service: Failing;
  /** From the first failed request to the page. */
  readonly paged: number;
  /** From the end of the outage to the last notification, which says so. */
  readonly resolved: number;
  /** Groups of Alertmanager in which somebody was paged. */
  readonly pages: number;
  /** Notifications that say that it is over. */
  readonly ends: number;
  /** Tickets of tiers that the page should have muted. */
  readonly tickets: number;
}

export class Story {
  readonly #tell: (what: string) => void;
  readonly #mesh = new FakeMesh({ speed: SPEED });
  readonly #running: { stop(): Promise<void> }[] = [];
  readonly watched: Watched[] = [];

  /** @param tell is told what has come about */
  constructor(tell: (what: string) => void = () => undefined) {
    this.#tell = tell;
  }

  /** Starts the mesh and each engine, and waits until each has rates and budgets. */
  async begin(kinds: readonly EngineKind[]): Promise<void> {
    await this.#mesh.start();
    const targets = this.#mesh.targets();
    const files = new Map<RuleFormat, Readonly<Record<string, string>>>();
    const rules = (format: RuleFormat) => {
      const made = files.get(format) ?? rulesFor(format);
      files.set(format, made);
      return made;
    };
    for (const kind of kinds) {
      const alertmanager = await startAlertmanager(routes(), WAITS);
      this.#running.push(alertmanager);
      const engine = await kind.start({ targets, alertmanager: alertmanager.url, rules });
      this.#running.push(engine);
      this.watched.push({ kind, engine, alertmanager, budgets: { asked: 0, missing: 0 } });
    }
    await this.#everywhere('budgets', async ({ engine }) => (await budgetsOf(engine)) === BUDGETS);
    // The guards of pages ask for a tile or two of data.
    await this.#live(minutes(10));
  }

  /** Lets one service fail, then the other, mends both, and tells what each engine's receivers heard. */
  async happens(): Promise<readonly Seen[]> {
    const began = new Map<Failing, number>();
    for (const service of FAILING) {
      this.#mesh.failRequests(service, 1);
      began.set(service, performance.now());
      await this.#everywhere(`a page for ${service}`, async (engine) => pagesOf(engine, service).length > 0);
      await this.#live(minutes(10));
    }
    for (const service of FAILING) this.#mesh.failRequests(service, 0);
    const ended = performance.now();
    await this.#everywhere('end of both', async (engine) =>
      FAILING.every((service) => endsOf(engine, service).length > 0),
    );
    return this.watched.flatMap((engine) =>
      FAILING.map((service) => seen(engine, service, began.get(service) ?? Number.NaN, ended)),
    );
  }

  async end(): Promise<void> {
    await stopAll(this.#running);
    this.#mesh.stop();
  }

  /** Lets time pass, in which budgets are asked for again and again. */
  async #live(ms: number): Promise<void> {
    const until = performance.now() + ms;
    while (performance.now() < until) {
      await Promise.all(this.watched.map(askForBudgets));
      await sleep(LOOK_EVERY_MS);
    }
  }

  async #everywhere(what: string, holds: (engine: Watched) => Promise<boolean>): Promise<void> {
    const deadline = performance.now() + PATIENCE_MS;
    let without = this.watched;
    while (without.length > 0) {
      if (performance.now() > deadline) {
        throw new Error(`${what}: not on ${without.map(({ kind }) => `${kind.name} ${kind.version}`).join(', ')}`);
      }
      const answers = await Promise.all(without.map((engine) => holds(engine).catch(() => false)));
      for (const [at, { kind }] of without.entries())
        if (answers[at]) this.#tell(`${what}: ${kind.name} ${kind.version}`);
      without = without.filter((_, at) => !answers[at]);
      await sleep(LOOK_EVERY_MS);
    }
  }
}

/** As in life, at the speed of the mesh. */
const scaled = (seconds: number) => `${Math.round((seconds * 1000) / SPEED)}ms`;
export const WAITS = { page: scaled(10), group_wait: scaled(30), group_interval: scaled(300) };

function routes(): string {
  const settings = settingsFor('prometheus');
  const [file] = emitAlertmanager(compiledRules(), settings);
  return file?.content ?? '';
}

function rulesFor(format: RuleFormat): Readonly<Record<string, string>> {
  return ruleFiles(
    compiledRules(format).map((file) => scaleFile(file, SPEED)),
    format,
  );
}

/** Two SLOs of five services each, and two of the control plane. */
const BUDGETS = 12;

async function budgetsOf(engine: Engine): Promise<number> {
  return (await query(engine, 'slo:error_budget:remaining_ratio')).length;
}

async function askForBudgets({ engine, budgets }: Watched): Promise<void> {
  const found = await budgetsOf(engine);
  budgets.asked += 1;
  if (found < BUDGETS) budgets.missing += 1;
}

const isOf = (labels: Labels, service: Failing) =>
  labels.destination_service_name === service && labels.slo === 'request-success';

function of({ alertmanager }: Watched, service: Failing, receiver: string): Notification[] {
  return alertmanager.notifications.filter(
    (notification) =>
      notification.receiver === receiver && notification.alerts.some(({ labels }) => isOf(labels, service)),
  );
}

const pagesOf = (engine: Watched, service: Failing) => of(engine, service, 'pager');

function endsOf(engine: Watched, service: Failing): Notification[] {
  return pagesOf(engine, service).filter(({ alerts }) => alerts.every(({ status }) => status === 'resolved'));
}

function seen(engine: Watched, service: Failing, beganMs: number, endedMs: number): Seen {
  const pages = pagesOf(engine, service);
  const inLife = (ms: number) => (ms * SPEED) / 1000;
  const ends = endsOf(engine, service);
  const tickets = of(engine, service, 'tickets').flatMap(({ alerts }) => alerts);
  return {
    kind: engine.kind,
    service,
    paged: inLife((pages[0]?.atMs ?? Number.NaN) - beganMs),
    resolved: inLife((ends[0]?.atMs ?? Number.NaN) - endedMs),
    pages: new Set(pages.map(({ groupKey }) => groupKey)).size,
    ends: ends.length,
    tickets: tickets.filter(({ labels }) => labels.slo_tier !== undefined).length,
  };
}
