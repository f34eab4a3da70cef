// slo.config.yaml with every default filled in: what the phases after this one need to know of the project.
import type { Report } from '../diagnostics/report.ts';
import { DEFAULT_ISTIO_VERSION } from '../istio/versions.ts';
import type { Matcher } from '../promql/ast.ts';
import { printDuration } from '../promql/duration.ts';
import { parseMatchers } from '../promql/parse/parse.ts';
import type { ConfigSpec, IstioVersion } from '../spec/config-schema.ts';
import { DEFAULT_SPEC_FOLDER } from '../spec/file-names.ts';
import type { LearntMetrics } from '../spec/learnt/metrics-schema.ts';
import type { Located } from '../spec/locate.ts';
import type { RuleFormat } from '../spec/rule-format.ts';
import { withoutEnd } from '../text/trim.ts';
import { checkLabels } from './checks/labels.ts';
import { checkMetadata } from './checks/metadata.ts';
import { checkFolders, type Folders, normalFolder, readFolders } from './folders.ts';
import { narrowMatchers } from './narrow.ts';
import { Place } from './place.ts';
import { type AlertmanagerSettings, readAlertmanager } from './read/alertmanager.ts';
import { type DashboardSettings, readDashboards } from './read/dashboards.ts';
import { readTopology } from './read/topology.ts';
import type { GrafanaSettings, LinkBases, Topology } from './slo.ts';
import { durationToMs } from './units.ts';

export interface Settings {
  /** The name of the target, in a project that has some. */
  readonly target?: string;
  /** Objectives of this target, by `service/slo` or `namespace/service/slo`, as they were written. */
  readonly objectives?: Readonly<Record<string, string>>;
  /** Specs or folders of them that this target is built from; all if absent. */
  readonly only?: readonly string[];
  readonly scrapeIntervalMs: number;
  readonly cluster?: string;
  /** What every selector is narrowed by: the series of the cluster or target. */
  readonly where: readonly Matcher[];
  /** Absent where one Prometheus runs all rules. */
  readonly topology?: Topology;
  readonly specFolder: string;
  /** The file of what was learnt of metrics, and whether the project file names it. */
  readonly metricsFile: { readonly path: string; readonly isNamed: boolean };
  /** What was learnt of metrics, by whoever reads that file. */
  readonly metrics?: LearntMetrics;
  readonly folders: Folders;
  readonly rules: {
    readonly format: RuleFormat;
    readonly partialResponse?: 'abort' | 'warn';
    readonly namespace?: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly annotations: Readonly<Record<string, string>>;
  };
  readonly dashboards: DashboardSettings;
  readonly istio: {
    /** Of the mesh: what its metrics are. */
    readonly version: IstioVersion;
    /** Whether the project states the version: else it is a default, which need not be that of the mesh. */
    readonly isVersionStated: boolean;
    readonly istiod: readonly Matcher[];
    readonly namespace: string;
    readonly reporters: readonly string[];
  };
  readonly alertmanager: AlertmanagerSettings;
  readonly links: LinkBases;
  /** How the Prometheus is reached that runs the rules. */
  readonly prometheus?: NonNullable<ConfigSpec['prometheus']>;
  readonly defaults: NonNullable<ConfigSpec['defaults']>;
  /** The configuration as it was written, for the places of its settings. */
  readonly document?: Located<ConfigSpec>;
}

/** A window must hold at least four scrapes, and a recorded sample lives five minutes: that bounds the interval. */
const SCRAPE_BOUNDS_MS = { least: 1_000, most: 120_000 };

/** Where what was learnt of metrics lies, unless the project file says otherwise. */
const METRICS_FILE = 'slo.metrics.yaml';

const DEFAULT_ISTIOD: readonly Matcher[] = [{ label: 'app', op: '=', value: 'istiod' }];

