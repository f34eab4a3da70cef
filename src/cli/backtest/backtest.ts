// `slo backtest`: what the alerts would have done over real history, evaluated by Prometheus' own rules and query engine.
import { resolve } from 'node:path';
import { type FiredAlert, firedAlerts } from '../../backtest/backtest.ts';
import { stringifySafely } from '../../diagnostics/formats.ts';
import { type Diagnostic, Report } from '../../diagnostics/report.ts';
import { labelValue } from '../../exposition/exposition.ts';
import { parseDuration } from '../../promql/duration.ts';
import { isTimeZone } from '../../report/calendar.ts';
import { SERIES } from '../../rules/names.ts';
import { findEngine } from '../engine/build-engine.ts';
import { Engine, EngineFault, type EngineSample, type ReplayJob } from '../engine/engine.ts';
import { showProgress } from '../progress.ts';
import type { Location } from '../project/location.ts';
import { EXIT, type Exit, type Terminal, usageError } from '../terminal.ts';
import { backtestJson, backtestMarkdown, backtestText } from './backtest-output.ts';
import type { Backtest, BacktestSet } from './backtest-words.ts';
import { readIncidents } from './read-incidents.ts';
import { type RuleSet, type RuleSetOptions, ruleSetsOf } from './rule-sets.ts';

export interface BacktestOptions extends RuleSetOptions {
  /** A data folder of Prometheus: blocks, and perhaps a write-ahead log. */
  readonly tsdb: string;
  /** How far back, from the end of the data. */
  readonly since: string;
  readonly timeZone: string;
  readonly incidents?: string;
  readonly format: 'text' | 'json' | 'markdown';
}

/** Of groups without their own: Prometheus' default. */
const INTERVAL_MS = 60_000;

export async function backtest(
  location: Location,
  names: readonly string[],
  options: BacktestOptions,
  terminal: Terminal,
): Promise<Exit> {
  const sinceMs = parseDuration(options.since);
  if (!sinceMs)
    return usageError(
      `--since takes a duration such as 30d, not ${JSON.stringify(options.since)}`,
      undefined,
      terminal,
    );
  if (!isTimeZone(options.timeZone)) {
    return usageError(`there is no time zone ${JSON.stringify(options.timeZone)}`, 'as in Europe/Berlin', terminal);
  }
  const report = new Report();
  const sets = ruleSetsOf(location, names, options, report);
  const incidents =
    options.incidents === undefined
      ? undefined
      : readIncidents(location.toProject(options.incidents), location.root, report);
  const engine = report.hasErrors ? undefined : await findEngine(location.root, terminal.note);
  if (engine && 'reason' in engine) {
    report.add({ code: 'no-engine', severity: 'error', message: engine.reason, help: engine.help });
  }
  if (!engine || 'reason' in engine || report.hasErrors) return wrong(report, terminal);
  const folder = resolve(location.start, options.tsdb);
  const found = await run(new Engine(engine.path), sets, folder, sinceMs, report);
  if (!found) return wrong(report, terminal);
  const result: Backtest = { ...found, zone: options.timeZone, ...(incidents && { incidents }) };
  terminal.out(render(result, options.format, terminal), options.format);
  return EXIT.fine;
}

function wrong(report: Report, terminal: Terminal): Exit {
  terminal.tell(report.diagnostics);
  return report.diagnostics.some(({ code }) => code === 'wrong-usage') ? EXIT.usage : EXIT.wrong;
}

function render(result: Backtest, format: BacktestOptions['format'], { paint }: Terminal): string {
  if (format === 'json') return stringifySafely(backtestJson(result));
  return format === 'markdown' ? backtestMarkdown(result) : backtestText(result, paint);
}

type Found = Omit<Backtest, 'zone' | 'incidents'>;

/** Evaluates all rule sets, one after the other; reports why that cannot be done. */
async function run(
  engine: Engine,
  sets: readonly RuleSet[],
  folder: string,
  sinceMs: number,
  report: Report,
): Promise<Found | undefined> {
  try {
    const { first, last } = await engine.open(folder);
    if (first === last) {
      report.add(unreadable(folder, 'it holds no samples'));
      return undefined;
    }
    const startMs = Math.max(first, last - sinceMs);
    const jobs = sets.map(
      ({ files }, at): ReplayJob => ({ ruleSet: String(at), files, start: first, end: last, interval: INTERVAL_MS }),
    );
    const reachMs = await reachOf(engine, sets, jobs, report);
    if (reachMs === undefined) return undefined;
    const start = Math.max(first, startMs - reachMs);
    const done: BacktestSet[] = [];
    for (const [at, job] of jobs.entries()) {
      const set = await replay(engine, sets[at]?.name ?? '', { ...job, start }, startMs, report);
      if (!set) return undefined;
      done.push(set);
    }
    return { startMs, endMs: last, dataFromMs: first, reachMs, sets: done };
  } catch (error) {
    if (!(error instanceof EngineFault)) throw error;
    report.add(unreadable(folder, error.message));
    return undefined;
  } finally {
    engine.close();
  }
}

function unreadable(folder: string, reason: string): Diagnostic {
  const help = 'name the data folder of a Prometheus, or a snapshot of it';
  return {
    code: 'history-unreadable',
    severity: 'error',
    message: `${JSON.stringify(folder)} cannot be replayed: ${reason}`,
    help,
  };
}

function refused(name: string, reason: string): Diagnostic {
  return { code: 'rules-refused', severity: 'error', message: `Prometheus refuses the rules of ${name}: ${reason}` };
}

/** How far the rules of all sets look back at most. */
async function reachOf(
  engine: Engine,
  sets: readonly RuleSet[],
  jobs: readonly ReplayJob[],
  report: Report,
): Promise<number | undefined> {
  let most = 0;
  for (const [at, job] of jobs.entries()) {
    const answer = await engine.reach(job);
    if ('refused' in answer) report.add(refused(sets[at]?.name ?? '', answer.refused));
    else most = Math.max(most, answer.reach);
  }
  return report.hasErrors ? undefined : most;
}

async function replay(
  engine: Engine,
  name: string,
  job: ReplayJob,
  startMs: number,
  report: Report,
): Promise<BacktestSet | undefined> {
  const progress = showProgress(100, `percent of ${name}`);
  let shown = 0;
  const answer = await engine.replay(job, (share) => {
    for (; shown < Math.floor(share * 100); shown++) progress.step();
  });
  progress.end();
  if ('refused' in answer) {
    report.add(refused(name, answer.refused));
    return undefined;
  }
  const alerts: FiredAlert[] = [];
  for (const alert of firedAlerts(answer.changes, startMs, job.end)) {
    const left = await budgetLeft(engine, job.ruleSet, alert);
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
