// promtool test files with the plain rule files that they load: those of a run, and the text of any.
// Only what promtool 2.42 understands (https://prometheus.io/docs/prometheus/latest/configuration/unit_testing_rules/).
import type { Compiled, ProvenPart } from '../compiled.ts';
import type { Settings } from '../model/settings.ts';
import type { Artifact } from '../output/artifact.ts';
import { printYaml } from '../output/yaml/yaml.ts';
import { printDuration } from '../promql/duration.ts';
import { print } from '../promql/print.ts';
import { printLabels, printSeries } from '../proof/context/label-set.ts';
import type { Check, ExpectedSample, Proof, RenderedAlert, Scenario } from '../proof/context/scenario.ts';
import { specStem } from '../spec/file-names.ts';
import { type Suite, suitesOf } from './promtool-suites.ts';
import { groupValue } from './rule-groups.ts';

/** A test file as it is run: whose proof it belongs to, and its scenarios in order. */
export interface TestFile {
  /** From the folder in which all tests of a run lie. */
  readonly path: string;
  /** The files that say what is tested: specs, or scenarios of users. */
  readonly sources: readonly string[];
  readonly proof: Proof;
  readonly suite: Suite;
  readonly scenarios: readonly Scenario[];
}

/** The test files of a run, divided as promtool has done with them soonest. */
export function testFilesOf({ tested, settings }: Compiled): TestFile[] {
  return tested.flatMap((part) => {
    const folder = runFolder(part, settings);
    return suitesOf(part).flatMap((suite) =>
      runsOf(suite).map(({ path, scenarios: ofRun }) => ({
        path: `${folder}/${path}`,
        sources: [...new Set([part.spec, ...part.sources])],
        proof: part.proof,
        suite,
        scenarios: ofRun,
      })),
    );
  });
}

/** An SLO has the same name in each target. */
function runFolder({ spec }: ProvenPart, settings: Settings): string {
  return [settings.target, specStem(spec, settings.specFolder)].filter((part) => part !== undefined).join('/');
}

/** What promtool needs to run these test files: they, and the rules that they load. */
export function runArtifacts(tests: readonly TestFile[]): Artifact[] {
  const folders = new Map(tests.map(({ suite, path }) => [suite, path.slice(0, path.lastIndexOf('/'))]));
  return [...folders].flatMap(([suite, folder]) => below(folder, suiteFiles(suite)));
}

/** Files as they lie in a folder. */
export function below(folder: string, artifacts: readonly Artifact[]): Artifact[] {
  return artifacts.map(({ path, content }) => ({ path: `${folder}/${path}`, content }));
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
export function suiteFiles(suite: Suite, headerFor: (name: string) => readonly string[] = () => []): Artifact[] {
  const { name, loaded } = suite;
  const fileOf = (path: string, value: object) => ({ path, content: printYaml(value, { header: headerFor(path) }) });
  return [
    fileOf(`${name}.rules.yaml`, { groups: loaded.map((group) => groupValue(group)) }),
    ...runsOf(suite).map((run) => fileOf(run.path, testFile(suite, run))),
  ];
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

function testValue({ title, stepMs, series, checks, rendered }: Scenario, at: number): object {
  return {
    name: title,
    interval: printDuration(stepMs),
    input_series: series.map((input) => ({ series: printSeries(input), values: input.values })),
    promql_expr_test: checks.map((check, place) => ({
      expr: `${checkMark(at, place, check)}\n${print(check.expr)}`,
      eval_time: printDuration(check.atMs),
      exp_samples: check.samples.map(sampleValue),
    })),
    ...(rendered.length > 0 && { alert_rule_test: renderedValues(rendered) }),
  };
}

/** promtool parses the labels, a metric name before them too. */
function sampleValue({ metric, labels, value }: ExpectedSample): object {
  return { labels: metric === undefined ? printLabels(labels) : printSeries({ metric, labels }), value };
}

/** Of a query that fails promtool tells the text and the time, but not its scenario: a comment in the text does. */
function checkMark(scenario: number, check: number, { what }: Check): string {
  return `# ${scenario + 1}.${check + 1}: ${what.replaceAll(/\s+/g, ' ')}`;
}

/** promtool compares all firing alerts of one name at once. */
function renderedValues(alerts: readonly RenderedAlert[]): object[] {
  const names = [...new Set(alerts.map(({ alert }) => alert))];
  return names.map((alertname) => {
    const sameName = alerts.filter(({ alert }) => alert === alertname);
    return {
      eval_time: printDuration(sameName[0]?.atMs ?? 0),
      alertname,
      exp_alerts: sameName.map(({ labels, annotations }) => ({ exp_labels: labels, exp_annotations: annotations })),
    };
  });
}
