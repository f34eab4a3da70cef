// Made-up services: how many requests there are at each moment and which fail, in; what their pods' counters show at each
// scrape, and how many events there really were, out. Deterministic: the same moments give the same counts. Knows neither
// rules nor Prometheus.

/** What goes on in a service. Times are seconds since 1970. */
export interface Scenario {
  readonly name: string;
  /** In a table. */
  readonly title: string;
  /** Requests per second of the whole service. */
  readonly rate: (time: number) => number;
  /** Share of the requests that fail. */
  readonly errorRatio: (time: number, start: number) => number;
  /** Every so many seconds each pod starts anew: under its old name, or another pod in its place. */
  readonly restarts?: { readonly every: number; readonly as: 'same' | 'other' };
  readonly isScraped?: (time: number, start: number) => boolean;
}

/** A counter as a scrape shows it. */
export interface Counter {
  /** Name and labels, as in an exposition. */
  readonly series: string;
  readonly value: number;
  /** Of the scrape, in seconds. */
  readonly time: number;
}

export interface Events {
  readonly all: number;
  readonly bad: number;
}

export const SCRAPE_SECONDS = 30;

const HOUR = 3600;
const DAY = 86_400;
const RATE = 100;
const ERROR_RATIO = 0.001;

/** 1 at midnight, 10 at noon. */
const dayAndNight = (time: number) => 1 + 9 * (0.5 - 0.5 * Math.cos((2 * Math.PI * time) / DAY));
const hourOfDay = (time: number) => (time % DAY) / HOUR;

export const SCENARIOS: readonly Scenario[] = [
  { name: 'steady', title: 'steady', rate: () => RATE, errorRatio: () => ERROR_RATIO },
  {
    name: 'night',
    title: 'day and night, errors at night',
    rate: (time) => (RATE / 5) * dayAndNight(time),
    errorRatio: (time) => (hourOfDay(time) < 3 || hourOfDay(time) >= 21 ? 5 * ERROR_RATIO : 0.2 * ERROR_RATIO),
  },
  {
    name: 'peak',
    title: 'day and night, errors at the peak',
    rate: (time) => (RATE / 5) * dayAndNight(time),
    errorRatio: (time) => (hourOfDay(time) >= 9 && hourOfDay(time) < 15 ? 5 * ERROR_RATIO : 0.2 * ERROR_RATIO),
  },
  { name: 'bursts', title: 'bursts at little traffic', rate: burstRate, errorRatio: burstErrorRatio },
  {
    name: 'resets',
    title: 'pods restart every 3 h',
    rate: () => RATE,
    errorRatio: () => ERROR_RATIO,
    restarts: { every: 3 * HOUR, as: 'same' },
  },
  {
    name: 'churn',
    title: 'pods replaced every 6 h',
    rate: () => RATE,
    errorRatio: () => ERROR_RATIO,
    restarts: { every: 6 * HOUR, as: 'other' },
  },
  {
    name: 'gap',
    title: 'an hour without scrapes during an incident',
    rate: () => RATE,
    errorRatio: (time, start) => (isWithin(time - start, INCIDENT) ? 0.05 : ERROR_RATIO),
    isScraped: (time, start) => !isWithin(time - start, GAP),
  },
];

// Half-way through the period, so that every evaluation has it in its window: four hours of 5 % errors, of which the second
// is not scraped.
const INCIDENT = { from: 15 * DAY, to: 15 * DAY + 4 * HOUR };
const GAP = { from: 15 * DAY + HOUR, to: 15 * DAY + 2 * HOUR };

function isWithin(seconds: number, { from, to }: { readonly from: number; readonly to: number }): boolean {
  return seconds >= from && seconds < to;
}

// One burst of 60 requests somewhere in each 20 minutes, 0.05 a second on average; in every twentieth a fifth fails.
const BURST_EVERY = 1200;
const BURST_LENGTH = 90;
const BURST_REQUESTS = 60;

function burstRate(time: number): number {
  const slot = Math.floor(time / BURST_EVERY);
  const from = slot * BURST_EVERY + hash(slot) * (BURST_EVERY - BURST_LENGTH);
  return isWithin(time, { from, to: from + BURST_LENGTH }) ? BURST_REQUESTS / BURST_LENGTH : 0;
}

function burstErrorRatio(time: number): number {
  return hash(Math.floor(time / BURST_EVERY) + 0.5) < 0.05 ? 0.2 : 0;
}

