// Spec documents to SLOs: defaults filled in, presets resolved, every setting checked where it was written.
import type { Report } from '../diagnostics/report.ts';
import { PatternBudget } from '../patterns/pattern-budget.ts';
import type { IndicatorSpec } from '../spec/indicator-schema.ts';
import type { Located, Path } from '../spec/locate.ts';
import { ABOUT_FORMATS } from '../spec/rule-format.ts';
import type { SloSpec, Spec } from '../spec/schema.ts';
import { checkAlertKinds } from './checks/alert-kinds.ts';
import { checkGroupLabelsExist } from './checks/group-labels.ts';
import { checkHold } from './checks/hold.ts';
import { checkGroupLabels, checkLabels } from './checks/labels.ts';
import { checkSplit } from './checks/topology.ts';
import { indicatorPlaces } from './indicator-places.ts';
import { narrowServices } from './narrow.ts';
import type { AlertLayer } from './read/alert-settings.ts';
import { type AlertContext, readLeafMissing, readMinimumTraffic, readSingle, readThresholds } from './read/alerts.ts';
import { readBudgetOf } from './read/budget-of.ts';
import { type IndicatorMeaning, readGrouping, readIndicator } from './read/indicator.ts';
import { declaredBuckets } from './read/latency.ts';
import { checkNoObjective, readObjective } from './read/objective.ts';
import { readPeriod } from './read/period.ts';
import { readStandalones } from './read/standalone.ts';
import { readTiers } from './read/tiers.ts';
import { addProblem, projectScope, type Scope } from './scope.ts';
import type { Settings } from './settings.ts';
import {
  type BudgetSlo,
  countsEvents,
  errorBudget,
  type Identity,
  type Indicator,
  inLeaf,
  type ServiceSlos,
  type Slo,
  type ZeroToleranceSlo,
} from './slo.ts';
import { baseWindowMs } from './windows.ts';

/** What one document means. An SLO with a mistake is left out, so that every mistake of the run is found. */
export function normalize(
  document: Located<Spec>,
  settings: Settings,
  report: Report,
  patterns: PatternBudget = new PatternBudget(),
): ServiceSlos {
  const spec = document.value;
  const declared = declaredBuckets(
    (spec.slos ?? []).map(({ indicator }) => indicator),
    settings,
  );
  const istioVersion = settings.istio.version;
  const scope: Scope = { document, report, declaredBuckets: declared, istioVersion, patterns };
  const identity = {
    ...(settings.cluster !== undefined && { cluster: settings.cluster }),
    ...(spec.namespace !== undefined && { namespace: spec.namespace }),
    service: spec.service,
  };
  if (!spec.slos?.length && !spec.alerts?.length) {
    addProblem(scope, {
      code: 'empty-spec',
      path: ['service'],
      message: `the service "${spec.service}" has neither SLOs nor alerts`,
      help: 'add a list of "slos:"',
    });
  }
  checkLabels({ labels: spec.labels }, [], [], scope);
  const around = alertContext(settings, [spec]);
  const services = {
    identity,
    slos: (spec.slos ?? []).flatMap(
      (slo, at) => readPlacedSlo(slo, ['slos', at], { spec, identity, scope, settings }) ?? [],
    ),
    alerts: readStandalones(spec, scope, settings, around),
    ...(settings.topology && { topology: settings.topology }),
  };
  return narrowServices(services, settings.where);
}

/** Whether what is written counts events that must not happen, also where it has no meaning. */
function isZeroTolerance({ zeroTolerance, istio }: IndicatorSpec): boolean {
  return zeroTolerance !== undefined || istio?.xdsRejects !== undefined;
}

interface Context {
  readonly spec: Spec;
  readonly identity: Omit<Identity, 'slo'>;
  readonly scope: Scope;
  readonly settings: Settings;
}

/** The settings that surround an alert. A runbook address in the project file is a base, not a page. */
function alertContext({ defaults, links }: Settings, about: readonly AlertAbout[]): AlertContext {
  const { runbook: _base, ...project } = defaults;
  const layers = [project, ...about].map(({ labels, annotations, runbook, dashboard }: AlertAbout) => ({
    labels,
    annotations,
    runbook,
    dashboard,
  }));
  return { layers, bases: links };
}

type AlertAbout = Pick<AlertLayer, 'labels' | 'annotations' | 'runbook' | 'dashboard'>;

/** An SLO with where its rules run. */
function readPlacedSlo(spec: SloSpec, path: Path, context: Context): Slo | undefined {
  const slo = readSlo(spec, path, context);
  const { topology } = context.settings;
  if (!slo || !topology) return slo;
  checkSplit(slo, topology, path, context.scope);
  return topology.part === 'leaf' ? inLeaf(slo, topology) : { ...slo, topology };
}

