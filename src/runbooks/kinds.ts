// What a runbook says of each kind of alert, whatever it is about: what it means, its numbers, what to ask first, how it
// clears. Times and shares come from rules/response.ts and the SLO itself.
import { explainBound } from '../explain/explain-slo.ts';
import type { Lookup } from '../istio/guide.ts';
import { errorBudget, type Slo } from '../model/slo.ts';
import { ratioToPercent } from '../model/units.ts';
import { baseWindowMs } from '../model/windows.ts';
import { printDuration } from '../promql/duration.ts';
import { thresholdWords, whatIsBad } from '../rules/burn-rate-alert.ts';
import { LABELS } from '../rules/names.ts';
import { timeToFire, timeToFireThreshold } from '../rules/response.ts';
import type { AlertingRule, AlertPurpose } from '../rules/rule.ts';
import { durationWords } from '../text/numbers.ts';
import {
  conditionLookups,
  errorRatioLookups,
  eventLookups,
  inputLookups,
  leafLookups,
  ratioLookups,
} from './lookups.ts';
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
      'The SLO spends its error budget faster than the budget can last. Severity `critical`: the budget goes fast, act now. ' +
      'Severity `warning`: the budget goes slowly. Look for the cause within the working day, before the budget is gone.',
    numbers: burnRateNumbers,
    lookups: (subject) =>
      rulesOf(subject, 'burn-rate')
        .slice(0, 1)
        .flatMap(({ purpose: { slo, tier } }) => [
          ...errorRatioLookups(slo, [tier.shortMs, tier.longMs]),
          ...ratioLookups(slo),
        ]),
    clears: () =>
      'The alert clears without action, when the errors over the short window are below the threshold. The table says how long ' +
      'after the end of the errors. The spent budget comes back when the incident leaves the period.',
  },
  threshold: {
    means:
      'The share of bad events or time has been above the threshold for some minutes. The alert does not look at the error ' +
      'budget; the board shows it.',
    numbers: thresholdNumbers,
    lookups: (subject) =>
      rulesOf(subject, 'threshold').flatMap(({ purpose: { slo, threshold } }) => [
        ...errorRatioLookups(slo, [threshold.overMs]),
        ...ratioLookups(slo),
      ]),
    clears: (subject) => clearsAfter(subject, 'the error ratio has fallen below the threshold'),
  },
  outage: {
    means: 'The condition of the SLO does not hold at this moment: the target is down, or the value is out of bounds.',
    numbers: (subject) =>
      rulesOf(subject, 'outage').map(({ rule, purpose: { slo } }) => {
        const budget = durationWords(errorBudget(slo.objective) * slo.periodMs);
        return `${severity(rule)} Fires after ${waits(rule.forMs)}. The whole error budget of ${printDuration(slo.periodMs)} is ${budget}, and every minute of the outage counts.`;
      }),
    lookups: (subject) => rulesOf(subject, 'outage').flatMap(({ purpose: { slo } }) => ratioLookups(slo)),
    clears: (subject) => clearsAfter(subject, 'the condition holds again'),
  },
  breach: {
    means: 'An event has happened that must never happen. There is no error budget: one event is a breach.',
    numbers: (subject) =>
      rulesOf(subject, 'breach').map(
        ({ rule, purpose: { slo } }) =>
          `${severity(rule)} Fires on the first event. Each event counts for ${printDuration(slo.windowMs)}. The number in the alert is the number of events.`,
      ),
    lookups: (subject) => rulesOf(subject, 'breach').flatMap(({ purpose: { slo } }) => eventLookups(slo)),
    clears: (subject) =>
      rulesOf(subject, 'breach')
        .map(
          ({ rule, purpose: { slo } }) =>
            `The alert clears ${printDuration(slo.windowMs + rule.keepFiringForMs)} after the last event, **whether or not the cause is gone**. Make sure that the cause is gone.`,
        )
        .join(' '),
  },
  absent: {
    means:
      'The metrics of an SLO are missing. Nobody knows whether the service works, and the other alerts of the SLO cannot ' +
      'fire. Usually the monitoring is at fault, not the service. Check the service by other means first. The label ' +
      '`slo_missing` names the missing metric.',
    numbers: (subject) =>
      rulesOf(subject, 'absent').map(
        ({ rule }) => `${severity(rule)} Fires when the metrics have been missing for ${waits(rule.forMs)}.`,
      ),
    lookups: (subject) => rulesOf(subject, 'absent').flatMap(({ purpose: { slo } }) => inputLookups(slo)),
    clears: (subject) => clearsAfter(subject, 'the metrics are back'),
  },
  'leaf-missing': {
    means:
      'A leaf (a cluster, a shard) does not report. What happens there is in no ratio of the SLO, and the budget is not stated ' +
      'while the leaf has been silent for an hour. Usually the monitoring is at fault, not the service. Check the service in ' +
      'that leaf by other means first.',
    numbers: (subject) =>
      rulesOf(subject, 'leaf-missing').map(
        ({ rule, purpose: { topology } }) =>
          `${severity(rule)} Fires when a leaf has been silent for ${waits(rule.forMs)}. The label \`${topology.leafLabel}\` names it; there are ${topology.leaves.join(', ')}.`,
      ),
    lookups: (subject) => rulesOf(subject, 'leaf-missing').flatMap(({ purpose: { slo } }) => leafLookups(slo)),
    clears: (subject) => clearsAfter(subject, 'the leaf reports again'),
  },
  standalone: {
    means: '',
    numbers: (subject) =>
      rulesOf(subject, 'standalone').map(
        ({ rule }) =>
          `${severity(rule)} Fires ${rule.forMs === 0 ? 'as soon as the condition holds' : `when the condition has held for ${waits(rule.forMs)}`}.`,
      ),
    lookups: (subject) => rulesOf(subject, 'standalone').flatMap(({ rule }) => conditionLookups(rule.expr)),
    clears: (subject) => clearsAfter(subject, 'the condition no longer holds'),
  },
});

