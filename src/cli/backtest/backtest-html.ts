// What `slo backtest --format html` prints: one page without a script, to look at or to print.
import { type FiredAlert, subjectOf } from '../../backtest/fired-alerts.ts';
import { type Html, html } from '../../preview/html.ts';
import { htmlPage } from '../../preview/html-page.ts';
import { wallClock } from '../../report/calendar.ts';
import { alertNameOfLabels } from '../../rules/alert-name.ts';
import { printableText } from '../../text/printable.ts';
import { DAY_MS } from '../../text/time.ts';
import { ENGINE_VERSION } from '../engine/build-engine.ts';
import { htmlTable } from '../report/html-table.ts';
import { type Backtest, caveats, firedWords, headline, NO_ALERTS, tablesOf } from './backtest-words.ts';

export function backtestHtml(backtest: Backtest): string {
  const lanes = lanesOf(backtest);
  const tables = tablesOf(backtest).map(
    ({ title, header, rows }) => html`<section><h2>${title}</h2>
${htmlTable(header, rows)}</section>
`,
  );
  const page = htmlPage(
    'What the alerts would have done',
    'backtest',
    html`<header>
<h1>What the alerts would have done</h1>
<p class="lead">${headline(backtest, ENGINE_VERSION)}</p>
${caveats(backtest).map((line) => html`<p class="soft">${line}</p>`)}
</header>
<main>
${lanes.length === 0 ? html`<p>${NO_ALERTS}</p>` : timeline(lanes, backtest)}
${tables}
</main>`,
  );
  return printableText(page, { color: false });
}

/** The alerts of one name and subject, by rule set. */
interface Lane {
  readonly label: string;
  readonly sets: readonly (readonly FiredAlert[])[];
}

function lanesOf({ sets }: Backtest): Lane[] {
  const labelOf = (alert: FiredAlert) => `${alertNameOfLabels(alert.labels)} ${subjectOf(alert)}`;
  const labels = [...new Set(sets.flatMap(({ alerts }) => alerts.map(labelOf)))].sort();
  return labels.map((label) => ({
    label,
    sets: sets.map(({ alerts }) => alerts.filter((alert) => labelOf(alert) === label)),
  }));
}

const CHART = { width: 1_080, top: 18, text: 17, bar: 9, gap: 9, least: 1.5 } as const;
const MOST_DAYS = 10;

/** A lane for each alert, in it a row of bars for each rule set; incidents are bands behind all of them. */
function timeline(lanes: readonly Lane[], backtest: Backtest): Html {
  const { startMs, endMs, sets, incidents = [] } = backtest;
  const laneHeight = CHART.text + sets.length * CHART.bar + CHART.gap;
  const height = CHART.top + lanes.length * laneHeight;
  const xOf = (ms: number) => ((Math.min(Math.max(ms, startMs), endMs) - startMs) / (endMs - startMs)) * CHART.width;
  const bands = incidents.map((incident) => {
    const [x, width] = extent(xOf(incident.startMs), xOf(incident.endMs));
    return html`<rect x="${x}" y="${CHART.top}" width="${width}" height="${height - CHART.top}" fill="var(--gap)"><title>${incident.name}</title></rect>`;
  });
  const rows = lanes.map((lane, at) => laneRow(lane, CHART.top + at * laneHeight, xOf, backtest));
  const legend = sets.map(
    ({ name }, at) =>
      html`<span><svg class="swatch" viewBox="0 0 24 8" aria-hidden="true"><rect width="24" height="8" fill="${colorOf(at)}"/></svg>${name}</span>`,
  );
  const known = incidents.length > 0 ? html`<span><i class="dot gap"></i> incidents</span>` : undefined;
  return html`<section><h2>Timeline</h2>
<p class="legend">${legend}${known}</p>
<figure><svg class="chart" viewBox="0 0 ${CHART.width} ${height}" role="img" aria-label="When each alert fired">
${bands}${dayLines(backtest, xOf, height)}${rows}
</svg></figure></section>
`;
}

function laneRow({ label, sets }: Lane, y: number, xOf: (ms: number) => number, { zone }: Backtest): Html {
  const bars = sets.flatMap((alerts, at) =>
    alerts.map((alert) => {
      const [x, width] = extent(xOf(alert.startMs), xOf(alert.endMs));
      const words = `${wallClock(alert.startMs, zone)}: ${firedWords(alert, alert.startMs)}`;
      return html`<rect x="${x}" y="${y + CHART.text + at * CHART.bar}" width="${width}" height="${CHART.bar - 2}" fill="${colorOf(at)}"><title>${words}</title></rect>`;
    }),
  );
  return html`<text x="0" y="${y + 12}" fill="var(--ink)">${label}</text>${bars}
`;
}

/** Also the shortest alert is seen. */
function extent(from: number, to: number): readonly [string, string] {
  return [from.toFixed(1), Math.max(CHART.least, to - from).toFixed(1)];
}

function dayLines({ startMs, endMs, zone }: Backtest, xOf: (ms: number) => number, height: number): Html[] {
  const step = Math.max(1, Math.ceil((endMs - startMs) / DAY_MS / MOST_DAYS)) * DAY_MS;
  const first = Math.ceil(startMs / DAY_MS) * DAY_MS;
  const days = Array.from(
    { length: Math.max(0, Math.floor((endMs - first) / step) + 1) },
    (_, at) => first + at * step,
  );
  return days.map((ms) => {
    const x = xOf(ms).toFixed(1);
    return html`<line x1="${x}" x2="${x}" y1="${CHART.top - 4}" y2="${height}" stroke="var(--grid)"/><text x="${x}" y="10" fill="var(--soft)">${wallClock(ms, zone)}</text>
`;
  });
}

/** The style sheet has eight colours. */
function colorOf(at: number): string {
  return `var(--series-${(at % 8) + 1})`;
}
