// A service that answers requests: pods that come and go, and counters of requests by outcome, as an exporter would show them.
import type { Ledger } from './ledger.ts';
import type { Random } from './random.ts';
import type { Actor } from './simulate.ts';
import { type Labels, observe, Target } from './target.ts';
import { type Rate, Stream } from './traffic.ts';

/** What may become of a request. */
export interface Outcome {
  /** On the counter: the code, say. */
  readonly labels: Labels;
  /** Share of the requests, at a second, of those that met no outcome before this one in the list. */
  readonly share: Rate;
  /** Whether the caller got what it wanted. */
  readonly isGood: boolean;
  /** How long the answer took. */
  readonly seconds?: number;
}

export interface ServiceOptions {
  /** Of every pod's targets: `job` and others. */
  readonly labels: Labels;
  readonly requests: Rate;
  /** The first that a request meets. What meets none is lost without a trace, so the last one has a share of 1. */
  readonly outcomes: readonly Outcome[];
  readonly random: Random;
  readonly ledger?: Ledger;
  /** The counter of requests. */
  readonly counter?: string;
  /** The histogram of durations, with its bounds as the exposition spells them. */
  readonly histogram?: { readonly name: string; readonly bounds: readonly string[] };
  readonly pods?: number;
  /** What their names begin with; the job without. */
  readonly podName?: string;
  /** Whether all outcomes stand at zero from the start of a pod; otherwise a series is born with its first request. */
  readonly isEager?: boolean;
  /** Whether requests come by chance, each for itself; otherwise as evenly as the rate lets them. */
  readonly isRandom?: boolean;
  /** What happens to the pods: called each second before the requests. */
  readonly events?: (service: Service, second: number) => void;
}

export class Service implements Actor {
  readonly #options: ServiceOptions;
  readonly #stream: Stream;
  /** All there ever were: those that are gone are scraped once more, in vain. */
  #targets: Target[] = [];
  #pods: Target[] = [];
  #born = 0;
  #turn = 0;

  constructor(options: ServiceOptions) {
    this.#options = options;
    this.#stream = new Stream(options.requests, options.random.next());
    this.scaleTo(options.pods ?? 1, 0);
  }

  get targets(): readonly Target[] {
    return this.#targets;
  }

  get pods(): readonly Target[] {
    return this.#pods;
  }

  /** Pods are added, or the oldest ones are removed. */
  scaleTo(count: number, second: number): void {
    while (this.#pods.length > count) this.#remove();
    while (this.#pods.length < count) this.#add(second);
  }

  /** Every pod is replaced by a new one. */
  redeploy(second: number): void {
    const count = this.#pods.length;
    this.scaleTo(0, second);
    this.scaleTo(count, second);
  }

  act(second: number): void {
    this.#options.events?.(this, second);
    const { requests, outcomes, random, isRandom = false } = this.#options;
    let left = isRandom ? random.poisson(requests(second)) : this.#stream.at(second);
    for (const outcome of outcomes) {
      const count = random.binomial(left, outcome.share(second));
      left -= count;
      if (count > 0) this.#answer(outcome, count, second);
    }
  }

  #answer(outcome: Outcome, count: number, second: number): void {
    const pods = this.#pods;
    // What nobody answers nobody can count.
    if (pods.length === 0) return;
    this.#options.ledger?.count(second, outcome.isGood ? count : 0, outcome.isGood ? 0 : count);
    const each = Math.floor(count / pods.length);
    const extra = count % pods.length;
    for (let i = 0; i < pods.length; i += 1) {
      const pod = pods[(this.#turn + i) % pods.length];
      const requests = each + (i < extra ? 1 : 0);
      if (pod !== undefined && requests > 0) this.#record(pod, outcome, requests);
    }
    this.#turn += extra;
  }

  #record(pod: Target, { labels, seconds = 0 }: Outcome, requests: number): void {
    const { counter, histogram } = this.#options;
    if (counter !== undefined) pod.add(counter, labels, requests);
    if (histogram !== undefined) observe(pod, histogram.name, labels, histogram.bounds, seconds, requests);
  }

  #add(second: number): void {
    this.#born += 1;
    const { labels, isEager = false, outcomes, podName = labels.job } = this.#options;
    const name = `${podName}-${this.#born}`;
    const pod = new Target({ ...labels, pod: name, instance: `${name}:8080` }, second === 0 ? undefined : second);
    if (isEager) for (const outcome of outcomes) this.#record(pod, outcome, 0);
    this.#pods.push(pod);
    this.#targets.push(pod);
  }

  #remove(): void {
    const pod = this.#pods.shift();
    if (pod !== undefined) pod.isDiscovered = false;
  }
}

/** Requests that succeed but for a share that fails with a server error. */
export function succeedingBut(failing: Rate, labels: (isGood: boolean) => Labels = httpCode): readonly Outcome[] {
  return [
    { labels: labels(false), share: failing, isGood: false },
    { labels: labels(true), share: () => 1, isGood: true },
  ];
}

const httpCode = (isGood: boolean): Labels => ({ code: isGood ? '200' : '500' });
