// What an alert means: when it fires, how urgent it is, what it asks Prometheus, and how soon it fires at which error ratio.
import type { BudgetSlo } from '../model/slo.ts';
import { ratioToPercent } from '../model/units.ts';
import { pretty } from '../promql/pretty.ts';
import { alertNameOf } from '../rules/alert-name.ts';
import { timeToFire, timeToFireThreshold } from '../rules/response.ts';
import type { AlertingRule, AlertPurpose } from '../rules/rule.ts';
import { renderLiteral } from '../rules/template.ts';
import { columns, durationWords } from '../text/numbers.ts';
import { holdWords, severityOf, whenItFires } from './alert-words.ts';
import { spentWords } from './explain-slo.ts';
import { ERROR_RATIOS } from './response-table.ts';
import type { Section } from './section.ts';

/** The explanation of one alert. `subject` is the SLO or the service that it is about. */
export function explainAlert(rule: AlertingRule, subject: string): Section {
  const { hold, keepFiring } = holdWords(rule);
  const runbook = rule.annotations.runbook_url;
  return {
    title: `${alertNameOf(rule)} (${severityOf(rule)}), of ${subject}`,
    lines: [
      `fires when: ${whenItFires(rule)}`,
      `waits: ${hold}${keepFiring === '' ? '' : `; keeps firing for ${keepFiring}`}`,
      ...(runbook === undefined ? [] : [`runbook: ${renderLiteral(runbook)}`]),
      ...timesOf(rule.purpose),
      'PromQL:',
      ...pretty(rule.expr)
        .split('\n')
        .map((line) => `  ${line}`),
    ],
  };
}

/** How soon it fires at error ratios at which it does. */
function timesOf(purpose: AlertPurpose): string[] {
  const timeAt = timeToFireOf(purpose);
  if (!timeAt) return [];
  const cells = ERROR_RATIOS.flatMap((errorRatio) => {
    const timeMs = timeAt.at(errorRatio);
    if (timeMs === undefined) return [];
    return [
      [`at ${ratioToPercent(errorRatio)} errors`, durationWords(timeMs), spentWords(timeAt.slo, errorRatio, timeMs)],
    ];
  });
  return ['fires after, with this share of the budget gone:', ...columns(cells).map((line) => `  ${line}`)];
}

interface Response {
  readonly slo: BudgetSlo;
  readonly at: (errorRatio: number) => number | undefined;
}

function timeToFireOf(purpose: AlertPurpose): Response | undefined {
  switch (purpose.kind) {
    case 'burn-rate':
      return { slo: purpose.slo, at: (errorRatio) => timeToFire(purpose.slo, purpose.tier, errorRatio) };
    case 'threshold':
      return { slo: purpose.slo, at: (errorRatio) => timeToFireThreshold(purpose.slo, purpose.threshold, errorRatio) };
    default:
      return undefined;
  }
}
