// promtool test files with the plain rule files that they load, for each SLO: runnable with `promtool test rules` alone.
// Only what promtool 2.42 understands (https://prometheus.io/docs/prometheus/latest/configuration/unit_testing_rules/).
import type { Settings } from '../model/settings.ts';
import { SLOW_INTERVAL_MS } from '../model/windows.ts';
import type { Artifact } from '../output/artifact.ts';
import { printYaml } from '../output/yaml.ts';
import { printDuration } from '../promql/duration.ts';
import { print } from '../promql/print.ts';
import { rulesBehind } from '../proof/behind.ts';
import { prove } from '../proof/prove.ts';
import { proveStandalone } from '../proof/prove-standalone.ts';
import type { Check, Proof, RenderedAlert, RulesUnderTest, Scenario } from '../proof/scenario.ts';
import type { UserScenario } from '../proof/user-scenario.ts';
import { ERROR_RATIO_OF_WINDOW, SERIES } from '../rules/names.ts';
import type { AlertPurpose, CompiledFile, Rule, RuleGroup } from '../rules/rule.ts';
import { headerOf, stemOf } from './backend.ts';
import { groupValue } from './rule-groups.ts';

/** The tests of all SLOs, and beside them the scenarios that users wrote. */
export function emitTests(
  files: readonly CompiledFile[],
  scenarios: readonly UserScenario[],
  settings: Settings,
): Artifact[] {
  return placedParts(files, scenarios).flatMap((part) => artifactsOf(part, settings));
}

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

/** A part with the place of its tests. */
interface PlacedPart extends ProvenPart {
  /** The spec file of the SLO, which names the folder. */
  readonly spec: string;
  /** The files that say what is tested. */
  readonly sources: readonly string[];
}

/** Everything that the tests of a project load and show, scenarios of users too. */
export function testedParts(files: readonly CompiledFile[], scenarios: readonly UserScenario[]): ProvenPart[] {
  return placedParts(files, scenarios);
}

function placedParts(files: readonly CompiledFile[], scenarios: readonly UserScenario[]): PlacedPart[] {
  return [
    ...files.flatMap((file) => provenParts(file).map((part) => ({ ...part, spec: file.path, sources: [file.path] }))),
    ...userParts(scenarios),
  ];
}

/** One part for each SLO for which a user wrote scenarios. */
function userParts(scenarios: readonly UserScenario[]): PlacedPart[] {
  return [...new Set(scenarios.map(({ target }) => target))].map((target) => {
    const own = scenarios.filter((scenario) => scenario.target === target);
    const { name, origin } = target;
    return {
      proof: { name, origin, scenarios: own.map(({ scenario }) => scenario), gaps: [] },
      groups: target.groups,
      spec: target.spec,
      sources: [...new Set(own.map(({ source }) => source))],
    };
  });
}

