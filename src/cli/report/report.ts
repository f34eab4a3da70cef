// `slo report`: what the SLOs promised and kept in a period of the calendar, by counts of events.
import { stringifySafely } from '../../diagnostics/formats.ts';
import { Report } from '../../diagnostics/report.ts';
import type { Slo } from '../../model/slo.ts';
import { PrometheusClient } from '../../prometheus/client.ts';
import { isTimeZone, lastMonth, type Period, readPeriod } from '../../report/calendar.ts';
import { questionsOf, type ReportQuery } from '../../report/question.ts';
import { byTrouble, reportOf, type SloReport } from '../../report/report.ts';
import type { ReportAnswers, ReportSeries } from '../../report/series.ts';
import { type AskOptions, askedTargets, groupCount, groupsFault } from '../asked-slos.ts';
import { showProgress } from '../progress.ts';
import type { Location } from '../project/location.ts';
import { EXIT, type Exit, type Terminal, usageError } from '../terminal.ts';
import { reportCsv, reportJson } from './report-data.ts';
import { reportHtml } from './report-html.ts';
import { reportMarkdown } from './report-markdown.ts';
import { reportText } from './report-text.ts';
import type { TargetReport } from './report-words.ts';

export interface ReportOptions extends AskOptions {
  /** `2026-10`, `2026-Q3`, `2026`, `2026-10-25`, or a duration back from now. */
  readonly period?: string;
  readonly timeZone: string;
  readonly format: 'text' | 'markdown' | 'html' | 'csv' | 'json';
  readonly exitCode?: boolean;
}

const PERIOD_HELP = 'a month is 2026-10, a quarter 2026-Q3, a year 2026, a day 2026-10-25, and 28d goes back from now';

export async function report(
  location: Location,
  names: readonly string[],
  options: ReportOptions,
  terminal: Terminal,
): Promise<Exit> {
  const { timeZone } = options;
  if (!isTimeZone(timeZone)) {
    const help = 'names are those of the time zone database, such as Europe/Berlin';
    return usageError(`there is no time zone ${JSON.stringify(timeZone)}`, help, terminal);
  }
  const groups = groupCount(options);
  if (groups === undefined) return usageError(groupsFault(options), undefined, terminal);
  const nowMs = Date.now();
  const name = options.period ?? lastMonth(timeZone, nowMs);
  const period = readPeriod(name, timeZone, nowMs);
  if (!period) return usageError(`${JSON.stringify(name)} is no period of the past`, PERIOD_HELP, terminal);
  const problems = new Report();
  const found = await look(location, names, period, options, problems);
  if (problems.hasErrors) {
    terminal.report(problems.diagnostics);
    return problems.diagnostics.some(({ code }) => code === 'wrong-usage') ? EXIT.usage : EXIT.wrong;
  }
  terminal.out(render(period, found, groups, options.format, terminal), options.format);
  const hasMissed = found.some(({ slos }) => slos.some(({ verdict }) => verdict !== 'kept'));
  return options.exitCode && hasMissed ? EXIT.wrong : EXIT.fine;
}

function render(
  period: Period,
  found: readonly TargetReport[],
  groups: number,
  format: ReportOptions['format'],
  { paint }: Terminal,
): string {
  switch (format) {
    case 'text':
      return reportText(period, found, groups, paint);
    case 'markdown':
      return reportMarkdown(period, found, groups);
    case 'html':
      return reportHtml(period, found, groups);
    case 'csv':
      return reportCsv(period, found);
    case 'json':
      return stringifySafely(reportJson(period, found));
  }
}

async function look(
  location: Location,
  names: readonly string[],
  period: Period,
  options: ReportOptions,
  problems: Report,
): Promise<TargetReport[]> {
  const found: TargetReport[] = [];
  for (const { settings, slos, connection } of askedTargets(location, names, options, problems)) {
    const count = slos.reduce((sum, slo) => sum + Object.values(questionsOf(slo, period)).flat().length, 0);
    const progress = showProgress(count, 'queries');
    const client = new PrometheusClient(connection, progress.step);
    const reports: SloReport[] = [];
    for (const slo of slos) {
      const answers = await askAboutSlo(client, slo, period, problems);
      if (!answers) break;
      reports.push(reportOf(slo, period, answers));
    }
    progress.end();
    if (problems.hasErrors) break;
    found.push({ ...(settings.target !== undefined && { target: settings.target }), slos: reports.sort(byTrouble) });
  }
  return found;
}

/** The answers to all questions about an SLO; reports why there are none. */
async function askAboutSlo(
  client: PrometheusClient,
  slo: Slo,
  period: Period,
  problems: Report,
): Promise<ReportAnswers | undefined> {
  const { total, bad, evaluations, present, burning, firing } = questionsOf(slo, period);
  const series = (queries: readonly ReportQuery[]) => askAll(client, queries, problems);
  const answers = await Promise.all([total, bad, evaluations, present, burning, firing].map(series));
  if (problems.hasErrors) return undefined;
  const [totals = [], bads = [], evaluated = [], there = [], burns = [], fires = []] = answers;
  return { total: totals, bad: bads, evaluations: evaluated, present: there, burning: burns, firing: fires };
}

async function askAll(
  client: PrometheusClient,
  queries: readonly ReportQuery[],
  problems: Report,
): Promise<ReportSeries[]> {
  const answers = await Promise.all(
    queries.map(({ expr, startMs, endMs, stepMs }) => client.queryRange(expr, { startMs, endMs }, stepMs)),
  );
  return answers.flatMap((answer) => {
    if ('value' in answer) return answer.value;
    if (!problems.hasErrors) problems.add(answer.fault.diagnostic);
    return [];
  });
}
