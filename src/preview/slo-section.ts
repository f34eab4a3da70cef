// One SLO, or the standing alerts of one service, as a section of the page.
import type { TestFile } from '../backends/promtool-test.ts';
import { promiseOf } from '../explain/explain-slo.ts';
import { indicatorWords } from '../explain/indicator-words.ts';
import { type BudgetSlo, errorBudget, type Slo } from '../model/slo.ts';
import { ratioToPercent } from '../model/units.ts';
import { printDuration } from '../promql/duration.ts';
import { type AlertingRule, alertsOf, type CompiledService, type CompiledSlo } from '../rules/rule.ts';
import { durationWords } from '../text/numbers.ts';
import { burnRateTable, otherAlertsTable, responseTable } from './alert-tables.ts';
import { type Content, type Html, html } from './html.ts';
import type { ResponseCharts } from './response-charts.ts';
import { scenarioCards } from './scenario-cards.ts';

/** What is known of the tests of a section. */
export interface Tests {
  readonly files: readonly TestFile[];
  /** What could not be proven, in words. */
  readonly gaps: readonly string[];
}

/** The section of one SLO. */
export async function sloSection(
  { slo, groups }: CompiledSlo,
  id: string,
  tests: Tests,
  charts: ResponseCharts,
): Promise<Html> {
  const rules = alertsOf(groups);
  const others = rules.filter(({ purpose: { kind } }) => kind !== 'burn-rate' && kind !== 'threshold');
  return html`<article id="${id}">
<h3>${slo.identity.slo}</h3>
${slo.description === '' ? undefined : html`<p class="lead">${slo.description}</p>`}
${factsOf(slo)}
<h4>What it counts</h4>
${whatItCounts(slo)}
${slo.kind === 'budget' ? await burnRateAlerts(slo, rules, charts) : undefined}
${others.length === 0 ? undefined : html`<h4>${slo.kind === 'budget' ? 'Other alerts' : 'Alerts'}</h4>${otherAlertsTable(others)}`}
${await proofOf(tests, slo)}
</article>
`;
}

/** The section of the alerts that stand on their own in one service. */
export async function standaloneSection(service: CompiledService, id: string, tests: Tests): Promise<Html> {
  return html`<article id="${id}">
<h3>Alerts beside the SLOs</h3>
${otherAlertsTable(alertsOf(service.alertGroups))}
${await proofOf(tests, undefined)}
</article>
`;
}

/** The indicator in words, with the queries behind them. */
export function whatItCounts(slo: Slo): Html {
  return html`${indicatorWords(slo).map(({ words, promql }) => html`<p>${words}</p>${promql === undefined ? undefined : html`<pre>${promql}</pre>`}`)}`;
}

/** Objective, period and budget, and what the SLO promises in words. */
export function factsOf(slo: Slo): Html {
  // The first of them are the facts themselves.
  const promise = promiseOf(slo).slice(slo.kind === 'budget' ? 2 : 1);
  return html`<dl class="facts">
${slo.kind === 'budget' ? budgetFacts(slo) : fact('Objective', 'zero events')}
${slo.by.length === 0 ? undefined : fact('For each', slo.by.join(', '))}
${slo.owner === undefined ? undefined : fact('Owner', slo.owner)}
</dl>
<ul class="promise">${promise.map((line) => html`<li>${line}</li>`)}</ul>`;
}

function budgetFacts(slo: BudgetSlo): Html {
  const budget = errorBudget(slo.objective);
  return html`${fact('Objective', ratioToPercent(slo.objective))}
${fact('Period', printDuration(slo.periodMs))}
${fact('Error budget', ratioToPercent(budget), `${durationWords(budget * slo.periodMs)} of total outage`)}`;
}

function fact(term: string, value: Content, detail?: string): Html {
  return html`<div><dt>${term}</dt><dd>${value}${detail === undefined ? undefined : html` <span class="soft">${detail}</span>`}</dd></div>`;
}

async function burnRateAlerts(slo: BudgetSlo, rules: readonly AlertingRule[], charts: ResponseCharts): Promise<Html> {
  if (slo.tiers.length + slo.thresholds.length === 0) return html`<h4>Alerts on the error ratio</h4><p>None.</p>`;
  return html`<h4>Alerts on the error ratio</h4>
${burnRateTable(slo, rules)}
${await charts.of(slo)}
<details class="more"><summary>The same in numbers: time until it fires, and budget gone by then</summary>${responseTable(slo)}</details>`;
}

async function proofOf({ files, gaps }: Tests, slo: Slo | undefined): Promise<Html> {
  const items = gaps.map((gap) => html`<li>${gap}</li>`);
  return html`<h4>What its tests feed in</h4>
${items.length === 0 ? undefined : html`<p>Not proven:</p><ul>${items}</ul>`}
${files.length === 0 ? html`<p>There are no scenarios.</p>` : await scenarioCards(files, slo)}`;
}
