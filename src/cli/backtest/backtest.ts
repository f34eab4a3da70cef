// `slo backtest`: what the alerts would have done over real history, evaluated by Prometheus' own rules and query engine.
import { resolve } from 'node:path';
import { stringifySafely } from '../../diagnostics/formats.ts';
import { Report } from '../../diagnostics/report.ts';
import { parseDuration } from '../../promql/duration.ts';
import { isTimeZone } from '../../report/calendar.ts';
import { type ConnectOptions, connectionOf } from '../connect.ts';
import { fail } from '../failure.ts';
import type { Location } from '../project/location.ts';
import { EXIT, type Exit, type Terminal, usageError } from '../terminal.ts';
import { backtestHtml } from './backtest-html.ts';
import { backtestJson, backtestMarkdown, backtestText } from './backtest-output.ts';
import type { Backtest } from './backtest-words.ts';
import { evaluateOver, type Source } from './evaluate.ts';
import { readIncidents } from './read-incidents.ts';
import { type RuleSetOptions, type RuleSets, ruleSetsOf } from './rule-sets.ts';

export interface BacktestOptions extends RuleSetOptions, ConnectOptions {
  /** A data folder of Prometheus in the place of a server: blocks, and perhaps a write-ahead log. */
  readonly tsdb?: string;
  /** How far back, from the end of the data. */
  readonly since: string;
  readonly timeZone: string;
  readonly incidents?: string;
  readonly format: 'text' | 'json' | 'markdown' | 'html';
}

export async function backtest(
  location: Location,
  names: readonly string[],
  options: BacktestOptions,
  terminal: Terminal,
): Promise<Exit> {
  const { since, timeZone } = options;
  const sinceMs = parseDuration(since);
  if (!sinceMs) {
    return usageError(`--since takes a duration such as 30d, not ${JSON.stringify(since)}`, undefined, terminal);
  }
  if (!isTimeZone(timeZone)) {
    return usageError(`there is no time zone ${JSON.stringify(timeZone)}`, 'as in Europe/Berlin', terminal);
  }
  if (options.tsdb !== undefined && options.prometheus !== undefined) {
    return usageError('--tsdb is in the place of a Prometheus', 'leave out --prometheus', terminal);
  }
  const report = new Report();
  const found = ruleSetsOf(location, names, options, report);
  const incidents =
    options.incidents === undefined
      ? undefined
      : readIncidents(location.toProject(options.incidents), location.root, report);
  const source = found && sourceOf(location, found, options, report);
  if (!found || !source || report.hasErrors) return fail(report, terminal);
  const evaluated = await evaluateOver(source, found.sets, sinceMs, { root: location.root, report, terminal });
  if (!evaluated) return fail(report, terminal);
  const result: Backtest = { ...evaluated, zone: timeZone, ...(incidents && { incidents }) };
  terminal.out(render(result, options.format, terminal), options.format);
  return EXIT.fine;
}

function sourceOf(
  { root, start }: Location,
  { settings }: RuleSets,
  options: BacktestOptions,
  report: Report,
): Source | undefined {
  if (options.tsdb !== undefined) return { folder: resolve(start, options.tsdb) };
  const connection = connectionOf(root, settings, options, report);
  return connection && { connection };
}

function render(result: Backtest, format: BacktestOptions['format'], { paint }: Terminal): string {
  switch (format) {
    case 'text':
      return backtestText(result, paint);
    case 'markdown':
      return backtestMarkdown(result);
    case 'html':
      return backtestHtml(result);
    case 'json':
      return stringifySafely(backtestJson(result));
  }
}
