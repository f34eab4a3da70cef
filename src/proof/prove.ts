// Everything that the rules of one SLO must show: the registry of proofs by kind of indicator and alert.
import { lowerIndicator } from '../indicator/lower.ts';
import {
  type BudgetSlo,
  type Identity,
  inLeaf,
  type Tier,
  type Topology,
  withoutTopology,
  type ZeroToleranceSlo,
} from '../model/slo.ts';
import { printDuration } from '../promql/duration.ts';
import { leafGroups } from '../rules/leaf.ts';
import { lowerSlo } from '../rules/lower.ts';
import { alertsOf, type CompiledSlo, type RuleGroup } from '../rules/rule.ts';
import { type TestContext, testContextOf } from './context/context.ts';
import type { Proof, Scenario } from './context/scenario.ts';
import { proveAbsence } from './indicators/absence.ts';
import { proveBase, TOTAL_OUTAGE } from './indicators/base.ts';
import { proveBirths } from './indicators/births.ts';
import { proveConstants } from './indicators/constants.ts';
import { proveDeciding } from './indicators/deciding.ts';
import { eventSourceOf } from './indicators/event-source.ts';
import { proveCensus } from './indicators/every-label.ts';
import { proveNewborns } from './indicators/newborns.ts';
import { proveTime, simpleCondition } from './indicators/time.ts';
import { proveEventBudget } from './tiers/event-budget.ts';
import { proveHangs } from './tiers/hangs.ts';
import { proveTexts } from './tiers/texts.ts';
import { proveThreshold } from './tiers/threshold.ts';
import { proveTier } from './tiers/tier.ts';
import { isTooDense, isTooOld, isTooYoung } from './tiers/timing.ts';
import { proveHeartbeat, targetUp } from './topology/heartbeat.ts';
import { proveLeaf } from './topology/leaf.ts';
import { proveLeaves } from './topology/leaves.ts';
import { proveLeavesNamed } from './topology/missing-leaf.ts';
import { placedIn, provePair } from './topology/pair.ts';
import { stepsOf, whileReporting } from './topology/reporting.ts';
import { proveMoments } from './windows/moments.ts';
import { proveWindows } from './windows/ratios.ts';
import { proveTiles } from './windows/tiles.ts';
import { proveBreach } from './zero-tolerance/breach.ts';
import { proveWatch } from './zero-tolerance/watch.ts';

/** What the files of a proof are called by: no part of an identity holds a dot. */
export function proofName({ namespace, service, slo }: Identity): string {
  return [namespace, service, slo].filter((part) => part !== undefined).join('.');
}

/** The proof of one SLO. */
export function prove(compiled: CompiledSlo): Proof {
  const { slo } = compiled;
  const name = proofName(slo.identity);
  if (slo.kind === 'zero-tolerance') {
    return { name, origin: slo.origin, ...proveZeroTolerance(compiled, slo) };
  }
  return { name, origin: slo.origin, ...proveBudget(compiled, slo) };
}

type Proven = Pick<Proof, 'scenarios' | 'gaps'>;

function proveZeroTolerance(compiled: CompiledSlo, slo: ZeroToleranceSlo): Proven {
  const { topology } = slo;
  if (topology?.part === 'global') {
    const alert = alertsOf(compiled.groups).find(({ purpose }) => purpose.kind === 'leaf-missing');
    return { scenarios: proveLeavesNamed(slo, alert, topology), gaps: [] };
  }
  const breach = proveBreach(compiled);
  return {
    scenarios: [...breach, ...proveWatch(slo), ...(topology ? [proveHeartbeat(slo)] : [])],
    gaps: breach.length === 0 && slo.breach ? [breachGap(slo)] : [],
  };
}

function proveBudget(compiled: CompiledSlo, slo: BudgetSlo): Proven {
  const { topology } = slo;
  if (topology?.part === 'leaf') return proveInLeaf(compiled, slo);
  const context = testContextOf(compiled, slo);
  const raw = proveFromRaw(context, slo);
  const fed = proveFed(context);
  const gaps = [
    ...raw.gaps,
    ...(slo.precision === 'exact' ? [exactGap(raw.scenarios)] : []),
    ...slo.tiers.filter((tier) => isTooYoung(tier, slo)).map(youngGap),
    ...slo.tiers.filter((tier) => isTooOld(context, tier)).map(oldGap),
    ...slo.tiers.filter((tier) => isTooDense(tier, slo)).map(denseGap),
  ];
  if (!topology) return { gaps, scenarios: [...raw.scenarios, ...fed] };
  return {
    gaps,
    scenarios: proveAbove(context, [...raw.scenarios.filter(({ rules }) => rules !== 'raw'), ...fed], topology),
  };
}

/** What is proven of recorded series, wherever they come from. */
function proveFed(context: TestContext): Scenario[] {
  const { slo } = context;
  return [
    ...slo.tiers.filter((tier) => !isTooDense(tier, slo)).flatMap((tier) => proveTier(context, tier)),
    ...slo.thresholds.flatMap((threshold) => proveThreshold(context, threshold)),
    ...proveMoments(context),
    ...proveWindows(context),
    ...proveEventBudget(context),
    ...proveTiles(context),
    proveConstants(context),
    ...proveTexts(context),
  ];
}

