// Scenarios of the preset on refused pods. Its counter is born with the first of them, so most of it is about what is new
// and what is only seen for the first time.
import { ISTIOD_METRICS } from '../../metrics/istiod.ts';
import { select } from '../../metrics/metric.ts';
import { PROMETHEUS_METRICS } from '../../metrics/prometheus.ts';
import type { Selector } from '../../promql/ast.ts';
import { MINUTE_MS } from '../../text/time.ts';
import { type Labels, pick } from '../context/label-set.ts';
import type { Check, InputSeries, Scenario } from '../context/scenario.ts';
import { counter, gauge } from '../context/series.ts';
import { distinctTargets, istiodLabels, type PresetScenarios, type PresetTiming, SECOND_SCRAPE } from './targets.ts';
import {
  type AlertTiming,
  atStep,
  feed,
  firesAndClears,
  firesAt,
  incidentOf,
  labelsOf,
  levels,
  scenarioOf,
  silentAt,
  similarSeries,
  texts,
  whileSeen,
} from './timing.ts';

/** Minutes in which a refused pod counts as new, and steps, for a step is a minute. */
const WINDOW = 15;

/** Minutes up to which a process is young: the window, and five for its first scrape. */
const YOUNG = 20;

interface Injection extends PresetTiming {
  readonly failures: Selector;
  readonly up: Selector;
  readonly uptime: Selector;
  readonly group: Labels;
}

export const sidecarInjectionFailing: PresetScenarios = (timing) => {
  const { istiod } = timing.options;
  const failures = select(ISTIOD_METRICS.sidecar_injection_failure_total, {}, istiod);
  const injection: Injection = {
    ...atStep(timing, MINUTE_MS),
    failures,
    up: select(PROMETHEUS_METRICS.up, {}, istiod),
    uptime: select(ISTIOD_METRICS.istiod_uptime_seconds, {}, istiod),
    group: pick(labelsOf(failures, istiodLabels(timing)), ['cluster']),
  };
  return [
    againAndAgain,
    firstEver,
    restarted,
    counterGone,
    youngProcess,
    seenAgain,
    secondScrape,
    renamedMonitor,
  ].flatMap((make) => make(injection));
};

/** An instance of istiod, the `n`th. `up`, `uptime` (seconds) and `failures` are the values of its series, in promtool's notation. */
interface Instance {
  readonly labels?: Labels;
  readonly n?: number;
  readonly up: string;
  readonly uptime: string;
  readonly failures?: string;
}

