// What a runbook says of each kind of alert, whatever it is about: what it means, its numbers, what to ask first, how it
// clears. Times and shares come from rules/response.ts and the SLO itself.
import { explainBound } from '../explain/explain-slo.ts';
import { durationWords } from '../explain/words.ts';
import type { Lookup } from '../istio/guide.ts';
import { errorBudget, type Slo } from '../model/slo.ts';
import { ratioToPercent } from '../model/units.ts';
import { baseWindowMs } from '../model/windows.ts';
import { printDuration } from '../promql/duration.ts';
import { whatIsBad } from '../rules/burn-rate-alert.ts';
import { LABELS } from '../rules/names.ts';
import { timeToFire, timeToFireThreshold } from '../rules/response.ts';
import type { AlertingRule, AlertPurpose } from '../rules/rule.ts';
import { conditionLookups, errorRatioLookups, eventLookups, inputLookups, ratioLookups } from './lookups.ts';
import { table } from './markdown.ts';
import { rulesOf, type Subject } from './subject.ts';

export interface Kind {
  /** What an alert of this kind means, in general. */
  readonly means: string;
  /** Its numbers: paragraphs and tables. */
  readonly numbers: (subject: Subject) => string[];
  readonly lookups: (subject: Subject) => Lookup[];
  readonly clears: (subject: Subject) => string;
}

export const KINDS: Readonly<Record<AlertPurpose['kind'], Kind>> = Object.freeze({
  'burn-rate': {
    means:
      'An SLO spends its error budget faster than it can last. Severity `critical`: it happens now and fast, act now. ' +
      '`warning`: it is slow; look at it within the working day, before the budget is gone.',
    numbers: burnRateNumbers,
    lookups: (subject) =>
      rulesOf(subject, 'burn-rate')
        .slice(0, 1)
        .flatMap(({ purpose: { slo, tier } }) => [
          ...errorRatioLookups(slo, [tier.shortMs, tier.longMs]),
          ...ratioLookups(slo),
        ]),
    clears: () =>
      'By itself, once the errors over the shorter window are below the threshold: the table says within which time of their ' +
      'end. The budget that is gone stays gone until the incident leaves the period.',
  },
  threshold: {
    means:
      'A share of what a service does has been bad for some minutes. It knows nothing of the budget: the board does.',
    numbers: thresholdNumbers,
    lookups: (subject) =>
      rulesOf(subject, 'threshold').flatMap(({ purpose: { slo, threshold } }) => [
        ...errorRatioLookups(slo, [threshold.overMs]),
        ...ratioLookups(slo),
      ]),
    clears: (subject) => clearsAfter(subject, 'the share has fallen below the threshold'),
  },
  outage: {
    means: 'What the SLO watches is down at this moment.',
    numbers: (subject) =>
      rulesOf(subject, 'outage').map(({ rule, purpose: { slo } }) => {
        const budget = durationWords(errorBudget(slo.objective) * slo.periodMs);
        return `${severity(rule)} Fires after ${waits(rule.forMs)}. The whole budget of ${printDuration(slo.periodMs)} is ${budget}, and every minute of this counts.`;
      }),
    lookups: (subject) => rulesOf(subject, 'outage').flatMap(({ purpose: { slo } }) => ratioLookups(slo)),
    clears: (subject) => clearsAfter(subject, 'the condition holds again'),
  },
  breach: {
    means: 'Something has happened that must not happen at all. There is no budget: once is a breach.',
    numbers: (subject) =>
      rulesOf(subject, 'breach').map(
        ({ rule, purpose: { slo } }) =>
          `${severity(rule)} Fires on the first event; each counts for ${printDuration(slo.windowMs)}. The number in the alert is how many.`,
      ),
    lookups: (subject) => rulesOf(subject, 'breach').flatMap(({ purpose: { slo } }) => eventLookups(slo)),
    clears: (subject) =>
      rulesOf(subject, 'breach')
        .map(
          ({ purpose: { slo } }) =>
            `By itself, ${printDuration(slo.windowMs)} after the last event, **whether or not the cause is gone**: make sure that it is before you go back to bed.`,
        )
        .join(' '),
  },
  absent: {
    means:
      'The data behind an SLO is gone, so nobody knows how the service does, and its other alerts are blind. Usually the ' +
      'monitoring is at fault, not the service; but look at the service by other means first. The label `slo_missing` names ' +
      'what is missing.',
    numbers: (subject) =>
      rulesOf(subject, 'absent').map(
        ({ rule }) => `${severity(rule)} Fires when the data has been gone for ${waits(rule.forMs)}.`,
      ),
    lookups: (subject) => rulesOf(subject, 'absent').flatMap(({ purpose: { slo } }) => inputLookups(slo)),
    clears: (subject) => clearsAfter(subject, 'the data is back'),
  },
  standalone: {
    means: '',
    numbers: (subject) =>
      rulesOf(subject, 'standalone').map(
        ({ rule }) =>
          `${severity(rule)} Fires ${rule.forMs === 0 ? 'as soon as its condition holds' : `when its condition has held for ${waits(rule.forMs)}`}.`,
      ),
    lookups: (subject) => rulesOf(subject, 'standalone').flatMap(({ rule }) => conditionLookups(rule.expr)),
    clears: (subject) => clearsAfter(subject, 'the condition holds no more'),
  },
});

