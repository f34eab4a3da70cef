// What a user expects of alerts, as queries: that one fires in any group (or in one), or that it does not.
import type { Place } from '../model/place.ts';
import { reportProblems } from '../model/read/promql.ts';
import { durationToMs } from '../model/units.ts';
import type { Matcher } from '../promql/ast.ts';
import { count, eq, gt, num, selector } from '../promql/build.ts';
import { printDuration } from '../promql/duration.ts';
import { accepts } from '../promql/matches.ts';
import { allSilent } from '../proof/context/expect.ts';
import type { Check, NotificationClaim } from '../proof/context/scenario.ts';
import { alertNameOf, alertPhrase, alertSelector } from '../rules/alert-name.ts';
import { identityMatchers, LABELS } from '../rules/names.ts';
import { type AlertingRule, alertsOf } from '../rules/rule.ts';
import { renderLiteral } from '../rules/template.ts';
import type { Audience, ExpectationSpec } from '../spec/scenario-schema.ts';
import { distinct } from '../text/lists.ts';
import { didYouMean } from '../text/suggest.ts';
import { checkGroup } from './group.ts';
import { type NamedAlert, readNamedAlert } from './named-alert.ts';
import type { UserTarget } from './user-target.ts';

/** What limits expectations. */
interface Limits {
  readonly endMs: number | undefined;
  /** Whether the recorded rates are fed in, so that alerts on raw series see nothing. */
  readonly readsRecorded: boolean;
}

interface Context extends Limits {
  readonly target: UserTarget;
  readonly place: Place;
}

export function readExpectations(
  expectations: readonly ExpectationSpec[],
  target: UserTarget,
  limits: Limits,
  place: Place,
): Check[] {
  return expectations.flatMap((expectation, at) => {
    return readExpectation(expectation, { ...limits, target, place: place.at('expect', at) });
  });
}

/** Who must have been notified, in the order in which it is written. */
export function readNotifications(expectations: readonly ExpectationSpec[]): NotificationClaim[] {
  return expectations.flatMap(({ at, notified = [], quiet = [], group = {} }) => {
    const claim = (state: NotificationClaim['state']) => (audience: Audience) => {
      return { atMs: durationToMs(at), audience, state, group };
    };
    return [...notified.map(claim('notified')), ...quiet.map(claim('quiet'))];
  });
}

function readExpectation(expectation: ExpectationSpec, context: Context): Check[] {
  const { at, fires, silent, notified, quiet, group = {} } = expectation;
  const { target, endMs, place } = context;
  const atMs = durationToMs(at);
  if (!fires && !silent && !notified && !quiet) {
    place.at('at').report({
      code: 'missing-field',
      message: 'nothing is expected here',
      help: 'add fires: [AlertName], silent: [AlertName] or all, notified: [page] or quiet: [page, ticket]',
    });
  }
  if (endMs !== undefined && atMs > endMs) {
    place.at('at').report({
      code: 'scenario-time',
      message: `the traffic ends after ${printDuration(endMs)}, so nothing can be expected at ${at}`,
      help: 'add a stretch of traffic, or look earlier',
    });
  }
  // Alerts that stand on their own may have any labels.
  if (target.compiled) checkGroup(group, target.compiled.slo.by, 'some', place.at('group'));
  const groupMatchers = Object.entries(group).map(([label, value]) => eq(label, value));
  const find = (kind: 'fires' | 'silent', names: readonly string[]) =>
    names.flatMap((name, index) => findAlert(name, { ...context, place: place.at(kind, index) }) ?? []);
  return [
    ...find('fires', fires ?? []).map((alert) => firesAnywhere(atMs, alert, target, groupMatchers)),
    ...(silent === 'all' ? [allSilent(atMs, target.identity)] : []),
    ...find('silent', Array.isArray(silent) ? silent : []).map((alert) =>
      silentEverywhere(atMs, alert, target, groupMatchers),
    ),
  ];
}

function findAlert(name: string, { target, readsRecorded, place }: Context): NamedAlert | undefined {
  const named = readNamedAlert(name);
  if ('problems' in named) return reportProblems(named.problems, place);
  const rules = alertsOf(target.groups);
  const found = rules.filter((rule) => isNamed(rule, named));
  if (found.length === 0) {
    const known = [...new Set(rules.flatMap(namesOf))];
    const guess = didYouMean(name, known);
    return place.report({
      code: 'unknown-alert',
      message: `${target.compiled ? 'the SLO' : 'the service'} has no alert ${JSON.stringify(name)}`,
      help: guess ? `did you mean "${guess}"?` : `its alerts: ${known.join(', ') || 'none'}`,
    });
  }
  if (readsRecorded && !found.some(({ purpose }) => purpose.kind === 'burn-rate' || purpose.kind === 'threshold')) {
    return place.report({
      code: 'scenario-input',
      message: `${name} reads raw series, and here the rates of events are fed in`,
      help: 'write "series" in place of "traffic"',
    });
  }
  return named;
}

function isNamed(rule: AlertingRule, { alert, tier, apart = [] }: NamedAlert): boolean {
  return (
    rule.alert === alert &&
    (tier === undefined || alertNameOf(rule) === `${alert}/${tier}`) &&
    apart.every((matcher) => accepts(matcher, renderLiteral(rule.labels[matcher.label] ?? '')))
  );
}

/** All that an alert may be called by. */
function namesOf(rule: AlertingRule): string[] {
  return distinct([rule.alert, alertNameOf(rule), alertSelector(rule.alert, rule.apart)]);
}

function firing({ alert, tier, apart = [] }: NamedAlert, { identity }: UserTarget, group: readonly Matcher[]) {
  return selector('ALERTS', [
    eq('alertname', alert),
    eq('alertstate', 'firing'),
    ...identityMatchers(identity),
    ...(tier === undefined ? [] : [eq(LABELS.tier, tier)]),
    ...apart,
    ...group,
  ]);
}

function phraseOf({ alert, tier, apart }: NamedAlert): string {
  return alertPhrase(alertSelector(alert, apart), tier);
}

function firesAnywhere(atMs: number, alert: NamedAlert, target: UserTarget, group: readonly Matcher[]): Check {
  return {
    what: `${phraseOf(alert)} must fire${where(group)}`,
    claim: { ...alert, state: 'fires' },
    atMs,
    expr: gt(count(firing(alert, target, group)), num(0), { bool: true }),
    samples: [{ labels: {}, value: 1 }],
  };
}

function silentEverywhere(atMs: number, alert: NamedAlert, target: UserTarget, group: readonly Matcher[]): Check {
  return {
    what: `${phraseOf(alert)} must be silent${where(group)}`,
    claim: { ...alert, state: 'silent' },
    atMs,
    expr: firing(alert, target, group),
    samples: [],
  };
}

function where(group: readonly Matcher[]): string {
  return group.length === 0 ? '' : ` for ${group.map(({ label, value }) => `${label}=${value}`).join(', ')}`;
}
