// Proof of both parts together: from scraped series of the leaves to the alerts above them, what one Prometheus would say
// comes so much later as what leaves record may take to arrive.
import { BASE_LAYER, isAlertSeries, isRatioOfWindow, isRecordedAbove } from '../../model/series-names.ts';
import { countsEvents, type Topology } from '../../model/slo.ts';
import { eq } from '../../promql/build.ts';
import { mapSelectors, selectorsOf } from '../../promql/visit.ts';
import type { CompiledSlo, Rule, RuleGroup } from '../../rules/rule.ts';
import { distinctBy, type Labels, seriesKey } from '../context/label-set.ts';
import type { Check, ExpectedSample, InputSeries, Scenario } from '../context/scenario.ts';
import { asRecordedInLeaf, reads } from './leaf.ts';

/** The rules of a leaf as they would be if its label stood on every series: promtool knows one Prometheus. */
export function placedIn(leaf: string, leafLabel: string, groups: readonly RuleGroup[]): RuleGroup[] {
  const matcher = eq(leafLabel, leaf);
  const placed = (rule: Rule): Rule => {
    const expr = mapSelectors(rule.expr, (selector) => ({ ...selector, matchers: [...selector.matchers, matcher] }));
    return { ...rule, expr, labels: { ...rule.labels, [leafLabel]: leaf } };
  };
  return groups.map((group) => ({ ...group, name: `${group.name}/${leaf}`, rules: group.rules.map(placed) }));
}

/** Where the series of a scenario are scraped, and which of its checks hold then. */
interface Placement {
  readonly leaves: readonly string[];
  readonly variant: string;
  readonly words: string;
  readonly holds: (check: Check) => boolean;
}

/** What one Prometheus must say of these series, said above the leaves. */
export function provePair(scenarios: readonly Scenario[], compiled: CompiledSlo, topology: Topology): Scenario[] {
  const rules = compiled.groups.flatMap((group) => group.rules);
  const recorded = new Set(rules.flatMap((rule) => (rule.kind === 'recording' ? [rule.record] : [])));
  const alerts = new Set(rules.flatMap((rule) => (rule.kind === 'alerting' ? [rule.alert] : [])));
  const { slo } = compiled;
  const ofGlobal = scenarios.map((scenario) => ({
    ...scenario,
    checks: scenario.checks.filter((check) => reads(check, recorded, alerts)),
  }));
  return placementsOf(slo.kind === 'budget' && countsEvents(slo.indicator), topology).flatMap((placement) =>
    ofGlobal.flatMap((scenario) => placedScenario(scenario, placement, topology, slo.by.includes(topology.leafLabel))),
  );
}

/** Time passes in each leaf, so all of them must have the same of it. */
function placementsOf(countsEvents: boolean, { leaves: [first = '', second] }: Topology): Placement[] {
  const both = second === undefined ? [first] : [first, second];
  const always = () => true;
  if (!countsEvents) return [{ leaves: both, variant: 'leaves', words: 'in all leaves', holds: always }];
  const words = 'one leaf has the traffic, others are idle';
  const alone = { leaves: [first], variant: 'leaf', words, holds: always };
  if (second === undefined) return [alone];
  return [alone, { leaves: both, variant: 'leaves', words: 'two leaves have the same traffic', holds: isOfRatio }];
}

function placedScenario(
  scenario: Scenario,
  { leaves, variant, words, holds }: Placement,
  { leafLabel, queryOffsetMs }: Topology,
  isGrouped: boolean,
): Scenario[] {
  const checks = scenario.checks.filter(holds);
  if (checks.length === 0) return [];
  const { id, series, title } = scenario;
  const placed = leaves.flatMap((leaf) => series.map((input) => inLeaf(input, leafLabel, leaf, isGrouped)));
  const labelled = (samples: readonly ExpectedSample[]) =>
    isGrouped ? leaves.flatMap((leaf) => samples.map((sample) => withLabels(sample, { [leafLabel]: leaf }))) : samples;
  return [
    {
      ...scenario,
      id: { ...id, variant: id.variant === undefined ? variant : `${id.variant}-${variant}` },
      title: `${title} (${words})`,
      series: distinctBy(placed, seriesKey),
      checks: checks.map((check) => ({
        ...check,
        atMs: laterBy(queryOffsetMs, check.atMs, scenario),
        samples: labelled(check.samples),
      })),
      rendered: [],
    },
  ];
}

/** The first evaluation that reads what was recorded in the leaves at a moment. */
function laterBy(offsetMs: number, atMs: number, { evaluationMs }: Scenario): number {
  return Math.ceil((atMs + offsetMs) / evaluationMs) * evaluationMs;
}

/** Whether a check is about error ratios or alerts, which do not follow how much traffic there is. */
function isOfRatio({ expr }: Check): boolean {
  return selectorsOf(expr).every(({ metric = '' }) => isAlertSeries(metric) || isRatioOfWindow(metric));
}

/** What follows from the base layer is recorded above the leaves, and bears no label of one. */
function inLeaf(series: InputSeries, leafLabel: string, leaf: string, isGrouped: boolean): InputSeries {
  const isOfLeaf = !isRecordedAbove(series.metric) || BASE_LAYER.includes(series.metric);
  if (!isOfLeaf && !isGrouped) return series;
  return { ...(isOfLeaf ? asRecordedInLeaf(series) : series), labels: { ...series.labels, [leafLabel]: leaf } };
}

function withLabels(sample: ExpectedSample, labels: Labels): ExpectedSample {
  return { ...sample, labels: { ...sample.labels, ...labels } };
}
