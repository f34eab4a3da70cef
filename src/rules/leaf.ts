// The rules of a leaf, such as one of several clusters: all that read scraped series. Rates of events are recorded for those
// above, which add up the leaves; what is down or missing is an alert at once.
import { lowerIndicator } from '../indicator/lower.ts';
import { leafSeries, SERIES } from '../model/series-names.ts';
import type { BudgetSlo, Slo } from '../model/slo.ts';
import { fastIntervalMs, slowIntervalMs } from '../model/windows.ts';
import type { Expr } from '../promql/ast.ts';
import { and, eqv, max, num, on, selector, unless, vector } from '../promql/build.ts';
import { mapSelectors } from '../promql/visit.ts';
import { absentAlert, outageAlert } from './alerts.ts';
import { groupName } from './names.ts';
import { countedBad, countedRules, heartbeatRule } from './record.ts';
import { record } from './record-rule.ts';
import type { RecordingRule, RuleGroup } from './rule.ts';

/** The groups of an SLO with a budget in a leaf. */
export function leafGroups(slo: BudgetSlo): RuleGroup[] {
  const indicator = lowerIndicator(slo);
  const bad = indicator.outcomes ? [] : [record(slo, SERIES.badRate, countedBad(slo, indicator))];
  const heartbeat = indicator.countsWithoutData ? heartbeatRule(slo) : scrapingHeartbeatRule(slo);
  const rates = [heartbeat, ...countedRules(slo, indicator), ...bad].map(ofLeaf);
  const groups: RuleGroup[] = [
    {
      name: groupName(slo.identity, 'leaf'),
      pace: 'fast',
      intervalMs: fastIntervalMs(slo.scrapeIntervalMs),
      rules: [...rates, ...(slo.outage ? outageAlert(slo, slo.outage) : [])],
    },
    {
      name: groupName(slo.identity, 'leaf-slow'),
      pace: 'slow',
      intervalMs: slowIntervalMs(slo.scrapeIntervalMs),
      rules: slo.absent ? absentAlert(slo, indicator.inputs, slo.absent) : [],
    },
  ];
  return groups.filter(({ rules }) => rules.length > 0);
}

/** The heartbeat of an SLO in a leaf where a leaf without scrapes has nothing to report. */
export function leafHeartbeatRule(slo: Slo): RecordingRule {
  return ofLeaf(scrapingHeartbeatRule(slo));
}

/** What each server exports of itself: its own target is up though it reaches no other. */
const SERVERS = ['prometheus_build_info', 'vm_app_version'];

/** That the rules are evaluated, and that a target answers: a leaf whose scrapes fail is not heard of, as one that is down. */
function scrapingHeartbeatRule(slo: Slo): RecordingRule {
  const up = SERVERS.reduce<Expr>(
    (targets, server) => unless(targets, selector(server), on('job', 'instance')),
    selector('up'),
  );
  return record(slo, SERIES.heartbeat, and(vector(num(1)), eqv(max(up), num(1)), on()));
}

/** The rule with the names of a leaf, for what it records and for what it reads of that. */
function ofLeaf(rule: RecordingRule): RecordingRule {
  return {
    ...rule,
    record: leafSeries(rule.record),
    expr: mapSelectors(rule.expr, (selector) =>
      selector.metric === undefined ? selector : { ...selector, metric: leafSeries(selector.metric) },
    ),
  };
}
