// Scenarios of the presets on what proxies report: requests and durations by reporter, and their versions.

import { PROXY_METRICS } from '../../metrics/istio-proxy.ts';
import { select, selectPart } from '../../metrics/metric.ts';
import type { Selector } from '../../promql/ast.ts';
import type { InputSeries } from '../context/scenario.ts';
import { type PresetPlay, type PresetScenarios, proxyLabels } from './targets.ts';
import {
  atOnce,
  type Episode,
  episodeOf,
  episodic,
  feed,
  firesAndClears,
  labelsOf,
  levels,
  lookAlikes,
  pick,
  scenarioOf,
  silentAt,
  steady,
  texts,
} from './timing.ts';

const {
  istio_requests_total: REQUESTS,
  istio_request_duration_milliseconds: DURATION,
  istio_build: BUILD,
} = PROXY_METRICS;

function requests({ options }: PresetPlay, reporter: string): Selector {
  return select(REQUESTS, { reporter }, options.proxies);
}

function durations({ options }: PresetPlay, reporter: string): Selector {
  return selectPart(DURATION, 'count', { reporter }, options.proxies);
}

/** The series of each reporter: those of `gone` end for as long as there is trouble. */
function byReporter(play: PresetPlay, of: typeof requests, episode: Episode, gone: readonly string[]): InputSeries[] {
  return play.options.reporters.map((reporter) =>
    feed(
      of(play, reporter),
      proxyLabels(),
      gone.includes(reporter) ? episodic(episode, 9, 'gone') : steady(episode, 9),
    ),
  );
}

function withoutReporter(play: PresetPlay, of: typeof requests, episode: Episode): InputSeries[] {
  return play.options.reporters.flatMap((reporter) =>
    lookAlikes(of(play, reporter), proxyLabels(), steady(episode, 9)),
  );
}

export const istioMetricsMissing: PresetScenarios = (play) => {
  const episode = episodeOf(play);
  const { reporters } = play.options;
  return [...reporters.map((reporter) => [reporter]), ...(reporters.length > 1 ? [reporters] : [])].flatMap((gone) => {
    const groups = gone.map((reporter) => ({ reporter }));
    return scenarioOf(play, {
      name: `no proxy reports as ${gone.join(' or ')} any more`,
      series: byReporter(play, requests, episode, gone),
      beside: withoutReporter(play, requests, episode),
      checks: firesAndClears(play, atOnce(episode), groups),
      rendered: texts(
        play,
        episode.until - 1,
        groups.map((labels) => ({ labels, value: 1 })),
      ),
    });
  });
};

export const istioLatencyMetricsMissing: PresetScenarios = (play) => {
  const episode = episodeOf(play);
  return play.options.reporters.flatMap((reporter) => [
    ...scenarioOf(play, {
      name: `proxies go on reporting requests as ${reporter}, but no durations`,
      series: [...byReporter(play, requests, episode, []), ...byReporter(play, durations, episode, [reporter])],
      beside: withoutReporter(play, durations, episode),
      checks: firesAndClears(play, atOnce(episode), [{ reporter }]),
      rendered: texts(play, episode.until - 1, [{ labels: { reporter }, value: 1 }]),
    }),
    ...scenarioOf(play, {
      name: `no proxy reports anything as ${reporter} any more, which is another alert: silent`,
      series: [...byReporter(play, requests, episode, [reporter]), ...byReporter(play, durations, episode, [reporter])],
      beside: withoutReporter(play, requests, episode),
      checks: [silentAt(play, episode.until - 1)],
    }),
  ]);
};

export const istioVersionSkew: PresetScenarios = (play) => {
  const episode = episodeOf(play);
  const { from, until, end } = episode;
  const of = select(BUILD, { component: 'proxy' }, play.options.proxies);
  const proxy = (n: number, tag: string, values: string, cluster = 'east') =>
    feed(of, { ...proxyLabels(n), tag, cluster }, values);
  const group = pick(labelsOf(of, proxyLabels()), ['cluster']);
  const passing = levels([
    [from, 'gone'],
    [until - from, 1],
    [end - until, 'gone'],
  ]);
  return scenarioOf(play, {
    name: 'an upgrade begins before the last one has ended: three versions, then two again',
    series: [
      proxy(1, '1.26.4', steady(episode, 1)),
      proxy(2, '1.27.0', steady(episode, 1)),
      feed(of, { ...proxyLabels(3), tag: '1.27.0', job: 'gateways' }, steady(episode, 1)),
      proxy(4, '1.27.1', passing),
    ],
    beside: [
      proxy(1, '1.25.0', steady(episode, 1), 'west'),
      proxy(2, '1.25.1', steady(episode, 1), 'west'),
      proxy(1, '1.25.0', steady(episode, 1), 'north'),
      ...lookAlikes(of, { ...proxyLabels(5), tag: '1.28.0' }, steady(episode, 1)),
    ],
    checks: firesAndClears(play, atOnce(episode), [group]),
    rendered: texts(play, until - 1, [{ labels: group, value: 3 }]),
  });
};
