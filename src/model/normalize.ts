// Spec documents to SLOs: defaults filled in, presets resolved, every setting checked where it was written.
import type { Report } from '../diagnostics/report.ts';
import { PatternBudget } from '../patterns/pattern-budget.ts';
import type { Located } from '../spec/locate.ts';
import { ABOUT_FORMATS } from '../spec/rule-format.ts';
import type { SloSpec, Spec } from '../spec/schema.ts';
import { checkGroupLabelsExist } from './checks/group-labels.ts';
import { checkGroupLabels, checkLabels } from './checks/labels.ts';
import { checkSplit } from './checks/topology.ts';
import { indicatorPlaces } from './indicator-places.ts';
import { narrowServices } from './narrow.ts';
import { Place } from './place.ts';
import type { AlertLayer } from './read/alert-settings.ts';
import { type AlertContext, readLeafMissing, readSingle } from './read/alerts.ts';
import { assumedMeaning } from './read/assumed.ts';
import { type IndicatorMeaning, readGrouping, readIndicator } from './read/indicator.ts';
import {
  ANY_OBJECTIVE,
  alertSpecs,
  type Base,
  readBudget,
  readBurnRate,
  readCommitment,
  readZero,
} from './read/kinds.ts';
import { declaredBuckets } from './read/latency.ts';
import { checkNoObjective } from './read/objective.ts';
import { LONGEST_PERIOD_MS, readPeriod } from './read/period.ts';
import { readStandalones } from './read/standalone.ts';
import type { WrittenSlo } from './read/written-slo.ts';
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
  const file = new Place({ document, report, declaredBuckets: declared, istioVersion, patterns });
  const identity = {
    ...(settings.cluster !== undefined && { cluster: settings.cluster }),
    ...(spec.namespace !== undefined && { namespace: spec.namespace }),
    service: spec.service,
  };
  if (!spec.slos?.length && !spec.alerts?.length) {
    file.at('service').report({
      code: 'empty-spec',
      message: `the service "${spec.service}" has neither SLOs nor alerts`,
      help: 'add a list of "slos:"',
    });
  }
  checkLabels({ labels: spec.labels }, { by: [], leafLabel: settings.topology?.leafLabel }, file);
  const services = {
    identity,
    written: writtenSlos(spec, identity, file),
    slos: (spec.slos ?? []).flatMap((slo, at) => {
      const written = {
        spec: slo,
        place: file.at('slos', at),
        identity: { ...identity, slo: slo.name },
        settings,
        around: alertContext(settings, [spec, slo]),
      };
      return readPlacedSlo(written, spec) ?? [];
    }),
    alerts: readStandalones(spec, file, settings, alertContext(settings, [spec])),
    ...(settings.topology && { topology: settings.topology }),
  };
  return narrowServices(services, settings.where);
}

/** Not those of which the name cannot be read. */
function writtenSlos({ slos = [] }: Spec, identity: Omit<Identity, 'slo'>, file: Place) {
  return slos.flatMap(({ name }, at) => {
    const place = file.at('slos', at, 'name');
    return place.isWhole ? [{ identity: { ...identity, slo: name }, origin: place.span }] : [];
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
function readPlacedSlo(written: WrittenSlo, service: Spec): Slo | undefined {
  const slo = readSlo(written, service);
  const { topology } = written.settings;
  if (!slo || !topology) return slo;
  checkSplit(slo, topology, written.place);
  return topology.part === 'leaf' ? inLeaf(slo, topology) : { ...slo, topology };
}

function readSlo(written: WrittenSlo, service: Spec): Slo | undefined {
  const { spec, place, settings } = written;
  const meaning = readIndicator(spec.indicator, place.at('indicator'), settings);
  const assumed = meaning ?? assumedMeaning(spec.indicator);
  const { by } = meaning ?? readGrouping(spec.indicator);
  const period = readPeriod(written);
  const periodMs = period ?? LONGEST_PERIOD_MS;
  checkAllLabels(written, service, by);
  if (meaning && spec.indicator.by) {
    checkGroupLabelsExist(meaning, place.at('indicator', 'by'), settings.topology?.leafLabel);
  }
  const commitment = assumed?.kind === 'zero-tolerance' ? checkNoObjective(written) : readCommitment(written, periodMs);
  const base = readBase(written, service, meaning, periodMs);
  if (!assumed) {
    // The indicator cannot be read; mistakes in the tiers are found all the same.
    readBurnRate(written, undefined, commitment?.objective ?? ANY_OBJECTIVE, base);
    return undefined;
  }
  const slo =
    assumed.kind === 'budget'
      ? readBudget(written, assumed.indicator, commitment, base)
      : readZero(written, assumed.zero, base);
  return meaning && period !== undefined ? slo : undefined;
}

function readBase(
  { spec, place, identity, settings, around }: WrittenSlo,
  service: Spec,
  meaning: IndicatorMeaning | undefined,
  periodMs: number,
): Base {
  const { by, optionalBy } = meaning ?? readGrouping(spec.indicator);
  const owner = spec.owner ?? service.owner ?? settings.defaults.owner;
  return {
    identity,
    description: spec.description ?? '',
    ...(owner !== undefined && { owner }),
    by,
    optionalBy,
    periodMs,
    scrapeIntervalMs: settings.scrapeIntervalMs,
    isRecordedLate: ABOUT_FORMATS[settings.rules.format].isRecordedLate,
    ...readMissing(spec, meaning, around, settings),
    origin: place.at('name').span,
    places: indicatorPlaces(spec.indicator, place.at('indicator')),
  };
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

/** Whether missing data counts as bad time already. */
function countsWithoutData(meaning: IndicatorMeaning | undefined): boolean {
  return meaning?.kind === 'budget' && meaning.indicator.kind === 'time' && meaning.indicator.noData === 'bad';
}

/** Labels come from the project, the document and the SLO, and none of them may overwrite a group label. */
function checkAllLabels({ spec, place, settings }: WrittenSlo, service: Spec, by: readonly string[]): void {
  checkGroupLabels(by, place);
  const inUse = { by, leafLabel: settings.topology?.leafLabel };
  checkLabels(settings.defaults, inUse, place.inProject(settings).at('defaults'));
  checkLabels({ labels: service.labels }, inUse, place.root);
  checkLabels(spec, inUse, place);
}
