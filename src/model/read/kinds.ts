// What an SLO promises and alerts on, by its kind: with an error budget, or with zero tolerance.
import type { Path } from '../../spec/locate.ts';
import type { SloSpec, Spec } from '../../spec/schema.ts';
import { checkAlertKinds } from '../checks/alert-kinds.ts';
import { checkHold } from '../checks/hold.ts';
import { readsOtherTargets } from '../other-targets.ts';
import { addProblem, projectScope, type Scope } from '../scope.ts';
import type { Settings } from '../settings.ts';
import {
  type BudgetSlo,
  countsEvents,
  errorBudget,
  type Identity,
  type Indicator,
  type Slo,
  type ZeroToleranceSlo,
} from '../slo.ts';
import { baseWindowMs } from '../windows.ts';
import { type AlertContext, readMinimumTraffic, readSingle, readThresholds } from './alerts.ts';
import { readBudgetOf } from './budget-of.ts';
import { readObjective } from './objective.ts';
import { readTiers } from './tiers.ts';
import type { ZeroTolerance } from './zero-tolerance.ts';

/** Where the reading of an SLO stands. */
export interface Context {
  readonly spec: Spec;
  readonly identity: Omit<Identity, 'slo'>;
  readonly scope: Scope;
  readonly settings: Settings;
}

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
export function readCommitment(
  spec: SloSpec,
  periodMs: number,
  around: AlertContext,
  path: Path,
  context: Context,
): Commitment | undefined {
  const { scope, settings, identity } = context;
  const objective = readObjective(spec, { ...identity, slo: spec.name }, path, context);
  const baseMs = baseWindowMs(settings.scrapeIntervalMs);
  const place = [...path, 'alerts', 'threshold'];
  const thresholds = readThresholds(spec.alerts?.threshold, periodMs, baseMs, place, scope, around);
  return objective === undefined ? undefined : { objective, thresholds };
}

export function readBudget(
  spec: SloSpec,
  indicator: Indicator,
  commitment: Commitment | undefined,
  base: Base,
  around: AlertContext,
  path: Path,
  context: Context,
): BudgetSlo | undefined {
  const { scope, settings } = context;
  const [projectAlerts, ownAlerts] = alertSpecs(spec, settings);
  const alertsPath = [...path, 'alerts'];
  checkAlertKinds(spec, indicator.kind === 'time' ? ['breach'] : ['breach', 'outage'], alertsPath, scope);
  const outage =
    indicator.kind === 'time' ? readSingle('outage', [projectAlerts, ownAlerts], false, around) : undefined;
  const precision = readPrecision(spec, indicator, path, context);
  const minimumTraffic = readMinimumTraffic(
    [projectAlerts, ownAlerts],
    countsEvents(indicator),
    base.scrapeIntervalMs,
    alertsPath,
    scope,
  );
  const objective = commitment?.objective ?? ANY_OBJECTIVE;
  const burnRate = readBurnRate(spec, indicator, objective, base, around, path, context);
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
  spec: SloSpec,
  indicator: Indicator | undefined,
  objective: number,
  { periodMs, scrapeIntervalMs }: Base,
  { layers: about, bases }: AlertContext,
  path: Path,
  { scope, settings }: Context,
): Pick<BudgetSlo, 'tiers' | 'budgetOf'> {
  const [project, ofSlo] = alertSpecs(spec, settings);
  const layers = [
    { spec: project?.burnRate, path: ['defaults', 'alerts', 'burnRate'], scope: projectScope(settings, scope) },
    { spec: ofSlo?.burnRate, path: [...path, 'alerts', 'burnRate'], scope },
  ];
  const budget = errorBudget(objective);
  const isByChance = indicator !== undefined && readsOtherTargets(indicator);
  return {
    tiers: readTiers(layers, { periodMs, budget, scrapeIntervalMs, about, bases, isByChance, path, scope }),
    budgetOf: readBudgetOf(layers, indicator === undefined || countsEvents(indicator)),
  };
}

function readPrecision(
  spec: SloSpec,
  indicator: Indicator,
  path: Path,
  { settings, scope }: Context,
): 'layered' | 'exact' {
  const precision = spec.precision ?? settings.defaults.precision ?? 'layered';
  if (precision === 'layered' || countsEvents(indicator)) return precision;
  if (spec.precision === undefined) return 'layered';
  addProblem(scope, {
    code: 'precision-not-for-kind',
    path: [...path, 'precision'],
    message: 'exact windows need counters, and this indicator has none',
    help: 'remove "precision": time is sampled, so there is nothing to recover from raw series',
  });
  return 'layered';
}

export function readZero(
  spec: SloSpec,
  zero: ZeroTolerance,
  base: Base,
  around: AlertContext,
  path: Path,
  { scope, settings }: Context,
): ZeroToleranceSlo {
  checkAlertKinds(spec, ['burnRate', 'threshold', 'outage', 'minimumTraffic'], [...path, 'alerts'], scope);
  const breach = readSingle('breach', alertSpecs(spec, settings), true, around);
  const slo: ZeroToleranceSlo = { ...base, kind: 'zero-tolerance', ...zero, ...(breach && { breach }) };
  if (breach) {
    const isOwn = typeof spec.alerts?.breach === 'object' && spec.alerts.breach.for !== undefined;
    const [place, from] = isOwn ? [scope, path] : [projectScope(settings, scope), ['defaults']];
    checkHold(breach, slo, [...from, 'alerts', 'breach', 'for'], place);
  }
  return slo;
}
