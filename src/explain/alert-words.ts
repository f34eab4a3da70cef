// When an alert fires, in words: of those that stand on no error ratio, and what tiers need besides one.
import { lowerIndicator } from '../indicator/lower.ts';
import { type BudgetSlo, countsEvents, type Slo, type Tier } from '../model/slo.ts';
import { ratioToPercent } from '../model/units.ts';
import { printDuration } from '../promql/duration.ts';
import {
  eventsWords,
  factorWords,
  leastInShort,
  MOST_FAIL,
  thresholdPercent,
  whatIsBad,
} from '../rules/burn-rate-alert.ts';
import { LABELS } from '../rules/names.ts';
import type { AlertingRule } from '../rules/rule.ts';
import { renderLiteral } from '../rules/template.ts';
import { breachInputs } from '../rules/zero-tolerance.ts';

/** The condition of an alert, as one or two sentences. */
export function whenItFires({ purpose, annotations }: AlertingRule): string {
  const summary = renderLiteral(annotations.summary ?? '');
  switch (purpose.kind) {
    case 'burn-rate':
      return whenTierFires(purpose.slo, purpose.tier);
    case 'threshold': {
      const { errorRatio, overMs } = purpose.threshold;
      return `More than ${ratioToPercent(errorRatio)} of ${whatIsBad(purpose.slo)} over ${printDuration(overMs)}.`;
    }
    case 'outage':
      return `The condition does not hold${missingWords(purpose.slo)}. ${summary}`;
    case 'breach':
      return `One event is counted; it clears ${printDuration(purpose.slo.windowMs)} after the last. ${summary}`;
    case 'absent':
      return `There is no data: ${inputsOf(purpose.slo).join(', or ')}.`;
    case 'leaf-missing':
      return `One of the leaves does not report: ${purpose.topology.leaves.join(', ')}.`;
    case 'standalone':
      return summary;
  }
}

function whenTierFires(slo: BudgetSlo, tier: Tier): string {
  const { longMs, shortMs } = tier;
  const windows = longMs === shortMs ? printDuration(longMs) : `${printDuration(longMs)} and ${printDuration(shortMs)}`;
  const needs = guardWords(slo, tier);
  if (slo.budgetOf === 'events') {
    const least = needs === '' ? '' : ` It needs ${needs} in ${printDuration(longMs)}.`;
    return `${eventsWords(slo, tier)}.${least}${singleFailureWords(slo, tier)}`;
  }
  const given = needs === '' ? '' : `, given ${needs} in ${printDuration(longMs)}`;
  const ratio = `${thresholdPercent(slo, tier)} of ${whatIsBad(slo)}`;
  return `More than ${ratio} over ${windows} (${factorWords(slo, tier)})${given}.${singleFailureWords(slo, tier)}`;
}

/** Why a single failure begins no alert, as a sentence after another one; empty where it may. */
function singleFailureWords(slo: BudgetSlo, { longMs, shortMs }: Tier): string {
  if (longMs === shortMs || leastInShort(slo) === 0) return '';
  const [window, most] = [printDuration(shortMs), ratioToPercent(MOST_FAIL)];
  return countsEvents(slo.indicator)
    ? ` A single bad event in ${window} begins no alert, unless more than ${most} of the events in ${window} are bad.`
    : ` A single bad sample in ${window} begins no alert, unless more than ${most} of ${window} is bad.`;
}

/** What a tier needs besides an error ratio, counted over its long window. */
export function guardWords({ minimumTraffic: { total, bad }, indicator }: BudgetSlo, { minimumAgeMs }: Tier): string {
  const units = countsEvents(indicator) ? 'events' : 'seconds';
  return [
    ...(bad > 0 ? [`${bad} bad ${units}`] : []),
    ...(total > 0 ? [`${total} ${units}`] : []),
    ...(minimumAgeMs > 0 ? [`${printDuration(minimumAgeMs)} of data`] : []),
  ].join(', ');
}

interface HoldWords {
  /** How long the condition must hold: `5m`, or `at once`. */
  readonly hold: string;
  /** How long the alert outlives its condition: `10m`; empty where it does not. */
  readonly keepFiring: string;
}

export function holdWords({ forMs, keepFiringForMs }: Pick<AlertingRule, 'forMs' | 'keepFiringForMs'>): HoldWords {
  return {
    hold: forMs === 0 ? 'at once' : printDuration(forMs),
    keepFiring: keepFiringForMs === 0 ? '' : printDuration(keepFiringForMs),
  };
}

/** The severity label of an alert, as Alertmanager sees it. */
export function severityOf({ labels }: AlertingRule): string {
  return renderLiteral(labels[LABELS.severity] ?? '');
}

function missingWords({ indicator }: BudgetSlo): string {
  return indicator.kind === 'time' && indicator.noData === 'bad' ? ', or there is no data' : '';
}

function inputsOf(slo: Slo): string[] {
  const inputs = slo.kind === 'budget' ? lowerIndicator(slo).inputs : breachInputs(slo);
  return inputs.map(({ name }) => name);
}
