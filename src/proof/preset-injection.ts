// Scenarios of the preset on refused pods. Its counter is born with the first of them, so most of it is about what is new
// and what is only seen for the first time.
import { select } from '../istio/metric.ts';
import { ISTIOD_METRICS } from '../istio/metrics-istiod.ts';
import { PROMETHEUS_METRICS } from '../istio/metrics-platform.ts';
import type { Selector } from '../promql/ast.ts';
import {
  atStep,
  episodeOf,
  feed,
  firesAndClears,
  firesAt,
  labelsOf,
  levels,
  lookAlikes,
  MINUTE_MS,
  type Play,
  pick,
  scenarioOf,
  silentAt,
  texts,
  whileSeen,
} from './preset-play.ts';
import {
  distinctTargets,
  istiodLabels,
  type PresetPlay,
  type PresetScenarios,
  SECOND_SCRAPE,
} from './preset-targets.ts';
import type { InputSeries, Scenario } from './scenario.ts';
import { counter, gauge } from './series.ts';
import type { Labels } from './synthesize.ts';

/** Minutes in which a refused pod counts as new, and steps, for a step is a minute. */
const WINDOW = 15;

/** Minutes up to which a process is young: the window, and five for its first scrape. */
const YOUNG = 20;

interface Injection extends PresetPlay {
  readonly failures: Selector;
  readonly up: Selector;
  readonly uptime: Selector;
  readonly group: Labels;
}

export const sidecarInjectionFailing: PresetScenarios = (play) => {
  const { istiod } = play.options;
  const failures = select(ISTIOD_METRICS.sidecar_injection_failure_total, {}, istiod);
  const injection: Injection = {
    ...atStep(play, MINUTE_MS),
    failures,
    up: select(PROMETHEUS_METRICS.up, {}, istiod),
    uptime: select(ISTIOD_METRICS.istiod_uptime_seconds, {}, istiod),
    group: pick(labelsOf(failures, istiodLabels(play)), ['cluster']),
  };
  return [againAndAgain, firstEver, restarted, youngProcess, seenAgain, secondScrape, renamedMonitor].flatMap((make) =>
    make(injection),
  );
};

/** An instance of istiod: since when it is scraped, and for how many minutes it has run by then. */
interface Instance {
  readonly labels?: Labels;
  readonly n?: number;
  readonly up: string;
  readonly uptime: string;
  readonly failures?: string;
}

function instance(injection: Injection, { labels = {}, n = 1, up, uptime, failures }: Instance): InputSeries[] {
  const own = { ...istiodLabels(injection, n), ...labels };
  return [
    feed(injection.up, own, up),
    feed(injection.uptime, own, uptime),
    ...(failures === undefined ? [] : [feed(injection.failures, own, failures)]),
  ];
}

/** An instance that has been up for a day and goes on so. */
function old(steps: number): Pick<Instance, 'up' | 'uptime'> {
  return { up: gauge([[steps, 1]]), uptime: age(24 * 60, steps) };
}

/** The uptime of a process that has run for so many minutes. */
function age(minutes: number, steps: number): string {
  return `${minutes * 60}+60x${steps - 1}`;
}

/** Something else at the same address counts on; it must neither be counted nor hide what is new. */
function otherCounter(injection: Injection, steps: number): InputSeries[] {
  return lookAlikes(injection.failures, istiodLabels(injection), counter([{ samples: steps, increment: 7 }]));
}

function againAndAgain(injection: Injection): Scenario[] {
  const { group } = injection;
  const { from, until, end } = episodeOf(injection, WINDOW);
  const failures = counter([
    { samples: from, increment: 0 },
    { samples: until - from, increment: 1 },
    { samples: end - until, increment: 0 },
  ]);
  return scenarioOf(injection, {
    name: 'pods are refused again and again, on a counter that is known',
    series: instance(injection, { ...old(end), failures }),
    beside: otherCounter(injection, end),
    checks: firesAndClears(injection, whileSeen({ from, until, end }, WINDOW), [group]),
    rendered: texts(injection, until - 1, [{ labels: group, value: WINDOW }]),
  });
}

/** The first event that a counter shows is at `step`, and counts as new for one window. */
function newFrom(injection: Injection, step: number, minutes = WINDOW) {
  const timing = { onset: [step, step], clear: [step + minutes, step + minutes] } as const;
  return firesAndClears(injection, timing, [injection.group]);
}

function fitsInto(minutes: number, { hold }: Play): boolean {
  return hold < minutes;
}

function firstEver(injection: Injection): Scenario[] {
  const { group, hold, keep } = injection;
  const born = WINDOW + 4;
  const steps = born + WINDOW + keep + 3;
  const since = (value: number) => `_x${born} ${gauge([[steps - born, value]])}`;
  const targets = distinctTargets(injection.failures, istiodLabels(injection));
  return scenarioOf(injection, {
    name: `the first refused pods ever, of ${targets.length} instances, one of them scraped twice: each pod counts once`,
    series: targets.flatMap((labels, at) =>
      instance(injection, { ...old(steps), labels, failures: since(at === 0 ? 2 : 1) }),
    ),
    beside: [
      ...instance(injection, { ...old(steps), labels: SECOND_SCRAPE, failures: since(1) }),
      ...instance(injection, { ...old(steps), n: 3, labels: { cluster: 'west' }, failures: gauge([[steps, 4]]) }),
      ...otherCounter(injection, steps),
    ],
    checks: newFrom(injection, born),
    rendered: fitsInto(WINDOW, injection)
      ? texts(injection, born + hold, [{ labels: group, value: targets.length + 1 }])
      : [],
  });
}

