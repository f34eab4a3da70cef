// What `slo report --format html` prints: one page without a script, to look at or to print.
import { type Html, html } from '../../preview/html.ts';
import { htmlPage } from '../../preview/html-page.ts';
import { type Period, wallClock } from '../../report/calendar.ts';
import type { GroupReport, SloReport } from '../../report/report.ts';
import { printableText } from '../../text/printable.ts';
import { nameOfSlo } from '../project/slo-names.ts';
import { htmlTable } from './html-table.ts';
import {
  budgetNote,
  groupCells,
  groupName,
  HEADER,
  INCIDENT_HEADER,
  incidentRows,
  percent,
  sloCells,
  type TargetReport,
  titleOf,
  unknownLines,
} from './report-words.ts';

export function reportHtml(period: Period, found: readonly TargetReport[], mostGroups: number): string {
  const note = budgetNote(found.flatMap(({ slos }) => slos));
  const sections = found.map(
    ({ target, slos }) => html`<section><h2>${target === undefined ? 'All SLOs' : `Target ${target}`}</h2>
${htmlTable(HEADER, slos.map(sloCells))}
${slos.map((report) => sloArticle(report, period, mostGroups))}</section>
`,
  );
  const page = htmlPage(
    `SLOs in ${period.name}`,
    'report',
    html`<header>
<h1>What the SLOs promised and kept</h1>
<p class="lead">${titleOf(period)}</p>
<p class="soft">${note}</p>
</header>
<main>
${sections}
</main>`,
  );
  return printableText(page, { color: false });
}

function sloArticle(report: SloReport, period: Period, mostGroups: number): Html {
  const { slo, groups } = report;
  const incidents = incidentRows([report], period.zone);
  const unknown = unknownLines([report], period.zone);
  const shown = groups.slice(0, Math.max(1, mostGroups));
  return html`<article><h3>${nameOfSlo(slo)}</h3>
<p class="soft">${slo.description}</p>
${
  slo.by.length === 0
    ? undefined
    : htmlTable(
        HEADER,
        groups.slice(0, mostGroups).map((group) => groupCells(group, slo)),
      )
}
<div class="charts">${shown.map((group) => dayChart(group, period))}</div>
${incidents.length === 0 ? html`<p>No incidents.</p>` : [html`<h4>Incidents</h4>`, htmlTable(INCIDENT_HEADER, incidents)]}
${unknown.map((line) => html`<p class="soft">Not known: ${line}</p>`)}
</article>
`;
}

const CHART = { width: 480, height: 96, top: 14 } as const;

/** The share of the period's budget that each day spent. */
function dayChart({ labels, days, bad, budgetSpent = 0 }: GroupReport, { zone }: Period): Html | undefined {
  if (bad === 0 || days.length < 2) return undefined;
  const costs = days.map((day) => (day.bad / bad) * budgetSpent);
  const most = Math.max(...costs);
  const step = CHART.width / days.length;
  const bars = days.map(({ startMs }, at) => {
    const cost = costs[at] ?? 0;
    const height = (cost / most) * (CHART.height - CHART.top);
    return html`<rect x="${(at * step).toFixed(1)}" y="${(CHART.height - height).toFixed(1)}" width="${(step * 0.8).toFixed(1)}" height="${height.toFixed(1)}" fill="var(--series-2)"><title>${wallClock(startMs, zone).slice(0, 10)}: ${percent(cost)}</title></rect>`;
  });
  const group = groupName(labels);
  return html`<figure><figcaption>Budget spent by day${group === '' ? '' : `, ${group}`}; the most is ${percent(most)} of the period's budget</figcaption>
<svg class="chart" viewBox="0 0 ${CHART.width} ${CHART.height + 16}" role="img" aria-label="Budget spent by day">
<line x1="0" x2="${CHART.width}" y1="${CHART.height}" y2="${CHART.height}" stroke="var(--line)"/>${bars}
<text x="0" y="${CHART.height + 14}" fill="var(--soft)">${dayName(days[0]?.startMs, zone)}</text>
<text x="${CHART.width}" y="${CHART.height + 14}" text-anchor="end" fill="var(--soft)">${dayName(days.at(-1)?.startMs, zone)}</text>
</svg></figure>`;
}

function dayName(ms: number | undefined, zone: string): string {
  return ms === undefined ? '' : wallClock(ms, zone).slice(0, 10);
}
