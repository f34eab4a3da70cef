// What `slo backtest` prints: text, Markdown for a pull request, and JSON.
import type { FiredAlert } from '../../backtest/fired-alerts.ts';
import { judgeIncidents, strayAlerts } from '../../backtest/incidents.ts';
import { escapeMarkdown } from '../../diagnostics/markdown.ts';
import type { Paint } from '../../diagnostics/paint.ts';
import { columns } from '../../text/numbers.ts';
import { printable } from '../../text/printable.ts';
import { ENGINE_VERSION } from '../engine/build-engine.ts';
import { markdownTable } from '../report/report-markdown.ts';
import { type Backtest, caveats, headline, NO_ALERTS, tablesOf } from './backtest-words.ts';

export function backtestText(backtest: Backtest, paint: Paint): string {
  const tables = tablesOf(backtest).map(({ title, header, rows }) => {
    const [head = '', ...lines] = columns(
      [header, ...rows].map((row) => row.map(printable)),
      'left',
    );
    return [paint('bold', title), `  ${head}`, ...lines.map((line) => `  ${line}`)].join('\n');
  });
  const parts = [headline(backtest, ENGINE_VERSION), ...(hasAlerts(backtest) ? [] : [NO_ALERTS]), ...tables];
  return `${[...parts, ...caveats(backtest).map(printable)].join('\n\n')}\n`;
}

export function backtestMarkdown(backtest: Backtest): string {
  const tables = tablesOf(backtest).flatMap(({ title, header, rows }) => [
    `### ${escapeMarkdown(title)}`,
    markdownTable(header, rows),
  ]);
  const text = (line: string) => escapeMarkdown(line);
  const parts = ['## What the alerts would have done', text(headline(backtest, ENGINE_VERSION))];
  return `${[...parts, ...(hasAlerts(backtest) ? [] : [NO_ALERTS]), ...tables, ...caveats(backtest).map(text)].join('\n\n')}\n`;
}

function hasAlerts({ sets }: Backtest): boolean {
  return sets.some(({ alerts }) => alerts.length > 0);
}

/** Times are those of UTC, durations are seconds, ratios are numbers; null is what is not known. */
export function backtestJson({ startMs, endMs, dataFromMs, sets, incidents }: Backtest): object {
  return {
    version: 1,
    engine: ENGINE_VERSION,
    start: moment(startMs),
    end: moment(endMs),
    dataFrom: moment(dataFromMs),
    ruleSets: sets.map(({ name, alerts, failures }) => ({
      name,
      alerts: alerts.map(alertJson),
      failures: failures.map(({ rule, at, error }) => ({ rule, at: moment(at), error })),
      ...(incidents && {
        incidents: judgeIncidents(incidents, alerts).map(({ incident, alerts: during, delayMs }) => ({
          name: incident.name,
          start: moment(incident.startMs),
          end: moment(incident.endMs),
          delaySeconds: delayMs === undefined ? null : delayMs / 1_000,
          alerts: during.map(alertJson),
        })),
        alertsOfNoIncident: strayAlerts(incidents, alerts).map(alertJson),
      }),
    })),
  };
}

function alertJson({ labels, startMs, endMs, isOpen, budgetLeft }: FiredAlert): object {
  return { labels, start: moment(startMs), end: isOpen ? null : moment(endMs), budgetLeft: budgetLeft ?? null };
}

function moment(ms: number): string {
  return new Date(ms).toISOString();
}
