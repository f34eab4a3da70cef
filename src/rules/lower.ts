// An SLO to its rule groups: what is evaluated how often, and in which order. Within a group a rule reads only rules above
// it; between groups, what it reads may be one interval old.
import { lowerIndicator } from '../indicator/lower.ts';
import type { LoweredIndicator } from '../indicator/lowered.ts';
import type { BudgetSlo, ServiceSlos, Slo, SloFile, Tier, Topology, ZeroToleranceSlo } from '../model/slo.ts';
import { fastIntervalMs, slowIntervalMs } from '../model/windows.ts';
import { withDistinguishing } from './alert-name.ts';
import { absentAlert, breachAlert, leafMissingAlert, outageAlert, standaloneAlert, thresholdAlert } from './alerts.ts';
import { burnRateAlert } from './burn-rate-alert.ts';
import { usualRateRule } from './event-budget.ts';
import { addedUpRules, badOfLeaves, leafMissingRule } from './global.ts';
import { usualRules } from './hangs.ts';
import { leafGroups, leafHeartbeatRule } from './leaf.ts';
import { groupName } from './names.ts';
import {
  badRule,
  baseRules,
  budgetRules,
  constantRules,
  heartbeatRule,
  infoRule,
  ratioRule,
  readsEventsOfPeriod,
} from './record.ts';
import type {
  AlertingRule,
  CompiledFile,
  CompiledService,
  CompiledSlo,
  RecordingRule,
  Rule,
  RuleGroup,
} from './rule.ts';
import { hourlyRules, increaseRules, tileRules } from './tiles.ts';
import { isFast, isTiled } from './windows.ts';
import { breachInputs, breachRule, watchRules } from './zero-tolerance.ts';

/** Mimir's default limit (ruler_max_rules_per_rule_group). */
const MOST_RULES_PER_GROUP = 20;

/** The meanings of a spec file as rule groups, in the order of its documents. */
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
  const { identity, topology } = source;
  // They read scraped series.
  const alerts = topology?.part === 'global' ? [] : source.alerts;
  const name = groupName({ ...identity, slo: 'alerts' }, part);
  return {
    identity,
    source,
    slos: source.slos.map(lowerSlo),
    alertGroups: withDistinguishing(
      split({
        name,
        pace: 'standalone',
        intervalMs: STANDALONE_INTERVAL_MS,
        rules: alerts.map((alert) => standaloneAlert(alert, identity)),
      }),
    ),
  };
}

const STANDALONE_INTERVAL_MS = 60_000;

/** The groups of one SLO: a fast one for pages and a slow one for everything that may wait some minutes. They are made when they
 *  are asked for: what is printed is mostly known from an SLO of the same shape. */
export function lowerSlo(slo: Slo): CompiledSlo {
  let groups: readonly RuleGroup[] | undefined;
  return {
    slo,
    get groups() {
      groups ??= withDistinguishing(groupsOf(slo).flatMap(split));
      return groups;
    },
  };
}

/** Of an event that must not happen all is known where it happens: above the leaves it is only watched that they report. */
function groupsOf(slo: Slo): RuleGroup[] {
  const part = slo.topology?.part;
  if (slo.kind === 'zero-tolerance') return part === 'global' ? watchedGroups(slo) : zeroToleranceGroups(slo);
  return part === 'leaf' ? leafGroups(slo) : budgetGroups(slo);
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
        ...baseLayer(slo, indicator),
        ...tileRules(slo),
        ...records(fast.windows),
        ...fast.rules,
        ...(slo.outage && !slo.topology ? outageAlert(slo, slo.outage) : []),
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
        ...missingAlerts(slo, indicator),
        ...constantRules(slo),
      ],
    },
  ];
}

/** The rates of all and of bad events: from scraped series, or from what the leaves record. */
function baseLayer(slo: BudgetSlo, indicator: LoweredIndicator): RecordingRule[] {
  const { topology } = slo;
  if (!topology) return baseRules(slo, indicator);
  return [...addedUpRules(slo, indicator, topology), badRule(slo, indicator, () => badOfLeaves(slo, topology))];
}

function missingAlerts(slo: BudgetSlo, { inputs }: LoweredIndicator): AlertingRule[] {
  if (slo.topology) return leafMissingAlerts(slo, slo.topology);
  return slo.absent ? absentAlert(slo, inputs, slo.absent) : [];
}

function leafMissingAlerts(slo: Slo, topology: Topology): AlertingRule[] {
  return slo.leafMissing ? [leafMissingAlert(slo, topology, slo.leafMissing)] : [];
}

/** Whether the leaves report, of an SLO whose other rules they have. */
function watchedGroups(slo: ZeroToleranceSlo): RuleGroup[] {
  const { topology } = slo;
  if (!topology) return [];
  return [
    {
      name: groupName(slo.identity, 'leaves'),
      pace: 'slow',
      intervalMs: slowIntervalMs(slo.scrapeIntervalMs),
      rules: [leafMissingRule(slo, topology), ...leafMissingAlerts(slo, topology)],
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
        ...(slo.topology ? [leafHeartbeatRule(slo)] : []),
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
