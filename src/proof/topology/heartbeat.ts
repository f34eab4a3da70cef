// Proof that a leaf reports for as long as it scrapes: rules that are evaluated over nothing say nothing of a leaf.
import { leafSeries, SERIES } from '../../model/series-names.ts';
import type { Slo } from '../../model/slo.ts';
import { fastIntervalMs } from '../../model/windows.ts';
import { records, recordsNothing } from '../context/expect.ts';
import type { Labels } from '../context/label-set.ts';
import type { InputSeries, Scenario } from '../context/scenario.ts';
import { gauge } from '../context/series.ts';

/** Least samples of each stretch: a target answers, does not answer, is not there, answers again. */
const LEAST_STRETCH = 6;

const TARGET: Labels = { job: 'app', instance: 'app:8080' };

/** A target that answers for so many samples. */
export function targetUp(steps: number): InputSeries {
  return { metric: 'up', labels: TARGET, values: gauge([[steps, 1]]) };
}

/** Servers that scrape themselves: their own answer tells nothing of others. */
const SERVERS: readonly (readonly [info: string, labels: Labels])[] = [
  ['prometheus_build_info', { job: 'prometheus', instance: 'localhost:9090' }],
  ['vm_app_version', { job: 'vmagent', instance: 'localhost:8429' }],
];

/** @param countsWithoutData whether the leaf reports of moments without any data, too */
export function proveHeartbeat(slo: Slo, countsWithoutData = false): Scenario {
  const { identity, scrapeIntervalMs } = slo;
  const samples = Math.max(LEAST_STRETCH, 2 + Math.ceil(fastIntervalMs(scrapeIntervalMs) / scrapeIntervalMs));
  const moment = (stretch: number) => (stretch * samples - 2) * scrapeIntervalMs;
  const heartbeat = leafSeries(SERIES.heartbeat);
  const beats = (stretch: number) => records(moment(stretch), heartbeat, identity, 1, [{}]);
  const silence = (stretch: number) =>
    countsWithoutData ? beats(stretch) : recordsNothing(moment(stretch), heartbeat, identity);
  const answers = `${gauge([[samples, 1]])} ${gauge([[samples, 0]])} stale _x${samples - 1} ${gauge([[samples, 1]])}`;
  const whole = gauge([[4 * samples, 1]]);
  return {
    id: { kind: 'leaf-heartbeat' },
    title: countsWithoutData
      ? 'the leaf reports whether or not a target answers: missing data counts'
      : 'the leaf reports while a target answers, other than the servers themselves',
    rules: 'raw',
    about: 'leaf-heartbeat',
    stepMs: scrapeIntervalMs,
    evaluationMs: fastIntervalMs(scrapeIntervalMs),
    series: [
      { metric: 'up', labels: TARGET, values: answers },
      ...SERVERS.flatMap(([info, labels]) => ['up', info].map((metric) => ({ metric, labels, values: whole }))),
    ],
    checks: [beats(1), silence(2), silence(3), beats(4)],
    rendered: [],
  };
}