/** The old counter is still seen a window ago, so the new one is found by its increase. */
function restarted(injection: Injection): Scenario[] {
  const { group, hold } = injection;
  const [ends, event] = [WINDOW + 5, WINDOW + 9];
  const steps = ends + WINDOW;
  // After that the old counter leaves the window, which is no matter of this scenario.
  if (event + hold > ends + WINDOW - 2) return [];
  return scenarioOf(injection, {
    name: 'istiod restarts, and refuses one pod since',
    series: instance(injection, {
      up: gauge([[steps, 1]]),
      uptime: `${age(24 * 60, ends)} ${age(0, steps - ends)}`,
      failures: `${levels([
        [ends, 5],
        [event - ends, 'gone'],
      ])} ${gauge([[steps - event, 1]])}`,
    }),
    checks: [silentAt(injection, event - 1), firesAt(injection, event + hold, [group])],
  });
}

/** Scraped for the first time six minutes after it started: its age is proof enough, for as long as it is young. */
function youngProcess(injection: Injection): Scenario[] {
  const [first, started] = [3, 6];
  const steps = first + WINDOW + injection.keep + 3;
  const later = steps - first;
  return scenarioOf(injection, {
    name: 'a process that nobody watched refuses pods: new while it is younger than 20 minutes',
    series: instance(injection, {
      up: `_x${first} ${gauge([[later, 1]])}`,
      uptime: `_x${first} ${age(started, later)}`,
      failures: `_x${first} ${gauge([[later, 1]])}`,
    }),
    checks: newFrom(injection, first, YOUNG - started),
  });
}

/** Neither of two instances was scraped with success one window before its counter is found again. */
function seenAgain(injection: Injection): Scenario[] {
  const { hold } = injection;
  const [before, away] = [3, WINDOW + 6];
  const back = before + away;
  const steps = back + WINDOW + 3;
  const found = `_x${back} ${gauge([[steps - back, 5]])}`;
  const uptime = `${age(24 * 60, before)} _x${away} ${age(25 * 60, steps - back)}`;
  const target = (during: number | undefined) =>
    gauge([
      [before, 1],
      [away, during],
      [steps - back, 1],
    ]);
  return scenarioOf(injection, {
    name: 'Prometheus was away, or its scrapes failed, and finds old counters again: silent',
    series: instance(injection, { up: target(undefined), uptime, failures: found }),
    beside: [
      ...instance(injection, { n: 2, up: target(0), uptime, failures: found }),
      ...instance(injection, { n: 3, ...old(steps) }),
      ...lookAlikes(injection.up, istiodLabels(injection), gauge([[steps, 1]])),
      ...lookAlikes(injection.uptime, istiodLabels(injection), gauge([[steps, 60]])),
    ],
    checks: [back + hold, back + WINDOW - 1, back + WINDOW + 1].map((step) => silentAt(injection, step)),
  });
}

function secondScrape(injection: Injection): Scenario[] {
  const { hold } = injection;
  const begins = WINDOW + 4;
  const steps = begins + WINDOW + 3;
  const later = (values: string) => `_x${begins} ${values}`;
  const rest = steps - begins;
  return scenarioOf(injection, {
    name: 'a second scrape of an instance begins and finds old failures: silent',
    series: [
      ...instance(injection, { ...old(steps), failures: gauge([[steps, 5]]) }),
      ...instance(injection, {
        labels: SECOND_SCRAPE,
        up: later(gauge([[rest, 1]])),
        uptime: later(age(24 * 60, rest)),
        failures: later(gauge([[rest, 5]])),
      }),
    ],
    checks: [begins, begins + hold, begins + WINDOW - 1].map((step) => silentAt(injection, step)),
  });
}

/** The target was scraped under another name one window before its first failure, which proves that there was none. */
function renamedMonitor(injection: Injection): Scenario[] {
  const [renamed, born] = [WINDOW, WINDOW + 4];
  const steps = born + WINDOW + injection.keep + 3;
  const rest = steps - renamed;
  return scenarioOf(injection, {
    name: 'the monitor was renamed, and then the first pod is refused: it counts',
    series: [
      ...instance(injection, { up: `${gauge([[renamed, 1]])} stale`, uptime: `${age(24 * 60, renamed)} stale` }),
      ...instance(injection, {
        labels: SECOND_SCRAPE,
        up: `_x${renamed} ${gauge([[rest, 1]])}`,
        uptime: `_x${renamed} ${age(25 * 60, rest)}`,
        failures: `_x${born} ${gauge([[steps - born, 1]])}`,
      }),
    ],
    checks: newFrom(injection, born),
  });
}
