// What an SLO means, after defaults, units and presets are resolved: no optional settings are left open, each number has
// one unit, every expression is a tree. Durations are milliseconds, objectives and budgets are ratios from 0 to 1.
import type { Span } from '../diagnostics/report.ts';
import type { AlertOptions, IstioAlert } from '../istio/alert.ts';
import type { PresetId } from '../istio/alerts.ts';
import type { Expr, Matcher, Selector } from '../promql/ast.ts';

/** What tells one SLO from every other. User labels are no part of it, so changing them loses no history. */
export interface Identity {
  readonly cluster?: string;
  readonly namespace?: string;
  readonly service: string;
  readonly slo: string;
}

/** Share of events, from counters: `counted` selects the bad or the good ones among `total`. */
export interface RatioIndicator {
  readonly kind: 'ratio';
  readonly total: readonly Selector[];
  readonly counted: 'bad' | 'good';
  readonly events: readonly Selector[];
  /** Events that ended because whoever asked gave up: usual for some, and a sign of a service that hangs where they are many. */
  readonly abandoned?: readonly Selector[];
}

/** The bound of a classic histogram that decides, in the histogram's own unit: one real bound, or the threshold
 *  estimated between its two neighbours. */
export type Bound =
  | { readonly kind: 'bucket'; readonly le: number }
  | { readonly kind: 'interpolated'; readonly lower: number; readonly upper: number; readonly threshold: number };

/** Share of events faster than a threshold, from a classic histogram. */
export interface LatencyIndicator {
  readonly kind: 'latency';
  readonly histogram: string;
  readonly matchers: readonly Matcher[];
  readonly unit: 'seconds' | 'milliseconds';
  /** What the user asked for, in the histogram's unit. */
  readonly threshold: number;
  readonly bound: Bound;
}

/** Share of events faster than a threshold (in the histogram's unit), from a native histogram. */
export interface NativeLatencyIndicator {
  readonly kind: 'native-latency';
  readonly histogram: string;
  readonly matchers: readonly Matcher[];
  readonly unit: 'seconds' | 'milliseconds';
  readonly threshold: number;
}

/** Share of time in which `condition` returns something; `presence` returns something while there is data at all. */
export interface TimeIndicator {
  readonly kind: 'time';
  readonly condition: Expr;
  readonly presence: Expr;
  readonly noData: 'bad' | 'good' | 'ignored';
}

/** Rates of bad and of all events in the user's own PromQL, with `$window` where the range goes. */
export interface RawEventsIndicator {
  readonly kind: 'raw-events';
  readonly bad: Expr;
  readonly total: Expr;
}

/** An error ratio in the user's own PromQL, with `$window`; every moment weighs the same. */
export interface RawRatioIndicator {
  readonly kind: 'raw-ratio';
  readonly ratio: Expr;
}

export type Indicator =
  | RatioIndicator
  | LatencyIndicator
  | NativeLatencyIndicator
  | TimeIndicator
  | RawEventsIndicator
  | RawRatioIndicator;

/** What every alert carries besides its expression. Texts are the user's, literally: they hold no templates. */
export interface AlertSettings {
  readonly name: string;
  readonly severity: string;
  readonly forMs: number;
  readonly keepFiringForMs: number;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly runbook?: string;
  readonly dashboard?: string;
  readonly summary?: string;
  readonly description?: string;
  /** What links are made from where the alert has none of its own. */
  readonly bases: LinkBases;
}

/** Where people open the boards. */
export interface GrafanaSettings {
  /** Without a slash at its end. */
  readonly url: string;
  readonly datasource?: string;
}

/** Addresses that the project file gives for all alerts. */
export interface LinkBases {
  /** Of the runbooks: `{alert}` stands for the name of the alert in lower case; without it that is added as a path. */
  readonly runbook?: string;
  /** Whether the runbooks are generated, with a section for each SLO. */
  readonly hasPages?: boolean;
  readonly grafana?: GrafanaSettings;
}

/** A pair of windows that fires together at one burn rate (SRE Workbook, chapter 5, "Multiwindow, Multi-Burn-Rate"). */
export interface Tier {
  readonly tier: string;
  readonly longMs: number;
  readonly shortMs: number;
  /** Burn rate in multiples of the error budget. */
  readonly factor: number;
  /** Silent while the data is younger than this; 0 for no such guard. */
  readonly minimumAgeMs: number;
  readonly settings: AlertSettings;
}

/** A named alert: the error ratio over one window is above a ratio. */
export interface ThresholdAlert {
  readonly origin: Span;
  readonly errorRatio: number;
  readonly overMs: number;
  readonly settings: AlertSettings;
}

/** Least numbers of events in a tier's long window below which it stays silent; 0 for no guard. Of an indicator of time the
 *  bad ones are seconds. */
export interface MinimumTraffic {
  readonly total: number;
  readonly bad: number;
}

/** Where the rules run: those that read scraped series in each leaf (a cluster, a shard), all others in one place above them. */
export interface Topology {
  /** The one that is compiled. */
  readonly part: 'leaf' | 'global';
  /** The external label that tells leaves apart: nothing in a leaf has it, and all that has come from one. */
  readonly leafLabel: string;
  readonly leaves: readonly string[];
  /** How long what a leaf records may take to arrive, in milliseconds. */
  readonly queryOffsetMs: number;
}