function instance(injection: Injection, { labels = {}, n = 1, up, uptime, failures }: Instance): InputSeries[] {
  const target = { ...istiodLabels(injection, n), ...labels };
  return [
    feed(injection.up, target, up),
    feed(injection.uptime, target, uptime),
    ...(failures === undefined ? [] : [feed(injection.failures, target, failures)]),
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
  return similarSeries(injection.failures, istiodLabels(injection), counter([{ samples: steps, increment: 7 }]));
}

/** Pods that are refused a minute; enough to tell them from those of a scrape. */
const REFUSED = 4;

/** An increase is taken over a scrape more than the window. */
function againAndAgain(injection: Injection): Scenario[] {
  const { group } = injection;
  const range = WINDOW + injection.options.scrapeInterval / MINUTE_MS;
  const { from, until, end } = incidentOf(injection, Math.ceil(range));
  const failures = counter([
    { samples: from, increment: 0 },
    { samples: until - from, increment: REFUSED },
    { samples: end - until, increment: 0 },
  ]);
  return scenarioOf(injection, {
    id: { kind: 'known-counter' },
    title: 'pods are refused again and again, on a counter that is known',
    series: instance(injection, { ...old(end), failures }),
    beside: otherCounter(injection, end),
    checks: firesAndClears(injection, whileSeen({ from, until, end }, range), [group]),
    rendered: texts(injection, until - 1, [{ labels: group, value: REFUSED * range }]),
  });
}

/** The first event that a counter shows is at `step`, and counts as new for one window. */
function newFrom(injection: Injection, step: number, minutes = WINDOW) {
  const firing = { onset: [step, step], clear: [step + minutes, step + minutes] } as const;
  return firesAndClears(injection, firing, [injection.group]);
}

function fitsInto(minutes: number, { hold }: AlertTiming): boolean {
  return hold < minutes;
}

function firstEver(injection: Injection): Scenario[] {
  const { group, hold, keep } = injection;
  const born = WINDOW + 4;
  const steps = born + WINDOW + keep + 3;
  const since = (value: number) => `_x${born} ${gauge([[steps - born, value]])}`;
  const targets = distinctTargets(injection.failures, istiodLabels(injection));
  return scenarioOf(injection, {
    id: { kind: 'births' },
    title: `the first refused pods ever, of ${targets.length} instances, one of them scraped twice: each pod counts once`,
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

/** The new counter is found by its increase while the old one is in the window, and as a newborn when it no longer is: one
 *  window after the restart it is in neither for a moment, unless the increase looks back further. */
function restarted(injection: Injection): Scenario[] {
  const [ends, event] = [WINDOW + 5, WINDOW + 9];
  const steps = event + WINDOW + injection.keep + 3;
  return scenarioOf(injection, {
    id: { kind: 'restarts' },
    title: 'istiod restarts, and refuses one pod since: it counts for a whole window',
    series: instance(injection, {
      up: gauge([[steps, 1]]),
      uptime: `${age(24 * 60, ends)} ${age(0, steps - ends)}`,
      failures: `${levels([
        [ends, 5],
        [event - ends, 'gone'],
      ])} ${gauge([[steps - event, 1]])}`,
    }),
    checks: [...newFrom(injection, event), ...aroundRestart(injection, ends, event)],
  });
}

/** The alert goes on when the old counter leaves the window. */
function aroundRestart(injection: Injection, ends: number, event: number): Check[] {
  const { hold, group } = injection;
  return [ends + WINDOW - 1, ends + WINDOW, ends + WINDOW + 1]
    .filter((step) => step >= event + hold && step < event + WINDOW)
    .map((step) => firesAt(injection, step, [group]));
}

/** Nothing is left of the counter when its process ends, but its pods were refused all the same. */
function counterGone(injection: Injection): Scenario[] {
  const born = WINDOW + 4;
  const [dies, back] = [born + 3, born + 5];
  const steps = born + 2 * WINDOW + injection.keep + 3;
  const after = steps - back;
  return scenarioOf(injection, {
    id: { kind: 'process-dies' },
    title: 'istiod refuses its first pod, dies, and comes back without the counter: the pod counts for a whole window',
    series: instance(injection, {
      up: gauge([
        [dies, 1],
        [back - dies, 0],
        [after, 1],
      ]),
      uptime: `${age(24 * 60, dies)} stale _x${back - dies - 1} ${age(0, after)}`,
      failures: `_x${born} ${gauge([[dies - born, 1]])} stale`,
    }),
    checks: [...newFrom(injection, born), silentAt(injection, Math.max(back, born + injection.keep) + WINDOW)],
  });
}

/** Scraped for the first time six minutes after it started: its age is proof enough, for as long as it is young. */
function youngProcess(injection: Injection): Scenario[] {
  const [first, started] = [3, 6];
  const steps = first + WINDOW + injection.keep + 3;
  const later = steps - first;
  return scenarioOf(injection, {
    id: { kind: 'unwatched-process' },
    title:
      'a process that nobody watched refuses pods, and another monitor tells its age: new while it is younger than 20 minutes',
    series: [
      ...instance(injection, { up: `_x${first} ${gauge([[later, 1]])}`, uptime: `_x${first} ${age(started, later)}` }),
      feed(injection.failures, { ...istiodLabels(injection), ...SECOND_SCRAPE }, `_x${first} ${gauge([[later, 1]])}`),
    ],
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
  // A new istiod without failures, at whose address another process has some, says nothing of others.
  const since = (values: string) => `_x${back} ${values}`;
  const young = [
    ...instance(injection, { n: 4, up: since(gauge([[steps - back, 1]])), uptime: since(age(1, steps - back)) }),
    ...similarSeries(injection.failures, istiodLabels(injection, 4), found),
  ];
  const target = (during: number | undefined) =>
    gauge([
      [before, 1],
      [away, during],
      [steps - back, 1],
    ]);
  return scenarioOf(injection, {
    id: { kind: 'prometheus-away' },
    title: 'Prometheus was away, or its scrapes failed, and finds old counters again: silent',
    series: instance(injection, { up: target(undefined), uptime, failures: found }),
    beside: [
      ...instance(injection, { n: 2, up: target(0), uptime, failures: found }),
      ...instance(injection, { n: 3, ...old(steps) }),
      ...young,
      ...similarSeries(injection.up, istiodLabels(injection), gauge([[steps, 1]])),
      ...similarSeries(injection.uptime, istiodLabels(injection), gauge([[steps, 60]])),
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
    id: { kind: 'second-scrape' },
    title: 'a second scrape of an instance begins and finds old failures: silent',
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
    id: { kind: 'monitor-renamed' },
    title: 'the monitor was renamed, and then the first pod is refused: it counts',
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
