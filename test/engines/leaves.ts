// Two leaves with a mesh each, and above them one engine after the other's manner; beside them one Prometheus that scrapes both
// meshes, and has all rules.
import { setTimeout as sleep } from 'node:timers/promises';
import { emitAlertmanager } from '../../src/alertmanager/emit.ts';
import type { Topology } from '../../src/model/slo.ts';
import type { RuleFormat } from '../../src/spec/rule-format.ts';
import { FakeMesh } from '../e2e/fake-mesh/fake-mesh.ts';
import { compiledRules, ruleFiles, settingsFor } from '../e2e/project.ts';
import { scaleFile } from '../e2e/scale-rules.ts';
import { type RunningAlertmanager, startAlertmanager } from '../support/alertmanager.ts';
import { type AboveKind, type Leaf, SENT, type Waiting } from './above.ts';
import { type Engine, query, SPEED, stopAll } from './engine.ts';
import { alerting, scraping } from './prometheus.ts';
import { WAITS } from './story.ts';

export const LEAF_LABEL = 'cluster';

/** A leaf for each, with the version of its Prometheus. */
const LEAVES = [
  { name: 'eu-1', version: '2.42' },
  { name: 'us-1', version: '3.' },
] as const;

/** The number of the leaf that stops scraping. */
const LOST = 1;
export const LOST_LEAF = LEAVES[LOST].name;

const topologyOf = (part: Topology['part']): Topology => ({
  part,
  leafLabel: LEAF_LABEL,
  leaves: LEAVES.map(({ name }) => name),
  queryOffsetMs: 60_000,
});

function rulesFor(format: RuleFormat, part?: Topology['part']): Readonly<Record<string, string>> {
  const files = compiledRules(format, part && topologyOf(part));
  return ruleFiles(
    files.map((file) => scaleFile(file, SPEED)),
    format,
  );
}

/** An engine above the leaves. */
export interface Watched {
  readonly kind: AboveKind;
  readonly above: Engine;
}

const LOOK_EVERY_MS = 250;
const PATIENCE_MS = 240_000;

export class Leaves {
  readonly watched: Watched[] = [];
  readonly #meshes = LEAVES.map(() => new FakeMesh({ speed: SPEED }));
  readonly #running: { stop(): Promise<void> }[] = [];
  #leaves: Leaf[] = [];

  /** Starts everything, and waits for budgets above the leaves and beside them. */
  async begin(kinds: readonly AboveKind[]): Promise<void> {
    for (const mesh of this.#meshes) await mesh.start();
    const waiting = await this.#prepare(kinds);
    await this.#startLeaves(waiting);
    const single = await this.#startSingle();
    for (const [at, { ready, kind }] of waiting.entries()) {
      const above = await ready.receive(this.#leaves);
      this.#running.push(above);
      this.watched[at] = { kind, above };
    }
    const count = async (engine: Engine) => (await query(engine, 'slo:error_budget:remaining_ratio')).length;
    await this.#until('a budget beside the leaves', async () => (await count(single)) > 0);
    await this.everywhere('the budgets of one Prometheus', async ({ above }) => {
      return (await count(above)) === (await count(single));
    });
  }

  async end(): Promise<void> {
    await stopAll(this.#running);
    for (const mesh of this.#meshes) mesh.stop();
  }

  /** From now on nothing is scraped in the last leaf. */
  stopScraping(): Promise<void> {
    return this.#leaves[LOST]?.prometheus.discover([]) ?? Promise.resolve();
  }

  everywhere(what: string, holds: (one: Watched) => Promise<boolean>): Promise<void> {
    return this.#until(what, async () => (await Promise.all(this.watched.map(holds))).every(Boolean));
  }

  async #until(what: string, holds: () => Promise<boolean>): Promise<void> {
    const deadline = performance.now() + PATIENCE_MS;
    while (!(await holds().catch(() => false))) {
      if (performance.now() > deadline) throw new Error(`it did not come about: ${what}`);
      await sleep(LOOK_EVERY_MS);
    }
  }

  async #prepare(kinds: readonly AboveKind[]) {
    const routes = emitAlertmanager(compiledRules('prometheus', topologyOf('global')), settingsFor('prometheus'));
    const waiting: { kind: AboveKind; alertmanager: RunningAlertmanager; ready: Waiting }[] = [];
    for (const kind of kinds) {
      const alertmanager = await startAlertmanager(routes[0]?.content ?? '', WAITS);
      this.#running.push(alertmanager);
      const rules = (format: RuleFormat) => rulesFor(format, 'global');
      const ready = await kind.prepare({ alertmanager: alertmanager.url, rules });
      waiting.push({ kind, alertmanager, ready });
    }
    return waiting;
  }

  /** Leaves tell all Alertmanagers, each of which stands for the one of its engine. */
  async #startLeaves(waiting: readonly { readonly alertmanager: RunningAlertmanager; readonly ready: Waiting }[]) {
    const remote_write = waiting.flatMap(({ ready: { remoteWrite: url } }) =>
      url === undefined
        ? []
        : [
            {
              url,
              queue_config: { batch_send_deadline: '300ms' },
              write_relabel_configs: [{ source_labels: ['__name__'], regex: SENT, action: 'keep' }],
            },
          ],
    );
    for (const [at, { name, version }] of LEAVES.entries()) {
      const configuration = {
        global: { external_labels: { [LEAF_LABEL]: name } },
        alerting: alerting(...waiting.map(({ alertmanager }) => alertmanager.url)),
        remote_write,
      };
      const prometheus = await scraping({ targets: this.#meshes[at]?.targets() ?? [] }, configuration, version);
      this.#running.push(prometheus);
      await prometheus.loadRules(rulesFor('prometheus', 'leaf'));
      this.#leaves.push({ name, prometheus });
    }
  }

  /** Pods of two meshes have the same names, so for one Prometheus they are told apart by the leaf. */
  async #startSingle(): Promise<Engine> {
    const targets = this.#meshes.flatMap((mesh, at) =>
      mesh.targets().map((group) => ({ ...group, labels: { ...group.labels, [LEAF_LABEL]: LEAVES[at]?.name ?? '' } })),
    );
    const single = await scraping({ targets }, {});
    this.#running.push(single);
    await single.loadRules(rulesFor('prometheus'));
    return single;
  }
}