function clearsAfter({ rules: [{ keepFiringForMs }] }: Subject, what: string): string {
  return `The alert clears ${keepFiringForMs > 0 ? `${waits(keepFiringForMs)} after` : 'when'} ${what}.`;
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
      thresholdWords(slo, tier),
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
    'at 100 % errors, fires after',
    'clears within',
  ];
  const when =
    first?.purpose.slo.budgetOf === 'events'
      ? 'A tier fires when the bad events of its long window are more than the given share of those that the budget allows, and the short window burns the budget too:'
      : `A tier fires when, over both windows, more than the given share of ${bad}:`;
  return [when, table(head, rows)];
}

function thresholdNumbers(subject: Subject): string[] {
  return rulesOf(subject, 'threshold').map(({ rule, purpose: { slo, threshold } }) => {
    const { errorRatio, overMs } = threshold;
    const total = timeToFireThreshold(slo, threshold, 1);
    const lasts = durationWords((slo.periodMs * errorBudget(slo.objective)) / errorRatio);
    return (
      `${severity(rule)} Fires when more than ${ratioToPercent(errorRatio)} of ${whatIsBad(slo)} over ` +
      `${printDuration(overMs)}${rule.forMs > 0 ? `, for ${waits(rule.forMs)}` : ''}${total === undefined ? '' : `. At 100 % errors, the alert fires after ${durationWords(total)}`}. ` +
      `At ${ratioToPercent(errorRatio)} a full budget lasts ${lasts}.`
    );
  });
}

/** What the SLO promises, in numbers. */
export function promiseOf(slo: Slo): string {
  const groups = slo.by.length === 0 ? '' : `, for each ${slo.by.map((label) => `\`${label}\``).join(' and ')}`;
  if (slo.kind === 'zero-tolerance') return `Objective: no event at all${groups}.`;
  const budget = errorBudget(slo.objective);
  const outage = durationWords(budget * slo.periodMs);
  const [bound] = slo.indicator.kind === 'latency' ? explainBound(slo.indicator) : [];
  return (
    `Objective: ${ratioToPercent(slo.objective)} over ${printDuration(slo.periodMs)}${groups}${bound === undefined ? '' : `; ${bound}`}. ` +
    `Error budget: ${ratioToPercent(budget)}, which is ${outage} of total outage.`
  );
}
