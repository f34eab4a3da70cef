// An SLO to its rule groups: what is evaluated how often, and in which order. Within a group a rule reads only rules above
// it; between groups, what it reads may be one interval old.
import { lowerIndicator } from '../indicator/lower.ts';
import type { BudgetSlo, ServiceSlos, Slo, SloFile, Tier, ZeroToleranceSlo } from '../model/slo.ts';
import { fastIntervalMs, slowIntervalMs } from '../model/windows.ts';
import { absentAlert, breachAlert, outageAlert, standaloneAlert, thresholdAlert } from './alerts.ts';
import { burnRateAlert } from './burn-rate-alert.ts';
import { usualRateRule } from './event-budget.ts';
import { usualRules } from './hangs.ts';
import { groupName } from './names.ts';
import {
  baseRules,
  budgetRules,
  constantRules,
  heartbeatRule,
  infoRule,
  ratioRule,
  readsEventsOfPeriod,
} from './record.ts';
import type { CompiledFile, CompiledService, CompiledSlo, Rule, RuleGroup } from './rule.ts';
import { hourlyRules, increaseRules, tileRules } from './tiles.ts';
import { isFast, isTiled } from './windows.ts';
import { breachInputs, breachRule, watchRules } from './zero-tolerance.ts';

/** Mimir's default limit (ruler_max_rules_per_rule_group). */
const MOST_RULES_PER_GROUP = 20;

export function lowerFile({ path, services }: SloFile): CompiledFile {
  // Several documents may speak of one service; their groups must not share a name.
  const isSame = (a: ServiceSlos, b: ServiceSlos) =>
    a.identity.namespace === b.identity.namespace && a.identity.service === b.identity.service;
  return {
    path,
    services: services.map((service, at) => {
      const earlier = services.slice(0, at).filter((other) => other.alerts.length > 0 && isSame(other, service)).length;
      return lowerService(service, earlier === 0 ? 'standalone' : `standalone-document-${earlier + 1}`);
    }),
  };
}

function lowerService(source: ServiceSlos, part: string): CompiledService {
  const { identity, alerts } = source;
  const name = groupName({ ...identity, slo: 'alerts' }, part);
  return {
    identity,
    source,
    slos: source.slos.map(lowerSlo),
    alertGroups: split({
      name,
      pace: 'standalone',
      intervalMs: STANDALONE_INTERVAL_MS,
      rules: alerts.map((alert) => standaloneAlert(alert, identity)),
    }),
  };
}

const STANDALONE_INTERVAL_MS = 60_000;

/** The groups of one SLO: a fast one for pages and a slow one for everything that may wait some minutes. */
export function lowerSlo(slo: Slo): CompiledSlo {
  const groups = slo.kind === 'budget' ? budgetGroups(slo) : zeroToleranceGroups(slo);
  return { slo, groups: groups.flatMap(split) };
}

function budgetGroups(slo: BudgetSlo): RuleGroup[] {
  const indicator = lowerIndicator(slo);
  const [fast, slow] = [alertsOf(slo, true), alertsOf(slo, false)];
  const slowWindows = slow.windows.filter((window) => !fast.windows.includes(window));
  const windows = [...fast.windows, ...slowWindows];
  const records = (windows: readonly number[]) =>
    windows.flatMap((windowMs) => [
      ...(isTiled(windowMs, slo) ? increaseRules(slo, windowMs) : []),
      ratioRule(slo, indicator, windowMs),
    ]);
  return [
    {
      name: groupName(slo.identity, 'fast'),
      pace: 'fast',
      intervalMs: fastIntervalMs(slo.scrapeIntervalMs),
      rules: [
        heartbeatRule(slo),
        ...baseRules(slo, indicator),
        ...tileRules(slo),
        ...records(fast.windows),
        ...fast.rules,
        ...(slo.outage ? outageAlert(slo, slo.outage) : []),
      ],
    },
    {
      name: groupName(slo.identity, 'slow'),
      pace: 'slow',
      intervalMs: slowIntervalMs(slo.scrapeIntervalMs),
      rules: [
        ...usualRules(slo, indicator),
        ...hourlyRules(slo),
        ...records(slowWindows),
        ...(readsEventsOfPeriod(slo) && !windows.includes(slo.periodMs) ? increaseRules(slo, slo.periodMs) : []),
        ...budgetRules(slo, indicator),
        ...(slo.budgetOf === 'events' ? [usualRateRule(slo)] : []),
        ...slow.rules,
        ...(slo.absent ? absentAlert(slo, indicator.inputs, slo.absent) : []),
        ...constantRules(slo),
      ],
    },
  ];
}

function zeroToleranceGroups(slo: ZeroToleranceSlo): RuleGroup[] {
  return [
    {
      name: groupName(slo.identity, 'fast'),
      pace: 'fast',
      intervalMs: fastIntervalMs(slo.scrapeIntervalMs),
      rules: [
        breachRule(slo),
        ...(slo.breach ? [breachAlert(slo, slo.breach)] : []),
        ...(slo.absent ? absentAlert(slo, breachInputs(slo), slo.absent) : []),
        ...watchRules(slo),
        infoRule(slo),
      ],
    },
  ];
}

/** The alerts of the fast or of the slow group, with the windows that they read. */
function alertsOf(slo: BudgetSlo, wantsFast: boolean) {
  const tiers = slo.tiers.filter(({ longMs }) => isFast(longMs) === wantsFast);
  const thresholds = slo.thresholds.filter(({ overMs }) => isFast(overMs) === wantsFast);
  return {
    windows: sorted([...tiers.flatMap(windowsOf), ...thresholds.map(({ overMs }) => overMs)]),
    rules: [
      ...tiers.map((tier) => burnRateAlert(slo, tier)),
      ...thresholds.map((threshold) => thresholdAlert(slo, threshold)),
    ],
  };
}

function windowsOf({ longMs, shortMs }: Tier): number[] {
  return [shortMs, longMs];
}

function sorted(windows: readonly number[]): number[] {
  return [...new Set(windows)].sort((a, b) => a - b);
}

/** Groups within the limit, in order: a later part reads an earlier one, at most one interval old. */
function split(group: RuleGroup): RuleGroup[] {
  const parts: (readonly Rule[])[] = [];
  for (let at = 0; at < group.rules.length; at += MOST_RULES_PER_GROUP) {
    parts.push(group.rules.slice(at, at + MOST_RULES_PER_GROUP));
  }
  return parts.map((rules, at) => ({ ...group, name: at === 0 ? group.name : `${group.name}-${at + 1}`, rules }));
}
