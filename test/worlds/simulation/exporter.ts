// Processes that report what they are told to: a control plane, a probe, an exporter of what others count.
import type { Actor } from './simulate.ts';
import { type Labels, Target } from './target.ts';

export interface ExporterOptions {
  /** Of all instances. */
  readonly labels: Labels;
  /** Names of the instances. */
  readonly instances: readonly string[];
  /** Called each second: sets the metrics of the instances, replaces them, takes them down. */
  readonly act: (exporter: Exporter, second: number) => void;
}

export class Exporter implements Actor {
  readonly #options: ExporterOptions;
  readonly #instances = new Map<string, Target>();
  readonly #targets: Target[] = [];

  constructor(options: ExporterOptions) {
    this.#options = options;
    for (const name of options.instances) this.start(name);
  }

  get targets(): readonly Target[] {
    return this.#targets;
  }

  act(second: number): void {
    this.#options.act(this, second);
  }

  /** The instance of that name; it has to be there. */
  instance(name: string): Target {
    const target = this.#instances.get(name);
    if (target === undefined) throw new Error(`no instance ${name}`);
    return target;
  }

  /** A new instance. Without a time it was there long before. */
  start(name: string, second?: number): Target {
    const target = new Target({ ...this.#options.labels, instance: `${name}:9090`, pod: name }, second);
    this.#instances.set(name, target);
    this.#targets.push(target);
    return target;
  }

  /** The instance is gone, for service discovery, too. */
  stop(name: string): void {
    this.instance(name).isDiscovered = false;
    this.#instances.delete(name);
  }
}
