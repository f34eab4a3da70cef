// Findings about rule sets in, Markdown tables out, ours first and with the ratio to each peer.
import { printDuration } from '../src/promql/duration.ts';
import type { Accuracy } from './accuracy.ts';
import type { Cost } from './cost.ts';
import { goalsTable } from './goals.ts';
import type { LiveCost } from './live.ts';
import { figure, provenance, table } from './report.ts';
import type { RuleSet } from './rule-sets.ts';
import { findPrometheus } from './server.ts';
import type { Service } from './traffic.ts';

/** Everything about one service, for each rule set. */
export interface Measured {
  readonly service: Service;
  readonly costs: ReadonlyMap<RuleSet, Cost>;
  readonly accuracies: ReadonlyMap<RuleSet, Accuracy>;
}

/** Seconds from the first error to the page, in the order of the rule sets. */
export interface Delay {
  readonly errorRatio: number;
  readonly ideal: number;
  readonly seconds: readonly (number | undefined)[];
}

export interface Findings {
  readonly sets: readonly RuleSet[];
  readonly measured: readonly Measured[];
  /** Empty where that was not measured. */
  readonly live: readonly LiveCost[];
  readonly delays: readonly Delay[];
  /** How long `live` was measured. */
  readonly minutes: number;
}

const MISSING = '–';
const MOST_EXPENSIVE = 5;

/** The section of docs/benchmarks.md. */
export function rulesReport(findings: Findings): string {
  const { sets, measured, live, delays, minutes } = findings;
  const versions = [`Prometheus ${findPrometheus().version}`, ...sets.map(({ name, version }) => `${name} ${version}`)];
  return [
    provenance(versions),
    goalsTable(findings),
    '### Samples and series',
    costTable(sets, measured),
    dominators(sets, measured),
    '### Evaluation time and memory',
    live.length > 0 ? liveTable(live, measured.length, minutes) : 'Not measured in this run.',
    '### The error ratio of the period',
    accuracyTable(sets, measured),
    '### How soon a page fires',
    delayTable(sets, delays),
  ].join('\n\n');
}

function serviceCells({ service }: Measured): string[] {
  return [service.scenario.title, String(service.rawSeries)];
}

/** Samples touched per minute of each rule set, the ratio of ours to the peers', series recorded. */
function costTable(sets: readonly RuleSet[], measured: readonly Measured[]): string {
  const [own, ...peers] = sets;
  const head = [
    'scenario',
    'raw series',
    ...sets.map(({ name }) => `${name}: samples/min`),
    ...peers.map(({ name }) => `slo / ${name}`),
    ...sets.map(({ name }) => `${name}: series`),
  ];
  const rows = measured.map((measurement) => {
    const samples = (set: RuleSet | undefined) => (set && measurement.costs.get(set)?.samples) ?? Number.NaN;
    return [
      ...serviceCells(measurement),
      ...sets.map((set) => figure(samples(set))),
      ...peers.map((set) => `${figure((100 * samples(own)) / samples(set))} %`),
      ...sets.map((set) => figure(measurement.costs.get(set)?.series ?? Number.NaN)),
    ];
  });
  return table(head, rows);
}

/** Our most expensive rules in the first service: what would have to be cheaper for the whole to be. */
function dominators([own]: readonly RuleSet[], [first]: readonly Measured[]): string {
  const cost = own && first?.costs.get(own);
  if (cost === undefined || first === undefined) return '';
  const rows = cost.byRule
    .slice(0, MOST_EXPENSIVE)
    .map(({ name, samples }) => [`\`${name}\``, figure(samples), `${figure((100 * samples) / cost.samples)} %`]);
  const title = `Our most expensive rules (${first.service.scenario.title}, ${first.service.rawSeries} raw series):`;
  return `${title}\n\n${table(['rule', 'samples/min', 'share'], rows)}`;
}

/** Per SLO, beyond what the server without rules takes. */
function liveTable(live: readonly LiveCost[], slos: number, minutes: number): string {
  const idle = live.find(({ name }) => name === 'no rules');
  const mebibytes = (bytes: number) => figure(bytes / 2 ** 20);
  const rows = live.map((cost) => {
    const beyond = (pick: (cost: LiveCost) => number) => pick(cost) - (idle ? pick(idle) : 0);
    return [
      cost.name,
      figure((1000 * cost.evaluationSeconds) / slos),
      cost === idle ? MISSING : figure((1000 * beyond(({ cpuSeconds }) => cpuSeconds)) / slos),
      mebibytes(cost.peakBytes),
      cost === idle ? MISSING : mebibytes(beyond(({ peakBytes }) => peakBytes)),
      figure(cost.headSeries),
      cost === idle ? MISSING : figure(beyond(({ headSeries }) => headSeries) / slos),
    ];
  });
  const head = [
    'rules',
    'evaluation, ms/min per SLO',
    'CPU beyond no rules, ms/min per SLO',
    'peak RSS, MiB',
    'beyond no rules',
    'head series',
    'per SLO beyond no rules',
  ];
  return `${slos} SLOs, ${minutes} minutes:\n\n${table(head, rows)}`;
}

/** Median and worst relative error of the period's error ratio. */
function accuracyTable(sets: readonly RuleSet[], measured: readonly Measured[]): string {
  const head = ['scenario', 'raw series', ...sets.flatMap(({ name }) => [`${name}: median`, 'worst'])];
  const rows = measured.map((measurement) => [
    ...serviceCells(measurement),
    ...sets.flatMap((set) => accuracyCells(measurement.accuracies.get(set))),
  ]);
  return table(head, rows);
}

function accuracyCells(accuracy: Accuracy | undefined): string[] {
  if (accuracy === undefined) return [MISSING, MISSING];
  const { without, moments } = accuracy;
  if (without === moments) return ['NaN', 'NaN'];
  const some = without > 0 ? ` (NaN ${without} of ${moments})` : '';
  return [signedPercent(accuracy.median) + some, signedPercent(accuracy.worst)];
}

function signedPercent(ratio: number): string {
  const text = (100 * ratio).toFixed(Math.abs(ratio) >= 0.1 ? 0 : 2);
  return `${ratio >= 0 ? '+' : ''}${text.replace('-', '−')} %`;
}

function delayTable(sets: readonly RuleSet[], delays: readonly Delay[]): string {
  const rows = delays.map(({ errorRatio, ideal, seconds }) => [
    errorRatio === 1 ? 'total outage' : `${100 * errorRatio} % errors`,
    duration(ideal),
    ...seconds.map((delay) => (delay === undefined ? 'none within 5 h' : duration(delay))),
  ]);
  return table(['from now on', 'ideal', ...sets.map(({ name }) => name)], rows);
}

function duration(seconds: number): string {
  return printDuration(Math.round(seconds) * 1000);
}