function clearsAfter({ rules: [{ keepFiringForMs }] }: Subject, what: string): string {
  return `By itself, ${keepFiringForMs > 0 ? `${waits(keepFiringForMs)} after` : 'when'} ${what}.`;
}

function severity({ labels }: AlertingRule): string {
  return `Severity \`${labels[LABELS.severity] ?? ''}\`.`;
}

function waits(ms: number): string {
  return ms === 0 ? 'one evaluation' : printDuration(ms);
}

function burnRateNumbers(subject: Subject): string[] {
  const rows = rulesOf(subject, 'burn-rate').map(({ rule, purpose: { slo, tier } }) => {
    const total = timeToFire(slo, tier, 1);
    return [
      `\`${tier.tier}\``,
      `\`${tier.settings.severity}\``,
      ratioToPercent(tier.factor * errorBudget(slo.objective)),
      `${printDuration(tier.longMs)} and ${printDuration(tier.shortMs)}`,
      durationWords(slo.periodMs / tier.factor),
      total === undefined ? 'never' : durationWords(total),
      durationWords(tier.shortMs + baseWindowMs(slo.scrapeIntervalMs) + rule.keepFiringForMs),
    ];
  });
  const [first] = rulesOf(subject, 'burn-rate');
  const bad = first ? whatIsBad(first.purpose.slo) : '';
  const head = [
    '`slo_tier`',
    'severity',
    'fires above',
    'over',
    'a full budget then lasts',
    'if all is bad, fires after',
    'clears within',
  ];
  return [`Each tier fires when more than its share of ${bad}, over both of its windows:`, table(head, rows)];
}

function thresholdNumbers(subject: Subject): string[] {
  return rulesOf(subject, 'threshold').map(({ rule, purpose: { slo, threshold } }) => {
    const { errorRatio, overMs } = threshold;
    const total = timeToFireThreshold(slo, threshold, 1);
    const lasts = durationWords((slo.periodMs * errorBudget(slo.objective)) / errorRatio);
    return (
      `${severity(rule)} Fires when more than ${ratioToPercent(errorRatio)} of ${whatIsBad(slo)} over ` +
      `${printDuration(overMs)}${rule.forMs > 0 ? `, for ${waits(rule.forMs)}` : ''}${total === undefined ? '' : `; if all is bad, after ${durationWords(total)}`}. ` +
      `At ${ratioToPercent(errorRatio)} a full budget lasts ${lasts}.`
    );
  });
}

/** What the SLO promises, in numbers. */
export function promiseOf(slo: Slo): string {
  const groups = slo.by.length === 0 ? '' : `, for each ${slo.by.map((label) => `\`${label}\``).join(' and ')}`;
  if (slo.kind === 'zero-tolerance') return `Objective: it never happens${groups}.`;
  const budget = errorBudget(slo.objective);
  const outage = durationWords(budget * slo.periodMs);
  const [bound] = slo.indicator.kind === 'latency' ? explainBound(slo.indicator) : [];
  return (
    `Objective: ${ratioToPercent(slo.objective)} over ${printDuration(slo.periodMs)}${groups}${bound === undefined ? '' : `; ${bound}`}. ` +
    `Budget: ${ratioToPercent(budget)}, as much as ${outage} in which all is bad.`
  );
}
