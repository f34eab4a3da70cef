// What `slo doctor` prints: the findings, and how much is as the specs say.
import { jsonReport, stringifySafely } from '../../diagnostics/formats.ts';
import { renameSources } from '../../diagnostics/rename-sources.ts';
import type { Report } from '../../diagnostics/report.ts';
import type { Examination } from '../../doctor/examine.ts';
import { counted, countWords } from '../../text/numbers.ts';
import { type Location, STDIN_PATH } from '../project/location.ts';
import { REPORT_FORMATS, type ReportFormat } from '../report-format.ts';
import { EXIT, type Exit, type Terminal } from '../terminal.ts';

export type DoctorFormat = ReportFormat;

export interface ExaminedTarget extends Examination {
  /** What the rules cost a server that has these series. */
  readonly samplesPerSecond?: number;
}

export interface DoctorResult {
  readonly results: readonly ExaminedTarget[];
  /** What the server has not told of itself. */
  readonly unanswered: readonly string[];
  readonly hasServer: boolean;
}

export function printResult(
  result: DoctorResult,
  report: Report,
  location: Location,
  format: DoctorFormat,
  terminal: Terminal,
): Exit {
  const { render, isForHost } = REPORT_FORMATS[format];
  const pathOf = isForHost ? location.fromRepository : location.fromStart;
  const shown = renameSources(report.diagnostics, (path) => (path === STDIN_PATH ? path : pathOf(path)));
  if (format === 'json') {
    terminal.out(
      stringifySafely({ ...jsonReport(shown), ...jsonTotals(result), unanswered: result.unanswered }),
      format,
    );
  } else {
    const text = render(shown, terminal.paint);
    terminal.out(format === 'markdown' ? `${text}\n${summaryOf(result).join(' ')}\n` : text, format);
  }
  if (format === 'text') for (const line of summaryOf(result)) terminal.note(line);
  return report.hasErrors ? EXIT.wrong : EXIT.fine;
}

function totalsOf({ results }: DoctorResult) {
  const sum = (of: (target: ExaminedTarget) => number) => results.reduce((total, target) => total + of(target), 0);
  return {
    examined: sum(({ examined }) => examined),
    right: sum(({ right }) => right),
    rawSeries: sum(({ rawSeries }) => rawSeries),
    samplesPerSecond: sum(({ samplesPerSecond = 0 }) => samplesPerSecond),
    elsewhere: [...new Set(results.flatMap(({ elsewhere }) => elsewhere))],
  };
}

/** What depends on a server is null without one. */
function jsonTotals(result: DoctorResult) {
  const totals = totalsOf(result);
  return { ...totals, samplesPerSecond: result.hasServer ? totals.samplesPerSecond : null };
}

function summaryOf(result: DoctorResult): string[] {
  if (result.results.length === 0) return [];
  const { examined, right, rawSeries, samplesPerSecond, elsewhere } = totalsOf(result);
  return [
    `${countWords(right)} of ${counted(examined, 'selector')} find what they are for, in ${countWords(rawSeries)} raw series.`,
    ...(samplesPerSecond === 0
      ? []
      : [`The rules of the SLOs read about ${countWords(Math.ceil(samplesPerSecond))} samples a second.`]),
    ...(elsewhere.length === 0 ? [] : [`Not in this scrape: the metrics of ${elsewhere.join(', ')}.`]),
    ...(result.unanswered.length === 0 ? [] : [`The server does not tell ${result.unanswered.join(', ')}.`]),
    ...(result.hasServer
      ? []
      : ['A scrape does not show what Prometheus adds: target labels, scrape interval, rules.']),
  ];
}
