// What an SLO or alert promises, in a line or two: for one that is new or gone, of which there is nothing to compare.
import { type BudgetSlo, errorBudget } from '../model/slo.ts';
import { ratioToPercent } from '../model/units.ts';
import { printDuration } from '../promql/duration.ts';
import { durationWords } from '../text/numbers.ts';
import { namesPhrase, type Phrase } from './phrase.ts';
import { ruleName } from './placed-rule.ts';
import type { Subject } from './subject.ts';

/** The promise of an SLO and its alerts, or the severity of an alert, as phrases. */
export function promisesOf(subject: Subject): Phrase[] {
  const names = alertNames(subject);
  const rules = `${subject.rules.length} rule${subject.rules.length === 1 ? '' : 's'}`;
  if (subject.kind === 'alert') return [['severity ', { quoted: subject.alert.settings.severity }]];
  return [
    subject.slo.kind === 'budget' ? promise(subject.slo) : ['zero events are tolerated'],
    names.length === 0 ? [`${rules}, no alerts`] : [`${rules}, among them the alerts `, ...namesPhrase(names)],
  ];
}

/** The names of all alerts, with their tiers. */
export function alertNames({ rules }: Subject): string[] {
  return [...new Set(rules.filter(({ rule }) => rule.kind === 'alerting').map(ruleName))];
}

function promise({ objective, periodMs }: BudgetSlo): Phrase {
  const budget = durationWords(errorBudget(objective) * periodMs);
  const period = printDuration(periodMs);
  return [`${ratioToPercent(objective)} over ${period}: a budget of ${budget} of total outage per ${period}`];
}