const SUFFIXES: Readonly<Record<RulesUnderTest, string>> = {
  raw: '',
  fast: '.fast',
  slow: '.slow',
  budget: '.budget',
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
export function suitesOf({ proof, groups }: ProvenPart): Suite[] {
  return (Object.keys(SUFFIXES) as RulesUnderTest[]).flatMap((rules) => {
    const own = proof.scenarios.filter((scenario) => scenario.rules === rules);
    return [...new Set(own.map(({ about }) => about))].map((about, at) => {
      const scenarios = own.filter((scenario) => scenario.about === about);
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

function artifactsOf(part: PlacedPart, settings: Settings): Artifact[] {
  const folder = folderOf(part, settings);
  return suitesOf(part).flatMap((suite) =>
    suiteFiles(suite, headerOf(part.sources.join(', '))).map(({ path, content }) => ({
      path: `${folder}/${path}`,
      content,
    })),
  );
}

/** Where tests are not kept, it lies in whatever folder they are written to for a while. */
function folderOf({ spec }: PlacedPart, settings: Settings): string {
  const folder = settings.testsFolder ?? settings.target;
  const stem = stemOf(spec, settings);
  return folder === undefined ? stem : `${folder}/${stem}`;
}

/** A test file: whose proof it belongs to, and its scenarios in order. */
export interface TestFile {
  readonly path: string;
  /** The files that say what is tested: specs, or scenarios of users. */
  readonly sources: readonly string[];
  readonly proof: Proof;
  readonly scenarios: readonly Scenario[];
}

/** The test files among the artifacts of `emitTests`. */
export function testFilesOf(
  files: readonly CompiledFile[],
  scenarios: readonly UserScenario[],
  settings: Settings,
): TestFile[] {
  return placedParts(files, scenarios).flatMap((part) =>
    suitesOf(part)
      .flatMap(runsOf)
      .map(({ path, scenarios: own }) => ({
        path: `${folderOf(part, settings)}/${path}`,
        sources: [...new Set([part.spec, ...part.sources])],
        proof: part.proof,
        scenarios: own,
      })),
  );
}

/** The scenarios of one test file; the path is its bare name. */
interface Run {
  readonly path: string;
  readonly evaluationMs: number;
  readonly scenarios: readonly Scenario[];
}

/** promtool evaluates all tests of a file at one interval. */
function runsOf({ name, scenarios }: Suite): Run[] {
  const intervals = [...new Set(scenarios.map(({ evaluationMs }) => evaluationMs))].sort((a, b) => a - b);
  return intervals.map((evaluationMs) => ({
    path: `${name}.${printDuration(evaluationMs)}.test.yaml`,
    evaluationMs,
    scenarios: scenarios.filter((scenario) => scenario.evaluationMs === evaluationMs),
  }));
}

/** The rule file of a suite, and after it the test files that load it from their own folder; paths are bare names. */
export function suiteFiles(suite: Suite, header: readonly string[]): Artifact[] {
  const { name, loaded } = suite;
  return [
    {
      path: `${name}.rules.yaml`,
      content: printYaml({ groups: loaded.map((group) => groupValue(group)) }, { header }),
    },
    ...runsOf(suite).map((run) => ({ path: run.path, content: printYaml(testFile(suite, run), { header }) })),
  ];
}

const BASE_SERIES: readonly string[] = [SERIES.totalRate, SERIES.badRate, SERIES.badByOutcome];
/** Of those that read raw series, what other rules read in turn. */
const RAW_SERIES: readonly string[] = [SERIES.totalRate, SERIES.badRate, SERIES.breachEvents];
const HOURLY_SERIES: readonly string[] = [SERIES.totalHourly, SERIES.badHourly];

/** Whether a rule is loaded. What is fed in must not be recorded too: promtool refuses a series twice. */
const IS_LOADED: Readonly<Record<RulesUnderTest, (rule: Rule, group: RuleGroup) => boolean>> = {
  raw: (rule, group) => !isSlow(group) || isAlert(rule, 'absent'),
  // An age of half a day or more is read from the hourly layer.
  fast: (rule, group) => isWindowOrBurn(rule) && (!isSlow(group) || isHourlyLayer(rule)),
  // The slow group reads windows of the fast one.
  slow: (rule, group) => isWindowOrBurn(rule) && (isSlow(group) || rule.kind === 'recording'),
  budget: (rule) => (rule.kind === 'recording' ? !BASE_SERIES.includes(rule.record) : isWindowOrBurn(rule)),
  // What makes alerts fire. The budget is for people to look at, and dear to evaluate.
  user: (rule) => rule.kind === 'alerting' || isWindowOrBurn(rule) || RAW_SERIES.includes(rule.record),
  'user-fed': isWindowOrBurn,
};

function isSlow({ intervalMs }: RuleGroup): boolean {
  return intervalMs === SLOW_INTERVAL_MS;
}

function isWindowOrBurn(rule: Rule): boolean {
  if (rule.kind === 'alerting') return isAlert(rule, 'burn-rate') || isAlert(rule, 'threshold');
  return isHourlyLayer(rule) || rule.record.startsWith(ERROR_RATIO_OF_WINDOW);
}

function isHourlyLayer(rule: Rule): boolean {
  return rule.kind === 'recording' && HOURLY_SERIES.includes(rule.record);
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

function narrow(groups: readonly RuleGroup[], isWanted: (rule: Rule, group: RuleGroup) => boolean): RuleGroup[] {
  return groups
    .map((group) => ({ ...group, rules: group.rules.filter((rule) => isWanted(rule, group)) }))
    .filter((group) => group.rules.length > 0);
}

function testFile({ name, loaded }: Suite, { evaluationMs, scenarios }: Run): object {
  return {
    rule_files: [`${name}.rules.yaml`],
    evaluation_interval: printDuration(evaluationMs),
    // Groups that are not listed run in random order.
    group_eval_order: loaded.map((group) => group.name),
    tests: scenarios.map(testValue),
  };
}

function testValue({ name, stepMs, series, checks, rendered }: Scenario, at: number): object {
  return {
    name,
    interval: printDuration(stepMs),
    input_series: series.map(({ series, values }) => ({ series, values })),
    promql_expr_test: checks.map((check, place) => ({
      expr: `${checkMark(at, place, check)}\n${print(check.expr)}`,
      eval_time: printDuration(check.atMs),
      exp_samples: check.samples,
    })),
    ...(rendered.length > 0 && { alert_rule_test: renderedValues(rendered) }),
  };
}

/** Of a query that fails promtool tells the text and the time, but not its scenario: a comment in the text does. */
function checkMark(scenario: number, check: number, { what }: Check): string {
  return `# ${scenario + 1}.${check + 1}: ${what.replaceAll(/\s+/g, ' ')}`;
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
