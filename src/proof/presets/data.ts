// Scenarios of the presets on what proxies report: requests and durations by reporter, and their versions.
import { PROXY_METRICS } from '../../metrics/istio-proxy.ts';
import { select, selectPart } from '../../metrics/metric.ts';
import type { Selector } from '../../promql/ast.ts';
import { pick } from '../context/label-set.ts';
import type { InputSeries } from '../context/scenario.ts';
import { type PresetScenarios, type PresetTiming, proxyLabels } from './targets.ts';
import {
  atOnce,
  duringIncident,
  feed,
  firesAndClears,
  type Incident,
  incidentOf,
  labelsOf,
  levels,
  scenarioOf,
  silentAt,
  similarSeries,
  steady,
  texts,
} from './timing.ts';

const {
  istio_requests_total: REQUESTS,
  istio_request_duration_milliseconds: DURATION,
  istio_build: BUILD,
} = PROXY_METRICS;

function requests({ options }: PresetTiming, reporter: string): Selector {
  return select(REQUESTS, { reporter }, options.proxies);
}

function durations({ options }: PresetTiming, reporter: string): Selector {
  return selectPart(DURATION, 'count', { reporter }, options.proxies);
}

/** The series of each reporter: those of `gone` end for as long as there is trouble. */
function byReporter(
  timing: PresetTiming,
  of: typeof requests,
  incident: Incident,
  gone: readonly string[],
): InputSeries[] {
  return timing.options.reporters.map((reporter) =>
    feed(
      of(timing, reporter),
      proxyLabels(),
      gone.includes(reporter) ? duringIncident(incident, 9, 'gone') : steady(incident, 9),
    ),
  );
}

function withoutReporter(timing: PresetTiming, of: typeof requests, incident: Incident): InputSeries[] {
  return timing.options.reporters.flatMap((reporter) =>
    similarSeries(of(timing, reporter), proxyLabels(), steady(incident, 9)),
  );
}

export const istioMetricsMissing: PresetScenarios = (timing) => {
  const incident = incidentOf(timing);
  const { reporters } = timing.options;
  return [...reporters.map((reporter) => [reporter]), ...(reporters.length > 1 ? [reporters] : [])].flatMap((gone) => {
    const groups = gone.map((reporter) => ({ reporter }));
    return scenarioOf(timing, {
      id: { kind: 'gone', variant: gone.join('+') },
      title: `no proxy reports as ${gone.join(' or ')} any more`,
      series: byReporter(timing, requests, incident, gone),
      beside: withoutReporter(timing, requests, incident),
      checks: firesAndClears(timing, atOnce(incident), groups),
      rendered: texts(
        timing,
        incident.until - 1,
        groups.map((labels) => ({ labels, value: 1 })),
      ),
    });
  });
};

export const istioLatencyMetricsMissing: PresetScenarios = (timing) => {
  const incident = incidentOf(timing);
  return timing.options.reporters.flatMap((reporter) => [
    ...scenarioOf(timing, {
      id: { kind: 'durations-gone', variant: reporter },
      title: `proxies go on reporting requests as ${reporter}, but no durations`,
      series: [...byReporter(timing, requests, incident, []), ...byReporter(timing, durations, incident, [reporter])],
      beside: withoutReporter(timing, durations, incident),
      checks: firesAndClears(timing, atOnce(incident), [{ reporter }]),
      rendered: texts(timing, incident.until - 1, [{ labels: { reporter }, value: 1 }]),
    }),
    ...scenarioOf(timing, {
      id: { kind: 'everything-gone', variant: reporter },
      title: `no proxy reports anything as ${reporter} any more, which is another alert: silent`,
      series: [
        ...byReporter(timing, requests, incident, [reporter]),
        ...byReporter(timing, durations, incident, [reporter]),
      ],
      beside: withoutReporter(timing, requests, incident),
      checks: [silentAt(timing, incident.until - 1)],
    }),
  ]);
};

export const istioVersionSkew: PresetScenarios = (timing) => {
  const incident = incidentOf(timing);
  const { from, until, end } = incident;
  const of = select(BUILD, { component: 'proxy' }, timing.options.proxies);
  const proxy = (n: number, tag: string, values: string, cluster = 'east') =>
    feed(of, { ...proxyLabels(n), tag, cluster }, values);
  const group = pick(labelsOf(of, proxyLabels()), ['cluster']);
  const passing = levels([
    [from, 'gone'],
    [until - from, 1],
    [end - until, 'gone'],
  ]);
  return scenarioOf(timing, {
    id: { kind: 'upgrades' },
    title: 'an upgrade begins before the last one has ended: three versions, then two again',
    series: [
      proxy(1, '1.26.4', steady(incident, 1)),
      proxy(2, '1.27.0', steady(incident, 1)),
      feed(of, { ...proxyLabels(3), tag: '1.27.0', job: 'gateways' }, steady(incident, 1)),
      proxy(4, '1.27.1', passing),
    ],
    beside: [
      proxy(1, '1.25.0', steady(incident, 1), 'west'),
      proxy(2, '1.25.1', steady(incident, 1), 'west'),
      proxy(1, '1.25.0', steady(incident, 1), 'north'),
      ...similarSeries(of, { ...proxyLabels(5), tag: '1.28.0' }, steady(incident, 1)),
    ],
    checks: firesAndClears(timing, atOnce(incident), [group]),
    rendered: texts(timing, until - 1, [{ labels: group, value: 3 }]),
  });
};
