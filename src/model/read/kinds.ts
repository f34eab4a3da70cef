// What an SLO promises and alerts on, by its kind: with an error budget, or with zero tolerance.
import type { SloSpec } from '../../spec/schema.ts';
import { checkAlertKinds } from '../checks/alert-kinds.ts';
import { checkHold } from '../checks/hold.ts';
import { readsOtherTargets } from '../other-targets.ts';
import type { Settings } from '../settings.ts';
import { type BudgetSlo, countsEvents, errorBudget, type Indicator, type Slo, type ZeroToleranceSlo } from '../slo.ts';
import { baseWindowMs } from '../windows.ts';
import { readMinimumTraffic, readSingle, readThresholds } from './alerts.ts';
import { readBudgetOf } from './budget-of.ts';
import { readObjective } from './objective.ts';
import { readTiers } from './tiers.ts';
import type { WrittenSlo } from './written-slo.ts';
import type { ZeroTolerance } from './zero-tolerance.ts';

/** What an SLO says whatever its kind is. */
export type Base = Pick<
  Slo,
  | 'identity'
  | 'description'
  | 'owner'
  | 'by'
  | 'optionalBy'
  | 'periodMs'
  | 'scrapeIntervalMs'
  | 'isRecordedLate'
  | 'absent'
  | 'origin'
  | 'places'
>;

export function alertSpecs(spec: SloSpec, { defaults }: Settings) {
  return [defaults.alerts, spec.alerts] as const;
}

/** Stands in for an objective that cannot be read: with so small a budget no factor is out of reach. */
export const ANY_OBJECTIVE = 0.999999;

/** What an SLO with a budget says whatever it measures. */
export type Commitment = Pick<BudgetSlo, 'objective' | 'thresholds'>;

/** Undefined where a part of it is wrong, which is reported; so is what is wrong of the other part. */
export function readCommitment(slo: WrittenSlo, periodMs: number): Commitment | undefined {
  const { spec, place, settings, around } = slo;
  const objective = readObjective(slo);
  const bounds = { periodMs, leastMs: baseWindowMs(settings.scrapeIntervalMs) };
  const thresholds = readThresholds(spec.alerts?.threshold, bounds, place.at('alerts', 'threshold'), around);
  return objective === undefined ? undefined : { objective, thresholds };
}

/** An SLO with an error budget; undefined where its commitment cannot be read, and its other parts are checked all the same. */
export function readBudget(
  slo: WrittenSlo,
  indicator: Indicator,
  commitment: Commitment | undefined,
  base: Base,
): BudgetSlo | undefined {
  const { spec, settings, around } = slo;
  const specs = alertSpecs(spec, settings);
  const place = slo.place.at('alerts');
  checkAlertKinds(spec, indicator.kind === 'time' ? ['breach'] : ['breach', 'outage'], place);
  const outage = indicator.kind === 'time' ? readSingle('outage', specs, false, around) : undefined;
  const precision = readPrecision(slo, indicator);
  const minimumTraffic = readMinimumTraffic(specs, countsEvents(indicator), base.scrapeIntervalMs, place);
  const burnRate = readBurnRate(slo, indicator, commitment?.objective ?? ANY_OBJECTIVE, base);
  if (!commitment) return undefined;
  return {
    ...base,
    ...commitment,
    kind: 'budget',
    indicator,
    precision,
    ...burnRate,
    ...(outage && { outage }),
    minimumTraffic,
  };
}

/** The tiers of an SLO. Those of an indicator that cannot be read are judged as if it counted events. */
export function readBurnRate(
  { spec, place, settings, around }: WrittenSlo,
  indicator: Indicator | undefined,
  objective: number,
  { periodMs, scrapeIntervalMs }: Base,
): Pick<BudgetSlo, 'tiers' | 'budgetOf'> {
  const [project, ofSlo] = alertSpecs(spec, settings);
  const layers = [
    { spec: project?.burnRate, place: place.inProject(settings).at('defaults', 'alerts', 'burnRate') },
    { spec: ofSlo?.burnRate, place: place.at('alerts', 'burnRate') },
  ];
  const budget = errorBudget(objective);
  const isByChance = indicator !== undefined && readsOtherTargets(indicator);
  const { layers: about, bases } = around;
  return {
    tiers: readTiers(layers, { periodMs, budget, scrapeIntervalMs, about, bases, isByChance, place }),
    budgetOf: readBudgetOf(layers, indicator === undefined || countsEvents(indicator)),
  };
}

function readPrecision({ spec, place, settings }: WrittenSlo, indicator: Indicator): 'layered' | 'exact' {
  const precision = spec.precision ?? settings.defaults.precision ?? 'layered';
  if (precision === 'layered' || countsEvents(indicator)) return precision;
  if (spec.precision === undefined) return 'layered';
  place.at('precision').report({
    code: 'precision-not-for-kind',
    message: 'exact windows need counters, and this indicator has none',
    help: 'remove "precision": time is sampled, so there is nothing to recover from raw series',
  });
  return 'layered';
}

export function readZero(
  { spec, place, settings, around }: WrittenSlo,
  zero: ZeroTolerance,
  base: Base,
): ZeroToleranceSlo {
  checkAlertKinds(spec, ['burnRate', 'threshold', 'outage', 'minimumTraffic'], place.at('alerts'));
  const breach = readSingle('breach', alertSpecs(spec, settings), true, around);
  const slo: ZeroToleranceSlo = { ...base, kind: 'zero-tolerance', ...zero, ...(breach && { breach }) };
  if (breach) {
    const isOwn = typeof spec.alerts?.breach === 'object' && spec.alerts.breach.for !== undefined;
    const level = isOwn ? place : place.inProject(settings).at('defaults');
    checkHold(breach, slo, level.at('alerts', 'breach', 'for'));
  }
  return slo;
}