/** A number from 0 to 1 that looks random and is always the same. */
function hash(value: number): number {
  const wave = Math.sin(value * 12.9898) * 43_758.5453;
  return wave - Math.floor(wave);
}

interface Pod {
  readonly offset: number;
  readonly good: Series;
  readonly bad: Series;
  generation: number;
}

interface Series {
  value: number;
  name: string;
}

/** A service of some pods, each with a counter of good and one of bad requests. Goes through time scrape by scrape. */
export class Service {
  readonly scenario: Scenario;
  /** Label `job` of its series, and its name as an SLO. */
  readonly job: string;
  readonly rawSeries: number;
  readonly #start: number;
  readonly #pods: readonly Pod[];
  #next: number;
  #all = 0;
  #bad = 0;
  #seed = 0;

  /** `start` is a whole number of scrapes. A pod has two series. */
  constructor(scenario: Scenario, rawSeries: number, start: number) {
    this.scenario = scenario;
    this.rawSeries = rawSeries;
    this.job = `${scenario.name}-${rawSeries}`;
    this.#start = start;
    this.#next = start;
    this.#pods = Array.from({ length: rawSeries / 2 }, (_, at) => ({
      offset: Math.round(hash(at + 0.25) * (SCRAPE_SECONDS - 1) * 1000) / 1000,
      good: { value: 0, name: this.#seriesName(at, 0, '200') },
      bad: { value: 0, name: this.#seriesName(at, 0, '503') },
      generation: 0,
    }));
  }

  /** The moment of the next round of scrapes; each pod is scraped somewhere in the interval that begins then. */
  get next(): number {
    return this.#next;
  }

  /** Requests so far, exactly. */
  get events(): Events {
    return { all: this.#all, bad: this.#bad };
  }

  /** Goes on by one round of scrapes and hands over what they show. */
  advance(show: (counter: Counter) => void): void {
    const { scenario } = this;
    const time = this.#next;
    this.#next += SCRAPE_SECONDS;
    const requests = (scenario.rate(time) * SCRAPE_SECONDS) / this.#pods.length;
    const bad = requests * scenario.errorRatio(time, this.#start);
    const isScraped = scenario.isScraped?.(time, this.#start) ?? true;
    for (const [at, pod] of this.#pods.entries()) {
      const restarts = this.#restarts(at, time);
      // Half of the interval's requests come before the restart. They happened, and no scrape has seen them.
      if (restarts) {
        this.#serve(pod, (requests - bad) / 2, bad / 2);
        this.#restart(pod, at);
      }
      this.#serve(pod, restarts ? (requests - bad) / 2 : requests - bad, restarts ? bad / 2 : bad);
      if (!isScraped) continue;
      for (const { name: series, value } of [pod.good, pod.bad]) {
        // A counter is born with its first event.
        if (value > 0) show({ series, value, time: time + pod.offset });
      }
    }
  }

  #serve(pod: Pod, good: number, bad: number): void {
    const [goodEvents, badEvents] = [this.#draw(good), this.#draw(bad)];
    pod.good.value += goodEvents;
    pod.bad.value += badEvents;
    this.#all += goodEvents + badEvents;
    this.#bad += badEvents;
  }

  // Whole events, the expected number on average. Evenly spaced ones would keep step with evaluations, as real ones do not.
  #draw(expected: number): number {
    const whole = Math.floor(expected);
    return whole + (this.#random() < expected - whole ? 1 : 0);
  }

  // Mulberry32 by Tommy Ettinger, public domain: fast, and the same numbers for each run.
  #random(): number {
    this.#seed = (this.#seed + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#seed ^ (this.#seed >>> 15), 1 | this.#seed);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  // One pod after the other, not all at once.
  #restarts(at: number, time: number): boolean {
    const every = this.scenario.restarts?.every;
    if (every === undefined || time === this.#start) return false;
    const shift = Math.floor((at * every) / this.#pods.length / SCRAPE_SECONDS) * SCRAPE_SECONDS;
    return (time - this.#start - shift) % every === 0;
  }

  #restart(pod: Pod, at: number): void {
    pod.good.value = 0;
    pod.bad.value = 0;
    if (this.scenario.restarts?.as !== 'other') return;
    pod.generation += 1;
    pod.good.name = this.#seriesName(at, pod.generation, '200');
    pod.bad.name = this.#seriesName(at, pod.generation, '503');
  }

  #seriesName(pod: number, generation: number, code: string): string {
    return `http_requests_total{job="${this.job}",instance="pod-${pod}-${generation}",code="${code}"}`;
  }
}