function readSlo(spec: SloSpec, path: Path, context: Context): Slo | undefined {
  const { scope, settings, identity } = context;
  const meaning = readIndicator(spec.indicator, [...path, 'indicator'], scope, settings);
  const periodMs = readPeriod(spec, path, context);
  checkAllLabels(spec, meaning?.by ?? readGrouping(spec.indicator).by, path, context);
  if (meaning && spec.indicator.by) {
    checkGroupLabelsExist(meaning, [...path, 'indicator', 'by'], settings.topology?.leafLabel, scope);
  }
  const around = alertContext(settings, [context.spec, spec]);
  const hasBudget = meaning ? meaning.kind === 'budget' : !isZeroTolerance(spec.indicator);
  const commitment = hasBudget ? readCommitment(spec, periodMs, around, path, context) : undefined;
  if (!meaning || periodMs === undefined) return undefined;
  const owner = spec.owner ?? context.spec.owner ?? settings.defaults.owner;
  const countsTime =
    meaning.kind === 'budget' && meaning.indicator.kind === 'time' && meaning.indicator.noData === 'bad';
  const absent = readSingle('absent', alertSpecs(spec, settings), !countsTime, around);
  const base = {
    identity: { ...identity, slo: spec.name },
    description: spec.description ?? '',
    ...(owner !== undefined && { owner }),
    by: meaning.by,
    optionalBy: meaning.optionalBy,
    periodMs,
    scrapeIntervalMs: settings.scrapeIntervalMs,
    isRecordedLate: ABOUT_FORMATS[settings.rules.format].isRecordedLate,
    ...(absent && { absent }),
    origin: scope.document.spanOf([...path, 'name']),
    places: indicatorPlaces(spec.indicator, [...path, 'indicator'], scope.document),
  };
  return meaning.kind === 'budget'
    ? readBudget(spec, meaning.indicator, commitment, base, around, path, context)
    : readZero(spec, meaning, base, around, path, context);
}

/** Labels come from the project, the document and the SLO, and none of them may overwrite a group label. */
function checkAllLabels(spec: SloSpec, by: readonly string[], path: Path, context: Context): void {
  const { scope, settings } = context;
  checkGroupLabels(by, path, scope);
  checkLabels(settings.defaults, by, ['defaults'], projectScope(settings, scope));
  checkLabels({ labels: context.spec.labels }, by, [], scope);
  checkLabels(spec, by, path, scope);
}

type Base = Pick<
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

function alertSpecs(spec: SloSpec, { defaults }: Settings) {
  return [defaults.alerts, spec.alerts] as const;
}

/** What an SLO with a budget says whatever it measures. */
type Commitment = Pick<BudgetSlo, 'objective' | 'thresholds'>;

/** Undefined where a part of it is wrong, which is reported; so is what is wrong of the other part. */
function readCommitment(
  spec: SloSpec,
  periodMs: number | undefined,
  around: AlertContext,
  path: Path,
  context: Context,
): Commitment | undefined {
  const { scope, settings, identity } = context;
  const objective = readObjective(spec, { ...identity, slo: spec.name }, path, context);
  if (periodMs === undefined) return undefined;
  const baseMs = baseWindowMs(settings.scrapeIntervalMs);
  const place = [...path, 'alerts', 'threshold'];
  const thresholds = readThresholds(spec.alerts?.threshold, periodMs, baseMs, place, scope, around);
  return objective === undefined ? undefined : { objective, thresholds };
}

function readBudget(
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
  const leafMissing =
    settings.topology?.part === 'global' ? readLeafMissing([projectAlerts, ownAlerts], around) : undefined;
  const precision = readPrecision(spec, indicator, path, context);
  const minimumTraffic = readMinimumTraffic(
    [projectAlerts, ownAlerts],
    countsEvents(indicator),
    base.scrapeIntervalMs,
    alertsPath,
    scope,
  );
  if (!commitment) return undefined;
  return {
    ...base,
    ...commitment,
    kind: 'budget',
    indicator,
    precision,
    ...readBurnRate(spec, indicator, commitment.objective, base, around, path, context),
    ...(outage && { outage }),
    ...(leafMissing && { leafMissing }),
    minimumTraffic,
  };
}

function readBurnRate(
  spec: SloSpec,
  indicator: Indicator,
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
  return {
    tiers: readTiers(layers, { periodMs, budget, scrapeIntervalMs, about, bases, path, scope }),
    budgetOf: readBudgetOf(layers, countsEvents(indicator)),
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

function readZero(
  spec: SloSpec,
  { zero }: IndicatorMeaning & { kind: 'zero-tolerance' },
  base: Base,
  around: AlertContext,
  path: Path,
  { scope, settings }: Context,
): ZeroToleranceSlo {
  checkNoObjective(spec, base.identity, path, { scope, settings });
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
