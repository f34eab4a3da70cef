// The alerts of an SLO as tables: those on its error ratio with their thresholds, what each of them does at which error
// ratio, and what the others watch.
import { guardWords, holdWords, whenItFires } from '../explain/alert-words.ts';
import { spentWords } from '../explain/explain-slo.ts';
import { responseColumns, responseRows } from '../explain/response-table.ts';
import type { AlertSettings, BudgetSlo } from '../model/slo.ts';
import { ratioToPercent } from '../model/units.ts';
import { printDuration } from '../promql/duration.ts';
import { pretty } from '../promql/pretty.ts';
import { thresholdWords } from '../rules/burn-rate-alert.ts';
import type { AlertingRule } from '../rules/rule.ts';
import { renderLiteral } from '../rules/template.ts';
import { durationWords } from '../text/numbers.ts';
import { alertLinks } from './alert-links.ts';
import { type Content, type Html, html } from './html.ts';
import { type SeriesStyle, seriesStyle } from './plot.ts';

/** The columns that may be broken into lines, by how they are called. */
const PROSE = 'fires when';
const CLASSES: Readonly<Record<string, string>> = { [PROSE]: 'prose', alert: 'name' };

/** A table that may scroll by itself where the page is narrow. */
function table(caption: string, head: readonly string[], rows: readonly (readonly Content[])[]): Html {
  return html`<div class="scroll" tabindex="0" role="group" aria-label="${caption}"><table>
<thead><tr>${head.map((cell) => html`<th scope="col">${cell}</th>`)}</tr></thead>
<tbody>${rows.map(([first, ...cells]) => html`<tr><th scope="row"><div>${first}</div></th>${cells.map((cell, at) => html`<td class="${CLASSES[head[at + 1] ?? ''] ?? 'short'}"><div>${cell}</div></td>`)}</tr>`)}</tbody>
</table></div>`;
}

/** A piece of the line by which a chart draws a series. */
export function swatch({ stroke, dash }: SeriesStyle): Html {
  return html`<svg class="swatch" viewBox="0 0 24 8" aria-hidden="true"><path d="M0,4H24" stroke="${stroke}" stroke-width="2.5" stroke-dasharray="${dash.join(' ')}"/></svg>`;
}

/** Tiers and named alerts: at which error ratio, over which windows, how urgent; the swatches are the charts' legend. */
export function burnRateTable(slo: BudgetSlo, rules: readonly AlertingRule[]): Html {
  const named = (at: number, name: string) => html`${swatch(seriesStyle(at))} ${name}`;
  const rows = [
    ...slo.tiers.map((tier, at) => [
      named(at, tier.tier),
      alertCell(
        tier.settings,
        rules.find(({ purpose }) => purpose.kind === 'burn-rate' && purpose.tier === tier),
      ),
      thresholdWords(slo, tier),
      String(tier.factor),
      tier.longMs === tier.shortMs
        ? printDuration(tier.longMs)
        : `${printDuration(tier.longMs)} and ${printDuration(tier.shortMs)}`,
      ...holdCells(tier.settings),
      guardWords(slo, tier),
    ]),
    ...slo.thresholds.map((threshold, at) => [
      named(slo.tiers.length + at, threshold.settings.name),
      alertCell(
        threshold.settings,
        rules.find(({ purpose }) => purpose.kind === 'threshold' && purpose.threshold === threshold),
      ),
      ratioToPercent(threshold.errorRatio),
      '',
      printDuration(threshold.overMs),
      ...holdCells(threshold.settings),
      '',
    ]),
  ];
  const head = ['', 'alert', 'fires above', '× budget', 'over', 'for', 'keeps firing', 'needs'];
  return table('Alerts on the error ratio', head, rows);
}

/** The cells of `for` and `keeps firing`. */
function holdCells(alert: Parameters<typeof holdWords>[0]): string[] {
  const { hold, keepFiring } = holdWords(alert);
  return [hold, keepFiring];
}

function alertCell({ name, severity }: AlertSettings, rule: AlertingRule | undefined): Html {
  return html`${name} <span class="soft">${severity}</span>${rule && alertLinks(rule)}`;
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
    html`${rule.alert}${alertLinks(rule)}`,
    renderLiteral(rule.labels.severity ?? ''),
    html`${whenItFires(rule)}<details><summary>PromQL</summary><pre>${pretty(rule.expr)}</pre></details>`,
    holdCells(rule).filter(Boolean).join(', keeps firing '),
  ]);
  return table('Other alerts', ['alert', 'severity', PROSE, 'for'], rows);
}
