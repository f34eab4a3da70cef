// Everything that the rules of one SLO must show: the registry of proofs by kind of indicator and alert.
import type { BudgetSlo, Identity, Tier, ZeroToleranceSlo } from '../model/slo.ts';
import { printDuration } from '../promql/duration.ts';
import type { CompiledSlo } from '../rules/rule.ts';
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
import { isTooOld, isTooYoung } from './tiers/timing.ts';
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
    const breach = proveBreach(compiled);
    return {
      name,
      origin: slo.origin,
      scenarios: [...breach, ...proveWatch(slo)],
      gaps: breach.length === 0 && slo.breach ? [breachGap(slo)] : [],
    };
  }
  const context = testContextOf(compiled, slo);
  const { scenarios, gaps } = proveFromRaw(context, slo);
  return {
    name,
    origin: slo.origin,
    gaps: [
      ...gaps,
      ...(slo.precision === 'exact' ? [exactGap(scenarios)] : []),
      ...slo.tiers.filter((tier) => isTooYoung(tier, slo)).map(youngGap),
      ...slo.tiers.filter((tier) => isTooOld(context, tier)).map(oldGap),
    ],
    scenarios: [
      ...scenarios,
      ...slo.tiers.flatMap((tier) => proveTier(context, tier)),
      ...slo.thresholds.flatMap((threshold) => proveThreshold(context, threshold)),
      ...proveMoments(context),
      ...proveWindows(context),
      ...proveEventBudget(context),
      ...proveTiles(context),
      proveConstants(context),
      ...proveTexts(context),
    ],
  };
}

function youngGap({ tier, minimumAgeMs }: Tier): string {
  return `the minimum age of the tier ${tier}, ${printDuration(minimumAgeMs)}, is too short to be told in windows that are added up from tiles, so the tier is proven with windows that are fed in`;
}

function oldGap({ tier, minimumAgeMs }: Tier): string {
  return `the minimum age of the tier ${tier}, ${printDuration(minimumAgeMs)}, is so long beside its windows that promtool cannot evaluate them until then, so the tier is proven with windows that are fed in`;
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
      `no series can be made up for this ${slo.indicator.kind} indicator, so its rules are proven from the base layer upwards`,
    ],
  };
}