/** Fills in defaults; reports each setting that makes no sense. */
export function readSettings(document: Located<ConfigSpec> | undefined, report: Report): Settings {
  const config = document?.value ?? {};
  const { scrapeInterval = '30s', cluster, specs = DEFAULT_SPEC_FOLDER, metrics, defaults = {}, prometheus } = config;
  const file = document && new Place({ document, report });
  const scrapeIntervalMs = durationToMs(scrapeInterval);
  if (file) checkSettings(config, scrapeIntervalMs, file);
  const folders = readFolders(config);
  const where = readWhere(config, file);
  const topology = readTopology(config, where, file);
  return {
    scrapeIntervalMs,
    ...(cluster !== undefined && { cluster }),
    where,
    ...(topology && { topology }),
    specFolder: normalFolder(specs),
    metricsFile: { path: metrics ?? METRICS_FILE, isNamed: metrics !== undefined },
    folders,
    rules: readRules(config),
    dashboards: readDashboards(config, file),
    alertmanager: readAlertmanager(config, file),
    istio: readIstioSettings(config, where, file),
    links: readLinks(config, folders),
    ...(prometheus && { prometheus }),
    defaults,
    ...(document && { document }),
  };
}

/** The series of the cluster: those that its name is on, unless the project says otherwise. */
function readWhere({ cluster, where }: ConfigSpec, file: Place | undefined): readonly Matcher[] {
  if (where === 'off') return [];
  if (where !== undefined) return readMatchers(where.replaceAll('{cluster}', cluster ?? ''), file?.at('where')) ?? [];
  return cluster === undefined ? [] : [{ label: 'cluster', op: '=', value: cluster }];
}

function readRules({ rules = {} }: ConfigSpec): Settings['rules'] {
  const { format = 'operator', partialResponse, namespace, labels = {}, annotations = {} } = rules;
  return {
    format,
    ...(partialResponse && { partialResponse }),
    ...(namespace !== undefined && { namespace }),
    labels,
    annotations,
  };
}

function readLinks({ defaults = {}, grafana }: ConfigSpec, folders: Folders): LinkBases {
  return {
    ...(defaults.runbook !== undefined && { runbook: defaults.runbook }),
    ...(folders.runbooks !== undefined && { hasPages: true }),
    ...(grafana && { grafana: readGrafana(grafana) }),
  };
}

function readGrafana({ url, datasource }: NonNullable<ConfigSpec['grafana']>): GrafanaSettings {
  return { url: withoutEnd(url, '/'), ...(datasource !== undefined && { datasource }) };
}

function readIstioSettings(
  { istio = {} }: ConfigSpec,
  where: readonly Matcher[],
  file: Place | undefined,
): Settings['istio'] {
  const { version = DEFAULT_ISTIO_VERSION, istiod, namespace = 'istio-system' } = istio;
  const { reporters = ['source', 'destination'] } = istio;
  const matchers = readMatchers(istiod, file?.at('istio', 'istiod')) ?? DEFAULT_ISTIOD;
  const isVersionStated = istio.version !== undefined;
  return { version, isVersionStated, istiod: narrowMatchers(matchers, where), namespace, reporters };
}

function checkSettings(config: ConfigSpec, scrapeIntervalMs: number, file: Place): void {
  const { least, most } = SCRAPE_BOUNDS_MS;
  if (scrapeIntervalMs < least || scrapeIntervalMs > most) {
    file.at('scrapeInterval').report({
      code: 'scrape-interval-out-of-range',
      message: `a scrape interval of ${config.scrapeInterval} is outside ${printDuration(least)} to ${printDuration(most)}`,
      help: 'a rate needs four scrapes, and a sample older than five minutes is gone: scrape every two minutes or more often',
    });
  }
  checkLabels(config.defaults ?? {}, { by: [], leafLabel: config.topology?.leafLabel }, file.at('defaults'));
  checkMetadata(config, file);
  checkFolders(config, file);
}

function readMatchers(text: string | undefined, place: Place | undefined): readonly Matcher[] | undefined {
  if (text === undefined || !place) return undefined;
  const parsed = parseMatchers(text);
  for (const { message, from, to, help } of parsed.problems) {
    place.report({ code: 'promql-syntax', within: { from, to }, message, ...(help && { help }) });
  }
  return 'matchers' in parsed ? parsed.matchers : undefined;
}