/** Above leaves all of them report, or one does not, which the texts say. */
function proveAbove(context: TestContext, scenarios: readonly Scenario[], topology: Topology): Scenario[] {
  const { identity } = context.slo;
  const { leaves } = topology;
  const missing = leaves.slice(-1);
  const withoutLeaf = proveTexts({ ...context, missingLeaves: missing })
    .slice(0, 1)
    .map((scenario) => ({
      ...scenario,
      id: { kind: 'texts', variant: 'leaf-missing' },
      title: `${scenario.title}, and that a leaf does not report`,
    }));
  return [
    ...scenarios.map((scenario) => whileReporting(scenario, identity, topology, leaves)),
    ...withoutLeaf.map((scenario) => whileReporting(scenario, identity, topology, leaves.slice(0, -1))),
    ...proveLeaves(context, topology),
  ];
}

/** From scraped series to the rates of a leaf, and to its alerts on what is down or missing. */
function proveInLeaf({ groups }: CompiledSlo, slo: BudgetSlo): Proven {
  const { gaps, scenarios } = provenInOnePlace(slo);
  const rules = groups.flatMap((group) => group.rules);
  const { countsWithoutData } = lowerIndicator(slo);
  return { gaps, scenarios: [...proveLeaf(scenarios, rules), proveHeartbeat(slo, countsWithoutData)] };
}

/** The scenarios from scraped series for one Prometheus. Where rates wait until something was scraped, a target answers. */
function provenInOnePlace(slo: BudgetSlo): RawProof {
  const single = withoutTopology(slo);
  const { gaps, scenarios } = proveFromRaw(testContextOf(lowerSlo(single), single), single);
  const isOfScrapes = lowerIndicator(slo).readsOtherTargets;
  const withTarget = (scenario: Scenario): Scenario =>
    isOfScrapes ? { ...scenario, series: [...scenario.series, targetUp(stepsOf(scenario))] } : scenario;
  return { gaps, scenarios: scenarios.filter(({ rules }) => rules === 'raw').map(withTarget) };
}

/** Rule groups of leaves and of what is above them, with the proof that together they say what one Prometheus would. */
export function provePlaced(
  compiled: CompiledSlo,
): { readonly proof: Proof; readonly groups: readonly RuleGroup[] } | undefined {
  const { slo, groups } = compiled;
  const { topology } = slo;
  if (slo.kind !== 'budget' || topology?.part !== 'global') return undefined;
  const ofLeaf = inLeaf(slo, topology);
  const { scenarios } = provenInOnePlace(ofLeaf);
  const leaves = topology.leaves.slice(0, 2);
  const proof = {
    name: `${proofName(slo.identity)}.with-leaves`,
    origin: slo.origin,
    scenarios: provePair(scenarios, compiled, topology),
    gaps: [],
  };
  return {
    proof,
    groups: [...leaves.flatMap((leaf) => placedIn(leaf, topology.leafLabel, leafGroups(ofLeaf))), ...groups],
  };
}

function youngGap({ tier, minimumAgeMs }: Tier): string {
  return `the minimum age of the tier ${tier}, ${printDuration(minimumAgeMs)}, is too short to be told in windows that are added up from tiles, so the tier is proven with windows that are fed in`;
}

function oldGap({ tier, minimumAgeMs }: Tier): string {
  return `the minimum age of the tier ${tier}, ${printDuration(minimumAgeMs)}, is so long beside its windows that promtool cannot evaluate them until then, so the tier is proven with windows that are fed in`;
}

function denseGap({ tier, longMs }: Tier): string {
  return `the window of the tier ${tier}, ${printDuration(longMs)}, holds more scrapes than promtool can add up, so when the tier fires is not proven`;
}

function exactGap(scenarios: readonly Scenario[]): string {
  const proven = scenarios.some(({ id }) => id.kind === TOTAL_OUTAGE) ? 'only the total outage' : 'nothing';
  return `precision exact reads raw series over windows up to 1h and over the period: of those, ${proven} is put to the test`;
}

function breachGap({ windowMs }: ZeroToleranceSlo): string {
  return `no series can be made up for these events and their targets over ${printDuration(windowMs)}, so the alert on a breach is not proven`;
}

interface RawProof {
  readonly scenarios: readonly Scenario[];
  readonly gaps: readonly string[];
}

function proveFromRaw(context: TestContext, slo: BudgetSlo): RawProof {
  const groups = context.controlGroup ? [context.subject, context.controlGroup] : [context.subject];
  const source = eventSourceOf(slo, groups);
  if (source) {
    return {
      scenarios: [
        ...proveBase(context, source),
        ...proveBirths(context, source),
        ...proveNewborns(context, source),
        ...proveCensus(context),
        ...proveHangs(context),
        ...proveAbsence(context, source),
        ...proveDeciding(context),
      ],
      gaps: [],
    };
  }
  const condition = slo.indicator.kind === 'time' ? simpleCondition(slo.indicator) : undefined;
  if (slo.indicator.kind === 'time' && condition)
    return { scenarios: proveTime(context, slo.indicator, condition), gaps: [] };
  return {
    scenarios: [],
    gaps: [
      `no series can be made up for this ${slo.indicator.kind} indicator, so its rules are proven from the recorded rates upwards`,
    ],
  };
}
