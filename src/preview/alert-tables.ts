// The alerts of an SLO as tables: those on its error ratio with their thresholds, what each of them does at which error
// ratio, and what the others watch.
import { spentWords } from '../explain/explain-slo.ts';
import { responseColumns, responseRows } from '../explain/response-table.ts';
import { durationWords } from '../explain/words.ts';
import { lowerIndicator } from '../indicator/lower.ts';
import { type AlertSettings, type BudgetSlo, errorBudget, type Slo, type Tier } from '../model/slo.ts';
import { ratioToPercent } from '../model/units.ts';
import { printDuration } from '../promql/duration.ts';
import { pretty } from '../promql/print.ts';
import type { AlertingRule } from '../rules/rule.ts';
import { renderLiteral } from '../rules/template.ts';
import { breachInputs } from '../rules/zero-tolerance.ts';
import { type Content, type Html, html } from './html.ts';
import { type SeriesStyle, seriesStyle } from './plot.ts';

/** The column that holds sentences; all others are kept on one line. */
const PROSE = 'fires when';

/** A table that may scroll by itself where the page is narrow. */
function table(caption: string, head: readonly string[], rows: readonly (readonly Content[])[]): Html {
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${caption}"><table>
<thead><tr>${head.map((cell) => html`<th scope="col">${cell}</th>`)}</tr></thead>
<tbody>${rows.map(([first, ...cells]) => html`<tr><th scope="row">${first}</th>${cells.map((cell, at) => (head[at + 1] === PROSE ? html`<td class="prose">${cell}</td>` : html`<td>${cell}</td>`))}</tr>`)}</tbody>
</table></div>`;
}

/** A piece of the line by which a chart draws a series. */
function swatch({ className, stroke, dash }: SeriesStyle): Html {
  return html`<svg class="swatch ${className}" viewBox="0 0 24 8" aria-hidden="true"><path d="M0,4H24" stroke="${stroke}" stroke-width="2.5" stroke-dasharray="${dash.join(' ')}"/></svg>`;
}

/** Tiers and named alerts: at which error ratio, over which windows, how urgent; the swatches are the charts' legend. */
export function burnRateTable(slo: BudgetSlo): Html {
  const budget = errorBudget(slo.objective);
  const named = (at: number, name: string) => html`${swatch(seriesStyle(at))} ${name}`;
  const rows = [
    ...slo.tiers.map((tier, at) => [
      named(at, tier.tier),
      `${tier.settings.name} (${tier.settings.severity})`,
      ratioToPercent(Number((tier.factor * budget).toPrecision(6))),
      `${tier.factor} × budget`,
      tier.longMs === tier.shortMs
        ? printDuration(tier.longMs)
        : `${printDuration(tier.longMs)} and ${printDuration(tier.shortMs)}`,
      holdWords(tier.settings),
      guardWords(slo, tier),
    ]),
    ...slo.thresholds.map(({ settings, errorRatio, overMs }, at) => [
      named(slo.tiers.length + at, settings.name),
      `${settings.name} (${settings.severity})`,
      ratioToPercent(errorRatio),
      '',
      printDuration(overMs),
      holdWords(settings),
      '',
    ]),
  ];
  const head = ['', 'alert (severity)', 'fires above', 'burn rate', 'over', 'for', 'only with'];
  return table('Alerts on the error ratio', head, rows);
}

function holdWords({ forMs, keepFiringForMs }: Pick<AlertSettings, 'forMs' | 'keepFiringForMs'>): string {
  const hold = forMs === 0 ? 'at once' : printDuration(forMs);
  return keepFiringForMs === 0 ? hold : `${hold}, keeps firing ${printDuration(keepFiringForMs)}`;
}

function guardWords({ minimumTraffic: { total, bad }, indicator }: BudgetSlo, { longMs, minimumAgeMs }: Tier): string {
  const isTime = indicator.kind === 'time' || indicator.kind === 'raw-ratio';
  const window = printDuration(longMs);
  return [
    ...(bad > 0 ? [isTime ? `${bad} bad seconds in ${window}` : `${bad} bad events in ${window}`] : []),
    ...(total > 0 ? [`${total} ${isTime ? 'seconds' : 'events'} in ${window}`] : []),
    ...(minimumAgeMs > 0 ? [`data from ${printDuration(minimumAgeMs)} ago`] : []),
  ].join(', ');
}

/** The table of `slo explain`. */
export function responseTable(slo: BudgetSlo): Html {
  const rows = responseRows(slo).map(({ errorRatio, times }) => [
    ratioToPercent(errorRatio),
    ...times.map((time) =>
      time === undefined
        ? html`<span class="never">never</span>`
        : html`${durationWords(time)} <span class="soft">${spentWords(slo, errorRatio, time)}</span>`,
    ),
  ]);
  return table('Time until each alert fires, by error ratio', ['errors', ...responseColumns(slo)], rows);
}

/** What the alerts watch that stand on no error ratio, and when they fire. */
export function otherAlertsTable(rules: readonly AlertingRule[]): Html {
  const rows = rules.map((rule) => [
    rule.alert,
    renderLiteral(rule.labels.severity ?? ''),
    html`${whenItFires(rule)}<details><summary>PromQL</summary><pre>${pretty(rule.expr)}</pre></details>`,
    holdWords(rule),
  ]);
  return table('Other alerts', ['alert', 'severity', PROSE, 'for'], rows);
}

function whenItFires({ purpose, annotations }: AlertingRule): string {
  const summary = renderLiteral(annotations.summary ?? '');
  switch (purpose.kind) {
    case 'outage':
      return `The condition does not hold${missingWords(purpose.slo)}. ${summary}`;
    case 'breach':
      return `One event is counted; it clears ${printDuration(purpose.slo.windowMs)} after the last. ${summary}`;
    case 'absent':
      return `There is no data of ${inputsOf(purpose.slo).join(', or of ')}.`;
    default:
      return summary;
  }
}

function missingWords({ indicator }: BudgetSlo): string {
  return indicator.kind === 'time' && indicator.noData === 'bad' ? ', or there is no data' : '';
}

function inputsOf(slo: Slo): string[] {
  const inputs = slo.kind === 'budget' ? lowerIndicator(slo.indicator, slo.by).inputs : breachInputs(slo);
  return inputs.map(({ name }) => name);
}
