// Rule sets evaluated over history: that of a data folder, or one that is fetched from a server.
import { type FiredAlert, firedAlerts } from '../../backtest/fired-alerts.ts';
import type { Report } from '../../diagnostics/report.ts';
import { labelValue } from '../../exposition/exposition.ts';
import { SERIES } from '../../model/series-names.ts';
import { PrometheusClient } from '../../prometheus/client.ts';
import type { Connection } from '../../prometheus/connection.ts';
import type { Engine, EngineSample, Needs, ReplayJob } from '../engine/engine.ts';
import {
  DEFAULT_INTERVAL_MS,
  type History,
  overHistory,
  replayShown,
  reportRefused,
  type User,
  unreadable,
  withEngine,
} from '../engine/history.ts';
import type { Backtest, BacktestSet } from './backtest-words.ts';
import { fetchHistory } from './fetch-history.ts';
import type { RuleSet } from './rule-sets.ts';

/** Where the history comes from. */
export type Source = { readonly folder: string } | { readonly connection: Connection };

/** What was found, without what only its reader knows. */
export type Evaluated = Omit<Backtest, 'zone' | 'incidents'>;

/** Evaluates all rule sets over the last `sinceMs`, and before that as far back as they look; reports why that cannot be done. */
export function evaluateOver(
  source: Source,
  sets: readonly RuleSet[],
  sinceMs: number,
  user: User,
): Promise<Evaluated | undefined> {
  const { report } = user;
  if ('folder' in source) {
    const work = async (history: History) => {
      const needs = await needsOf(history.engine, sets, report);
      return needs && evaluate(history, sets, { ...needs, sinceMs }, report);
    };
    return overHistory(source.folder, work, user);
  }
  const { connection } = source;
  const place = connection.url.origin;
  const work = async (engine: Engine) => {
    const needs = await needsOf(engine, sets, report);
    if (!needs) return undefined;
    const lastMs = Date.now();
    const span = { startMs: lastMs - sinceMs - needs.reach, endMs: lastMs };
    const firstMs = await fetchHistory(engine, new PrometheusClient(connection), needs.selectors, span, report);
    if (report.hasErrors) return undefined;
    if (firstMs !== undefined) return evaluate({ engine, firstMs, lastMs }, sets, { ...needs, sinceMs }, report);
    report.add(unreadable(place, 'it holds no series that the rules read', '`slo doctor` finds out why'));
    return undefined;
  };
  return withEngine(place, work, user);
}

function jobOf({ files }: RuleSet, at: number, start: number, end: number): ReplayJob {
  return { ruleSet: String(at), files, start, end, interval: DEFAULT_INTERVAL_MS };
}

/** What the rules of all sets read. */
async function needsOf(engine: Engine, sets: readonly RuleSet[], report: Report): Promise<Needs | undefined> {
  const selectors = new Set<string>();
  let reach = 0;
  for (const [at, set] of sets.entries()) {
    const needs = await engine.needs(jobOf(set, at, 0, 0));
    if ('refused' in needs) {
      reportRefused(set.name, needs.refused, report);
      continue;
    }
    for (const selector of needs.selectors) selectors.add(selector);
    reach = Math.max(reach, needs.reach);
  }
  return report.hasErrors ? undefined : { selectors: [...selectors], reach };
}

async function evaluate(
  history: History,
  sets: readonly RuleSet[],
  { reach, sinceMs }: Needs & { readonly sinceMs: number },
  report: Report,
): Promise<Evaluated | undefined> {
  const { firstMs, lastMs } = history;
  const startMs = Math.max(firstMs, lastMs - sinceMs);
  const start = Math.max(firstMs, startMs - reach);
  const done: BacktestSet[] = [];
  for (const [at, set] of sets.entries()) {
    const result = await replay(history, set.name, jobOf(set, at, start, lastMs), startMs, report);
    if (!result) return undefined;
    done.push(result);
  }
  return { startMs, endMs: lastMs, dataFromMs: firstMs, reachMs: reach, sets: done };
}

async function replay(
  history: History,
  name: string,
  job: ReplayJob,
  startMs: number,
  report: Report,
): Promise<BacktestSet | undefined> {
  const answer = await replayShown(history, name, job, report);
  if (!answer) return undefined;
  const alerts: FiredAlert[] = [];
  for (const alert of firedAlerts(answer.changes, startMs, job.end)) {
    const left = await budgetLeft(history.engine, job.ruleSet, alert);
    alerts.push({ ...alert, ...(left !== undefined && { budgetLeft: left }) });
  }
  return { name, alerts, failures: answer.failures };
}

/** What the rules had recorded of the alert's budget when it began. */
async function budgetLeft(engine: Engine, ruleSet: string, alert: FiredAlert): Promise<number | undefined> {
  const samples = await engine.query(ruleSet, SERIES.budgetRemaining, alert.startMs);
  const isOf = ({ labels }: EngineSample) =>
    Object.entries(labels).every(([name, value]) => name === '__name__' || labelValue(alert.labels, name) === value);
  return samples.find(isOf)?.value;
}
