// The page of many SLOs: one line each, which unfolds to what it promises and which alerts it has. Scenarios are drawn on
// the pages of the few that are named: those of a thousand SLOs would be hundreds of megabytes.
import type { Compiled } from '../compiled.ts';
import type { BudgetSlo } from '../model/slo.ts';
import { ratioToPercent } from '../model/units.ts';
import { printDuration } from '../promql/duration.ts';
import { thresholdWords } from '../rules/burn-rate-alert.ts';
import { alertsOf, type CompiledService, type CompiledSlo } from '../rules/rule.ts';
import { renderLiteral, sloName } from '../rules/template.ts';
import { counted } from '../text/numbers.ts';
import { swatch } from './alert-tables.ts';
import { FILTER, FILTER_SCRIPT } from './filter.ts';
import { type Content, type Html, html } from './html.ts';
import { htmlPage } from './html-page.ts';
import { plainTable } from './plain-table.ts';
import { seriesStyle } from './plot.ts';
import { ResponseCharts } from './response-charts.ts';
import { serviceName } from './service-name.ts';
import { SharedDrawings } from './shared-drawings.ts';
import { factsOf, whatItCounts } from './slo-section.ts';

/** The page as text. */
export async function overviewPage({ files }: Compiled): Promise<string> {
  const services = files.flatMap((file) => file.services);
  const drawings = new SharedDrawings();
  const charts = new ResponseCharts(drawings.share);
  const sections: Html[] = [];
  for (const service of services) sections.push(await serviceSection(service, charts));
  const count = services.reduce((sum, { slos }) => sum + slos.length, 0);
  return htmlPage(
    'Service level objectives',
    'preview',
    html`${drawings.element()}<header>
<h1>Service level objectives</h1>
<p class="lead">${counted(count, 'SLO')} of ${counted(services.length, 'service')}. <code>slo preview NAME</code> draws one in full, with the scenarios that prove it.</p>
</header>
${FILTER}
<main>
${sections}
</main>`,
    FILTER_SCRIPT,
  );
}

async function serviceSection(service: CompiledService, charts: ResponseCharts): Promise<Html> {
  const entries: Html[] = [];
  for (const compiled of service.slos) entries.push(await sloEntry(compiled, charts));
  const beside = alertsOf(service.alertGroups);
  return html`<section><h2>${serviceName(service)}</h2>
${entries}${beside.length === 0 ? undefined : besideEntry(service, beside)}</section>
`;
}

async function sloEntry({ slo, groups }: CompiledSlo, charts: ResponseCharts): Promise<Html> {
  const rules = alertsOf(groups);
  const others = rules.filter(({ purpose: { kind } }) => kind !== 'burn-rate' && kind !== 'threshold');
  const name = sloName(slo.identity);
  const objective = slo.kind === 'budget' ? ratioToPercent(slo.objective) : 'zero events';
  const period = slo.kind === 'budget' ? ` over ${printDuration(slo.periodMs)}` : '';
  return html`<details class="slo" data-search="${[name, objective, slo.owner ?? '', slo.description].join(' ')}">
<summary><b>${slo.identity.slo}</b> <span>${objective}${period}</span> <span class="soft">${slo.owner}</span></summary>
${slo.description === '' ? undefined : html`<p class="lead">${slo.description}</p>`}
${factsOf(slo)}
${whatItCounts(slo)}
${slo.kind === 'budget' ? alertTable(slo) : undefined}
${slo.kind === 'budget' ? await charts.of(slo) : undefined}
${otherAlerts(others)}<p class="soft"><code>slo preview ${name}</code></p>
</details>
`;
}

function besideEntry(service: CompiledService, alerts: ReturnType<typeof alertsOf>): Html {
  return html`<details class="slo" data-search="${[serviceName(service), ...alerts.map(({ alert }) => alert)].join(' ')}">
<summary><b>alerts beside the SLOs</b> <span>${counted(alerts.length, 'alert')}</span></summary>
${otherAlerts(alerts)}</details>
`;
}

function alertTable(slo: BudgetSlo): Html | undefined {
  const rows = [
    ...slo.tiers.map((tier, at): Content[] => [
      html`${swatch(seriesStyle(at))} ${tier.settings.name} ${tier.tier}`,
      tier.settings.severity,
      thresholdWords(slo, tier),
      [...new Set([tier.longMs, tier.shortMs])].map(printDuration).join(' and '),
    ]),
    ...slo.thresholds.map(({ settings, errorRatio, overMs }, at): Content[] => [
      html`${swatch(seriesStyle(slo.tiers.length + at))} ${settings.name}`,
      settings.severity,
      ratioToPercent(errorRatio),
      printDuration(overMs),
    ]),
  ];
  return rows.length === 0 ? undefined : plainTable(['alert', 'severity', 'fires above', 'over'], rows);
}

function otherAlerts(alerts: ReturnType<typeof alertsOf>): Html | undefined {
  if (alerts.length === 0) return undefined;
  return html`<p>Other alerts: ${alerts.map(({ alert, labels }) => `${alert} (${renderLiteral(labels.severity ?? '')})`).join(', ')}.</p>
`;
}