interface SloBase {
  readonly identity: Identity;
  readonly description: string;
  readonly owner?: string;
  readonly by: readonly string[];
  /** Those of the group labels that series may lack. */
  readonly optionalBy: readonly string[];
  readonly periodMs: number;
  readonly scrapeIntervalMs: number;
  /** Whether the ruler writes so late that a rule reads what the rules above it recorded one evaluation ago, as vmalert does. */
  readonly isRecordedLate: boolean;
  /** Absent where one Prometheus runs all rules. */
  readonly topology?: Topology;
  readonly absent?: AlertSettings;
  /** The alert on a leaf that does not report. */
  readonly leafMissing?: AlertSettings;
  /** Where the SLO was written: its name, for messages about it as a whole. */
  readonly origin: Span;
  readonly places: IndicatorPlaces;
}

/** Where an indicator is written: the whole, and its fields by their names (`total`, `by`). */
export interface IndicatorPlaces {
  readonly whole: Span;
  readonly fields: ReadonlyMap<string, Span>;
}

/** An SLO with an error budget. */
export interface BudgetSlo extends SloBase {
  readonly kind: 'budget';
  /** Share of good events or good time, strictly between 0 and 1. */
  readonly objective: number;
  readonly precision: 'layered' | 'exact';
  readonly indicator: Indicator;
  readonly tiers: readonly Tier[];
  /** What the share of the budget is of which a tier warns: of the period's time, as if traffic were even, or of its events. */
  readonly budgetOf: 'time' | 'events';
  readonly thresholds: readonly ThresholdAlert[];
  readonly outage?: AlertSettings;
  readonly minimumTraffic: MinimumTraffic;
}

/** An event that must not happen: one is a breach, there is no budget to spend. */
export interface ZeroToleranceSlo extends SloBase {
  readonly kind: 'zero-tolerance';
  readonly events: readonly Selector[];
  readonly windowMs: number;
  /** The `up` series of the targets that export the counters. */
  readonly target: Selector;
  readonly matchOn: readonly string[];
  /** Age in seconds of the process that exports the counters. */
  readonly processAge: Expr;
  readonly breach?: AlertSettings;
}

export type Slo = BudgetSlo | ZeroToleranceSlo;

/** A preset of the Istio catalogue, and what of the mesh its expression was made for. */
export interface UsedPreset extends Pick<IstioAlert<PresetId>, 'id' | 'about' | 'summary' | 'description'> {
  readonly options: Required<AlertOptions>;
}

/** An alert that stands on its own, beside the SLOs. */
export interface StandaloneAlert {
  readonly expr: Expr;
  readonly settings: AlertSettings;
  /** Templates written by us (a preset's), rendered by Prometheus; absent for a user's own alert. */
  readonly preset?: UsedPreset;
  readonly origin: Span;
}

/** One spec file after normalisation: what becomes one PrometheusRule. */
export interface SloFile {
  readonly path: string;
  readonly services: readonly ServiceSlos[];
}

/** One document of a spec file. */
export interface ServiceSlos {
  readonly identity: Omit<Identity, 'slo'>;
  readonly slos: readonly Slo[];
  /** All SLOs that are written, those with a mistake too. */
  readonly written: readonly Pick<Slo, 'identity' | 'origin'>[];
  readonly alerts: readonly StandaloneAlert[];
  /** Absent where one Prometheus runs all rules. */
  readonly topology?: Topology;
}

/** The same SLO as one Prometheus has it. */
export function withoutTopology<T extends Slo>({ topology: _topology, ...slo }: T): T {
  return slo as unknown as T;
}

/** The same file for one Prometheus. */
export function inOnePlace({ path, services }: SloFile): SloFile {
  return {
    path,
    services: services.map(({ topology: _topology, ...service }) => ({
      ...service,
      slos: service.slos.map(withoutTopology),
    })),
  };
}

/** The same SLO in one of its leaves, where no series has the label of the leaf. */
export function inLeaf<T extends Slo>(slo: T, { leafLabel, ...topology }: Topology): T {
  const others = (labels: readonly string[]) => labels.filter((label) => label !== leafLabel);
  return {
    ...slo,
    by: others(slo.by),
    optionalBy: others(slo.optionalBy),
    topology: { ...topology, leafLabel, part: 'leaf' },
  };
}

interface AboutIndicator {
  /** What the error ratio is a share of: of events, or of time, of which every moment weighs the same. */
  readonly measures: 'events' | 'time';
  /** What is wrong with what counts against the budget. */
  readonly fault: 'bad' | 'too slow';
}

/** What there is to know of each kind of indicator without its fields. */
const ABOUT_INDICATORS: Readonly<Record<Indicator['kind'], AboutIndicator>> = Object.freeze({
  ratio: { measures: 'events', fault: 'bad' },
  latency: { measures: 'events', fault: 'too slow' },
  'native-latency': { measures: 'events', fault: 'too slow' },
  time: { measures: 'time', fault: 'bad' },
  'raw-events': { measures: 'events', fault: 'bad' },
  'raw-ratio': { measures: 'time', fault: 'bad' },
});

/** Whether an indicator counts events; others measure time. */
export function countsEvents({ kind }: Indicator): boolean {
  return ABOUT_INDICATORS[kind].measures === 'events';
}

/** What is wrong with what counts against the budget, in words. */
export function faultOf({ kind }: Indicator): AboutIndicator['fault'] {
  return ABOUT_INDICATORS[kind].fault;
}

/** The error budget of an objective, as a ratio. Rounded to 12 places, so that 1 - 0.99999 is 0.00001 and reads so. */
export function errorBudget(objective: number): number {
  return Number((1 - objective).toFixed(12));
}
