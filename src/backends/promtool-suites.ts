// Which rules are loaded for which scenarios: what promtool runs at once.
import type { ProvenPart } from '../compiled.ts';
import { BASE_LAYER, isIncreaseOfWindow, isRatioOfWindow, SERIES } from '../model/series-names.ts';
import { rulesBehind } from '../proof/context/behind.ts';
import type { RulesUnderTest, Scenario } from '../proof/context/scenario.ts';
import type { AlertPurpose, RecordingRule, Rule, RuleGroup } from '../rules/rule.ts';
import { TILE_LAYER } from '../rules/tiles.ts';

/** What the name of a test file ends in, by the rules that it loads. */
export const SUFFIXES: Readonly<Record<RulesUnderTest, string>> = {
  raw: '',
  watched: '.watched',
  tiles: '.tiles',
  'missed-evaluations': '.missed-evaluations',
  hangs: '.hangs',
  alerts: '.alerts-alone',
  fast: '.fast',
  slow: '.slow',
  budget: '.budget',
  leaves: '.leaves',
  user: '.scenarios',
  'user-fed': '.scenarios-fed',
};

/** What promtool runs at once: rules, and the tests that load them. */
export interface Suite {
  /** Names its files, such as `istio-mesh.request-success.fast`. */
  readonly name: string;
  /** The rules that are loaded, in order. */
  readonly loaded: readonly RuleGroup[];
  readonly scenarios: readonly Scenario[];
}

/** The suites of a part: which rules are loaded for which scenarios. */
export function suitesOf({ proof, groups }: Pick<ProvenPart, 'proof' | 'groups'>): Suite[] {
  return (Object.keys(SUFFIXES) as RulesUnderTest[]).flatMap((rules) => {
    const ofRules = proof.scenarios.filter((scenario) => scenario.rules === rules);
    return [...new Set(ofRules.map(({ about }) => about))].map((about, at) => {
      const scenarios = ofRules.filter((scenario) => scenario.about === about);
      const name = suiteName(`${proof.name}${SUFFIXES[rules]}`, about, at);
      return { name, loaded: underTest(groups, rules, scenarios), scenarios };
    });
  });
}

/** Names of services, SLOs and alerts can be so long that together they are no file name. */
const LONGEST_NAME = 220;

function suiteName(stem: string, about: string | undefined, at: number): string {
  const name = about === undefined ? stem : `${stem}.${about}`;
  return name.length <= LONGEST_NAME ? name : `${name.slice(0, LONGEST_NAME)}-${at}`;
}

/** Of those that read raw series, what other rules read in turn. */
const RAW_SERIES: readonly string[] = [...BASE_LAYER, SERIES.breachEvents];

/** Whether a rule is loaded. What is fed in must not be recorded too: promtool refuses a series twice. */
const IS_LOADED: Readonly<Record<RulesUnderTest, (rule: Rule, group: RuleGroup) => boolean>> = {
  raw: (rule, group) => !isSlow(group) || isAlert(rule, 'absent'),
  watched: (rule) => rule.kind === 'recording' && RAW_SERIES.includes(rule.record),
  tiles: isRecordedAbove,
  'missed-evaluations': (rule) => isRecordedAbove(rule) && rule.record !== SERIES.heartbeat,
  hangs: (rule) => rule.kind === 'recording' && rule.record === SERIES.badRate,
  alerts: (rule) => isAlert(rule, 'burn-rate') || isAlert(rule, 'threshold'),
  fast: (rule, group) => isWindowOrBurn(rule) && !isSlow(group),
  // The slow group reads windows of the fast one.
  slow: (rule, group) => isWindowOrBurn(rule) && (isSlow(group) || rule.kind === 'recording'),
  budget: (rule) => (rule.kind === 'recording' ? !isBaseOrTile(rule) : isWindowOrBurn(rule)),
  leaves: () => true,
  // What makes alerts fire. The budget is for people to look at, and dear to evaluate.
  user: (rule) =>
    rule.kind === 'alerting' || isWindowOrBurn(rule) || isTileLayer(rule) || RAW_SERIES.includes(rule.record),
  'user-fed': isWindowOrBurn,
};

function isSlow({ pace }: RuleGroup): boolean {
  return pace === 'slow';
}

function isWindowOrBurn(rule: Rule): boolean {
  if (rule.kind === 'alerting') return isAlert(rule, 'burn-rate') || isAlert(rule, 'threshold');
  const { record } = rule;
  if (isBaseOrTile(rule)) return false;
  return isRatioOfWindow(record) || isIncreaseOfWindow(record) || record === SERIES.abandonedUsually;
}

/** Whether a rule records something above the base layer. */
function isRecordedAbove(rule: Rule): rule is RecordingRule {
  return rule.kind === 'recording' && !BASE_LAYER.includes(rule.record);
}

function isBaseOrTile(rule: RecordingRule): boolean {
  return BASE_LAYER.includes(rule.record) || isTileLayer(rule);
}

/** Whether a rule records tiles, or what they are made of besides the base layer. */
function isTileLayer({ record }: RecordingRule): boolean {
  return TILE_LAYER.includes(record);
}

function isAlert(rule: Rule, purpose: AlertPurpose['kind']): boolean {
  return rule.kind === 'alerting' && rule.purpose.kind === purpose;
}

/** Of the rules that may be loaded, those on which the scenarios depend. */
function underTest(
  groups: readonly RuleGroup[],
  rules: RulesUnderTest,
  scenarios: readonly Scenario[],
): readonly RuleGroup[] {
  const loadable = narrow(groups, (rule, group) => IS_LOADED[rules](rule, group));
  const all = loadable.flatMap((group) => group.rules);
  const expected = {
    checks: scenarios.flatMap(({ checks }) => checks),
    rendered: scenarios.flatMap(({ rendered }) => rendered),
  };
  const behind = rulesBehind(expected, all);
  // promtool refuses a test without rules.
  return behind.size === 0 ? loadable : narrow(loadable, (rule) => behind.has(rule));
}

/** The groups with those of their rules that are wanted. */
export function narrow(groups: readonly RuleGroup[], isWanted: (rule: Rule, group: RuleGroup) => boolean): RuleGroup[] {
  return groups
    .map((group) => ({ ...group, rules: group.rules.filter((rule) => isWanted(rule, group)) }))
    .filter((group) => group.rules.length > 0);
}
