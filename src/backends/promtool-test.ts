// promtool test files with the plain rule files that they load, for each SLO: runnable with `promtool test rules` alone.
// Only what promtool 2.42 understands (https://prometheus.io/docs/prometheus/latest/configuration/unit_testing_rules/).
import type { Settings } from '../model/settings.ts';
import { SLOW_INTERVAL_MS } from '../model/windows.ts';
import type { Artifact } from '../output/artifact.ts';
import { printYaml } from '../output/yaml.ts';
import { printDuration } from '../promql/duration.ts';
import { prove } from '../proof/prove.ts';
import { proveStandalone } from '../proof/prove-standalone.ts';
import type { Proof, RenderedAlert, RulesUnderTest, Scenario } from '../proof/scenario.ts';
import { ERROR_RATIO_OF_WINDOW, SERIES } from '../rules/names.ts';
import type { AlertPurpose, CompiledFile, Rule, RuleGroup } from '../rules/rule.ts';
import { type Backend, headerOf, stemOf } from './backend.ts';
import { groupValue } from './rule-groups.ts';

export const promtoolTestBackend: Backend = Object.freeze({
  name: 'promtool-test',
  emit: (files, settings) =>
    files.flatMap((file) => provenParts(file).flatMap((part) => artifactsOf(part, file.path, settings))),
} satisfies Backend);

/** Groups that are tested together, with their proof. */
export interface ProvenPart {
  readonly proof: Proof;
  readonly groups: readonly RuleGroup[];
}

/** The parts of a file: each SLO, and the alerts that stand on their own in each document. */
export function provenParts({ services }: CompiledFile): ProvenPart[] {
  return services.flatMap((service) => [
    ...service.slos.map((compiled) => ({ proof: prove(compiled), groups: compiled.groups })),
    ...(service.alertGroups.length > 0 ? [{ proof: proveStandalone(service), groups: service.alertGroups }] : []),
  ]);
}

const SUFFIXES: Readonly<Record<RulesUnderTest, string>> = { raw: '', fast: '.fast', slow: '.slow', budget: '.budget' };

/** What promtool runs at once: rules, and the tests that load them. */
export interface Suite {
  /** Names its files, such as `istio-mesh.request-success.fast`. */
  readonly name: string;
  /** The rules that are loaded, in order. */
  readonly loaded: readonly RuleGroup[];
  readonly scenarios: readonly Scenario[];
}

/** The suites of a part: which rules are loaded for which scenarios. */
export function suitesOf({ proof, groups }: ProvenPart): Suite[] {
  return (Object.keys(SUFFIXES) as RulesUnderTest[]).flatMap((rules) => {
    const scenarios = proof.scenarios.filter((scenario) => scenario.rules === rules);
    if (scenarios.length === 0) return [];
    return [{ name: `${proof.name}${SUFFIXES[rules]}`, loaded: underTest(groups, rules), scenarios }];
  });
}

function artifactsOf(part: ProvenPart, source: string, settings: Settings): Artifact[] {
  const folder = `${settings.testsFolder}/${stemOf(source, settings)}`;
  return suitesOf(part).flatMap((suite) =>
    suiteFiles(suite, headerOf(source)).map(({ path, content }) => ({ path: `${folder}/${path}`, content })),
  );
}

/** The rule file of a suite, and after it the test files that load it from their own folder; paths are bare names. */
export function suiteFiles({ name, loaded, scenarios }: Suite, header: readonly string[]): Artifact[] {
  // promtool evaluates all tests of a file at one interval.
  const intervals = [...new Set(scenarios.map(({ evaluationMs }) => evaluationMs))].sort((a, b) => a - b);
  return [
    { path: `${name}.rules.yaml`, content: printYaml({ groups: loaded.map(groupValue) }, { header }) },
    ...intervals.map((evaluationMs) => ({
      path: `${name}.${printDuration(evaluationMs)}.test.yaml`,
      content: printYaml(
        testFile(
          name,
          loaded,
          evaluationMs,
          scenarios.filter((scenario) => scenario.evaluationMs === evaluationMs),
        ),
        { header },
      ),
    })),
  ];
}

const BASE_SERIES: readonly string[] = [SERIES.totalRate, SERIES.badRate];
const HOURLY_SERIES: readonly string[] = [SERIES.totalHourly, SERIES.badHourly];

/** Whether a rule is loaded. What is fed in must not be recorded too: promtool refuses a series twice. */
const IS_LOADED: Readonly<Record<RulesUnderTest, (rule: Rule, group: RuleGroup) => boolean>> = {
  raw: (rule, group) => !isSlow(group) || isAlert(rule, 'absent'),
  fast: (rule, group) => !isSlow(group) && isWindowOrBurn(rule),
  // The slow group reads windows of the fast one.
  slow: (rule, group) => isWindowOrBurn(rule) && (isSlow(group) || rule.kind === 'recording'),
  budget: (rule) => (rule.kind === 'recording' ? !BASE_SERIES.includes(rule.record) : isWindowOrBurn(rule)),
};

function isSlow({ intervalMs }: RuleGroup): boolean {
  return intervalMs === SLOW_INTERVAL_MS;
}

function isWindowOrBurn(rule: Rule): boolean {
  if (rule.kind === 'alerting') return isAlert(rule, 'burn-rate') || isAlert(rule, 'threshold');
  return HOURLY_SERIES.includes(rule.record) || rule.record.startsWith(ERROR_RATIO_OF_WINDOW);
}

function isAlert(rule: Rule, purpose: AlertPurpose['kind']): boolean {
  return rule.kind === 'alerting' && rule.purpose.kind === purpose;
}

function underTest(groups: readonly RuleGroup[], rules: RulesUnderTest): RuleGroup[] {
  return groups
    .map((group) => ({ ...group, rules: group.rules.filter((rule) => IS_LOADED[rules](rule, group)) }))
    .filter((group) => group.rules.length > 0);
}

function testFile(
  name: string,
  groups: readonly RuleGroup[],
  evaluationMs: number,
  scenarios: readonly Scenario[],
): object {
  return {
    rule_files: [`${name}.rules.yaml`],
    evaluation_interval: printDuration(evaluationMs),
    // Groups that are not listed run in random order.
    group_eval_order: groups.map((group) => group.name),
    tests: scenarios.map(testValue),
  };
}

function testValue({ name, stepMs, series, checks, rendered }: Scenario): object {
  return {
    name,
    interval: printDuration(stepMs),
    input_series: series.map(({ series, values }) => ({ series, values })),
    promql_expr_test: checks.map(({ expr, atMs, samples }) => ({
      expr,
      eval_time: printDuration(atMs),
      exp_samples: samples,
    })),
    ...(rendered.length > 0 && { alert_rule_test: renderedValues(rendered) }),
  };
}

/** promtool compares all firing alerts of one name at once. */
function renderedValues(alerts: readonly RenderedAlert[]): object[] {
  const names = [...new Set(alerts.map(({ alert }) => alert))];
  return names.map((alertname) => {
    const own = alerts.filter(({ alert }) => alert === alertname);
    return {
      eval_time: printDuration(own[0]?.atMs ?? 0),
      alertname,
      exp_alerts: own.map(({ labels, annotations }) => ({ exp_labels: labels, exp_annotations: annotations })),
    };
  });
}
