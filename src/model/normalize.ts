// Spec documents to SLOs: defaults filled in, presets resolved, every setting checked where it was written.
import type { Report } from '../diagnostics/report.ts';
import { PatternBudget } from '../patterns/pattern-budget.ts';
import type { Located, Path } from '../spec/locate.ts';
import { ABOUT_FORMATS } from '../spec/rule-format.ts';
import type { SloSpec, Spec } from '../spec/schema.ts';
import { checkGroupLabelsExist } from './checks/group-labels.ts';
import { checkGroupLabels, checkLabels } from './checks/labels.ts';
import { checkSplit } from './checks/topology.ts';
import { indicatorPlaces } from './indicator-places.ts';
import { narrowServices } from './narrow.ts';
import type { AlertLayer } from './read/alert-settings.ts';
import { type AlertContext, readLeafMissing, readSingle } from './read/alerts.ts';
import { assumedMeaning } from './read/assumed.ts';
import { type IndicatorMeaning, readGrouping, readIndicator } from './read/indicator.ts';
import {
  ANY_OBJECTIVE,
  alertSpecs,
  type Context,
  readBudget,
  readBurnRate,
  readCommitment,
  readZero,
} from './read/kinds.ts';
import { declaredBuckets } from './read/latency.ts';
import { checkNoObjective } from './read/objective.ts';
import { LONGEST_PERIOD_MS, readPeriod } from './read/period.ts';
import { readStandalones } from './read/standalone.ts';
import { addProblem, projectScope, type Scope } from './scope.ts';
import type { Settings } from './settings.ts';
import { type Identity, inLeaf, type ServiceSlos, type Slo } from './slo.ts';

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
  checkLabels({ labels: spec.labels }, { by: [], leafLabel: settings.topology?.leafLabel }, [], scope);
  const around = alertContext(settings, [spec]);
  const services = {
    identity,
    written: writtenSlos(document, identity),
    slos: (spec.slos ?? []).flatMap(
      (slo, at) => readPlacedSlo(slo, ['slos', at], { spec, identity, scope, settings }) ?? [],
    ),
    alerts: readStandalones(spec, scope, settings, around),
    ...(settings.topology && { topology: settings.topology }),
  };
  return narrowServices(services, settings.where);
}

/** Not those of which the name cannot be read. */
function writtenSlos({ value, spanOf, isPartial }: Located<Spec>, identity: Omit<Identity, 'slo'>) {
  return (value.slos ?? []).flatMap(({ name }, at) => {
    const path = ['slos', at, 'name'];
    return isPartial?.(path) ? [] : [{ identity: { ...identity, slo: name }, origin: spanOf(path) }];
  });
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
  const assumed = meaning ?? assumedMeaning(spec.indicator);
  const { by, optionalBy } = meaning ?? readGrouping(spec.indicator);
  const period = readPeriod(spec, path, context);
  const periodMs = period ?? LONGEST_PERIOD_MS;
  checkAllLabels(spec, by, path, context);
  if (meaning && spec.indicator.by) {
    checkGroupLabelsExist(meaning, [...path, 'indicator', 'by'], settings.topology?.leafLabel, scope);
  }
  const around = alertContext(settings, [context.spec, spec]);
  const commitment =
    assumed?.kind === 'zero-tolerance'
      ? checkNoObjective(spec, { ...identity, slo: spec.name }, path, context)
      : readCommitment(spec, periodMs, around, path, context);
  const owner = ownerOf(spec, context);
  const base = {
    identity: { ...identity, slo: spec.name },
    description: spec.description ?? '',
    ...(owner !== undefined && { owner }),
    by,
    optionalBy,
    periodMs,
    scrapeIntervalMs: settings.scrapeIntervalMs,
    isRecordedLate: ABOUT_FORMATS[settings.rules.format].isRecordedLate,
    ...readMissing(spec, meaning, around, settings),
    origin: scope.document.spanOf([...path, 'name']),
    places: indicatorPlaces(spec.indicator, [...path, 'indicator'], scope.document),
  };
  if (!assumed) {
    // The indicator cannot be read; mistakes in the tiers are found all the same.
    readBurnRate(spec, undefined, commitment?.objective ?? ANY_OBJECTIVE, base, around, path, context);
    return undefined;
  }
  const slo =
    assumed.kind === 'budget'
      ? readBudget(spec, assumed.indicator, commitment, base, around, path, context)
      : readZero(spec, assumed.zero, base, around, path, context);
  return meaning && period !== undefined ? slo : undefined;
}

/** The alerts on missing data: that of an indicator, and above leaves that of a leaf. */
function readMissing(
  spec: SloSpec,
  meaning: IndicatorMeaning | undefined,
  around: AlertContext,
  settings: Settings,
): Pick<Slo, 'absent' | 'leafMissing'> {
  const specs = alertSpecs(spec, settings);
  const absent = readSingle('absent', specs, !countsWithoutData(meaning), around);
  const leafMissing = settings.topology?.part === 'global' ? readLeafMissing(specs, around) : undefined;
  return { ...(absent && { absent }), ...(leafMissing && { leafMissing }) };
}

function ownerOf(slo: SloSpec, { spec, settings }: Context): string | undefined {
  return slo.owner ?? spec.owner ?? settings.defaults.owner;
}

/** Whether missing data counts as bad time already. */
function countsWithoutData(meaning: IndicatorMeaning | undefined): boolean {
  return meaning?.kind === 'budget' && meaning.indicator.kind === 'time' && meaning.indicator.noData === 'bad';
}

/** Labels come from the project, the document and the SLO, and none of them may overwrite a group label. */
function checkAllLabels(spec: SloSpec, by: readonly string[], path: Path, context: Context): void {
  const { scope, settings } = context;
  checkGroupLabels(by, path, scope);
  const inUse = { by, leafLabel: settings.topology?.leafLabel };
  checkLabels(settings.defaults, inUse, ['defaults'], projectScope(settings, scope));
  checkLabels({ labels: context.spec.labels }, inUse, [], scope);
  checkLabels(spec, inUse, path, scope);
}
