// Whether the server is what the rules need: it scrapes as often as configured, remembers a period, sees all targets, and
// sends alerts to somebody.
import { baseWindowMs } from '../model/windows.ts';
import { type SliceOfConfiguration, sliceOf } from '../prometheus/configuration.ts';
import { parseDuration, printDuration } from '../promql/duration.ts';
import { SAMPLE_LIFE_MS } from '../text/time.ts';
import type { Belief } from './belief.ts';
import type { Evidence } from './evidence.ts';
import { type Finding, findingOf } from './finding.ts';
import { listed } from './near.ts';
import type { ServerEvidence } from './server-evidence.ts';

/** What of an SLO says what it needs of a server. */
export interface Need {
  /** A belief about all events of the SLO, for its place and its alerts. */
  readonly belief: Belief;
  /** What of its history the server must keep. */
  readonly periodMs: number;
  readonly scrapeIntervalMs: number;
  /** Whether the server is one of several, each of which sees a part. */
  readonly isLeaf: boolean;
}

type Check = (needs: readonly Need[], server: ServerEvidence, evidence: Evidence) => readonly Finding[];

const CHECKS: readonly Check[] = [
  checkVersion,
  checkAlertmanagers,
  checkRetention,
  checkLookback,
  checkSharding,
  checkTargets,
];

/** What of a server, of its settings and of its targets, is not as the SLOs need it. */
export function checkServer(needs: readonly Need[], server: ServerEvidence, evidence: Evidence): Finding[] {
  return CHECKS.flatMap((check) => check(needs, server, evidence));
}

/** The oldest version whose PromQL the rules are written in. */
const OLDEST: readonly [number, number] = [2, 42];

function checkVersion(needs: readonly Need[], { version, configuration }: ServerEvidence): Finding[] {
  const [major, minor] =
    /^(\d+)\.(\d+)/
      .exec(version ?? '')
      ?.slice(1)
      .map(Number) ?? [];
  // Others count their versions otherwise: only Prometheus shows its configuration as one.
  if (configuration === undefined || major === undefined || minor === undefined) return [];
  const isOld = major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1]);
  if (!isOld) return [];
  return once(needs, {
    code: 'prometheus-too-old',
    message: `this is Prometheus ${version}`,
    help: 'the rules need Prometheus 2.42 or later: keep_firing_for is unknown before',
  });
}

function checkAlertmanagers(needs: readonly Need[], { alertmanagers }: ServerEvidence): Finding[] {
  if (alertmanagers !== 0) return [];
  return once(needs, {
    code: 'no-alertmanager',
    effect: 'unheard',
    message: 'the server sends its alerts to no Alertmanager',
    help: 'alerts fire, and nobody is told: see `alerting:` in the configuration of Prometheus',
  });
}

function checkRetention(needs: readonly Need[], { retention }: ServerEvidence): Finding[] {
  const keptMs = parseDuration(/^[0-9a-z]+/.exec(retention ?? '')?.[0] ?? '');
  const longest = needs.reduce((most, { periodMs }) => Math.max(most, periodMs), 0);
  if (keptMs === undefined || keptMs === 0 || keptMs >= longest) return [];
  return once(
    needs.filter(({ periodMs }) => periodMs > keptMs),
    {
      code: 'retention-too-short',
      severity: 'warning',
      message: `the server keeps ${printDuration(keptMs)}, and the period of the SLO is ${printDuration(longest)}`,
      help: 'the budget then covers no more than what is kept: raise --storage.tsdb.retention.time, or shorten the period',
    },
  );
}

/** A recorded sample must live until the next one is there, also in the slow group. */
function checkLookback(needs: readonly Need[], { flags = {} }: ServerEvidence): Finding[] {
  const lookbackMs = parseDuration(flags['query.lookback-delta'] ?? '');
  if (lookbackMs === undefined || lookbackMs >= SAMPLE_LIFE_MS) return [];
  return once(needs, {
    code: 'lookback-too-short',
    severity: 'warning',
    message: `a sample lives ${printDuration(lookbackMs)} on this server (--query.lookback-delta)`,
    help: `what the slow groups record is gone before they record it again: ${printDuration(SAMPLE_LIFE_MS)} is the default`,
  });
}

function checkSharding(needs: readonly Need[], { configuration }: ServerEvidence): Finding[] {
  const slice: SliceOfConfiguration | undefined = configuration === undefined ? undefined : sliceOf(configuration);
  if (!slice || slice.shardedJobs.length === 0) return [];
  const jobs = listed(slice.shardedJobs, true);
  // A shard is a leaf: what it counts is added up above.
  const whole = needs.filter(({ isLeaf }) => !isLeaf);
  return once(whole, {
    code: 'prometheus-sharded',
    severity: 'warning',
    message: `the server scrapes a part of the targets of ${jobs}: another shard scrapes the others`,
    help: 'its rules count the events of its own targets: let Thanos Ruler or Mimir evaluate them over all shards, or record rates in each shard and add them up above, with "topology"',
  });
}

/** The targets of the jobs that the SLOs read: whether they answer, and how often they are asked. */
function checkTargets(needs: readonly Need[], { targets }: ServerEvidence, evidence: Evidence): Finding[] {
  if (!targets) return [];
  return needs.flatMap(({ belief, scrapeIntervalMs }) => {
    const metric = evidence.metrics.get(belief.selector.metric);
    const jobs = new Set([
      ...(metric?.series.map(({ labels }) => labels.job) ?? []),
      ...(metric?.earlier.get('job') ?? []),
    ]);
    const ofJobs = targets.filter(({ labels }) => jobs.has(labels.job));
    const down = ofJobs.filter(({ health }) => health === 'down');
    const [first] = down;
    const intervals = [...new Set(ofJobs.flatMap(({ scrapeInterval }) => parseDuration(scrapeInterval ?? '') ?? []))];
    const other = intervals.filter((ms) => ms !== scrapeIntervalMs);
    return [
      ...(first
        ? [
            findingOf(belief, {
              code: 'target-down',
              severity: 'warning',
              message: `${down.length} of ${ofJobs.length} targets that export "${belief.selector.metric}" do not answer`,
              help: `${first.labels.instance ?? 'a target'}: ${first.lastError || 'no reason given'}`,
            }),
          ]
        : []),
      ...other.map((ms) =>
        findingOf(belief, {
          code: 'scrape-interval-differs',
          // A rate needs two scrapes in the base window.
          severity: ms * 2 > baseWindowMs(scrapeIntervalMs) ? 'error' : 'warning',
          message: `"${belief.selector.metric}" is scraped every ${printDuration(ms)}, and scrapeInterval is ${printDuration(scrapeIntervalMs)}`,
          help: `set scrapeInterval: ${printDuration(ms)} in slo.config.yaml: the windows of the rules follow from it`,
        }),
      ),
    ];
  });
}

type Details = Parameters<typeof findingOf>[1];

/** What concerns all SLOs is told of the first of them. */
function once(needs: readonly Need[], details: Details): Finding[] {
  const [first] = needs;
  return first ? [{ ...findingOf(first.belief, details), place: first.belief.subject.origin }] : [];
}
