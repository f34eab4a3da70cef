// The indicator of an SLO: exactly one kind, its expressions read, its presets resolved.
import { selector } from '../../promql/build.ts';
import { selectorsOf } from '../../promql/visit.ts';
import type { IndicatorSpec } from '../../spec/indicator-schema.ts';
import type { Path } from '../../spec/locate.ts';
import { checkEvents, checkGroups } from '../checks/events.ts';
import { checkRawEvents, checkRawRatio } from '../checks/raw.ts';
import { checkReporters } from '../checks/reporters.ts';
import { addProblem, type Scope } from '../scope.ts';
import type { Settings } from '../settings.ts';
import type { Indicator, Slo } from '../slo.ts';
import { readIstio } from './istio.ts';
import { type LatencySpec, readLatency } from './latency.ts';
import { readCounters, readExpression } from './promql.ts';
import { readThreshold, readUptime } from './time.ts';
import { istiodTarget, readZeroTolerance, type ZeroTolerance } from './zero-tolerance.ts';

/** What an SLO measures. */
export type IndicatorMeaning =
  | ({ readonly kind: 'budget'; readonly indicator: Indicator } & Grouping)
  | ({ readonly kind: 'zero-tolerance'; readonly zero: ZeroTolerance } & Grouping);

type Grouping = Pick<Slo, 'by' | 'optionalBy'>;

type Kind = Exclude<keyof IndicatorSpec, 'by'>;
const KINDS: readonly Kind[] = ['ratio', 'latency', 'uptime', 'threshold', 'zeroTolerance', 'raw', 'istio'];

/** What `spec` at `path` measures, or undefined when it cannot be said (which is then reported). */
export function readIndicator(
  spec: IndicatorSpec,
  path: Path,
  scope: Scope,
  settings: Settings,
): IndicatorMeaning | undefined {
  const kinds = KINDS.filter((kind) => spec[kind] !== undefined);
  const [kind] = kinds;
  if (kind === undefined || kinds.length > 1) {
    addProblem(scope, {
      code: 'one-indicator',
      path,
      part: 'key',
      message:
        kind === undefined ? 'the indicator has no kind' : `an indicator has one kind, not ${kinds.join(' and ')}`,
      help: `choose one of ${KINDS.join(', ')}`,
    });
    return undefined;
  }
  const grouping = readGrouping(spec);
  if (spec.istio) return readPreset(spec.istio, spec.by && grouping, [...path, 'istio'], scope, settings);
  if (spec.zeroTolerance) {
    const zero = readZeroTolerance(spec.zeroTolerance, [...path, 'zeroTolerance'], scope, settings);
    return zero && { kind: 'zero-tolerance', zero, ...grouping };
  }
  const indicator = readBudgetIndicator(spec, grouping.by, path, scope);
  return indicator && { kind: 'budget', indicator, ...grouping };
}

/** The group labels, and those among them that series may lack. */
export function readGrouping({ by = [] }: Pick<IndicatorSpec, 'by'>): Grouping {
  const isOptional = (label: string) => label.endsWith('?');
  const nameOf = (label: string) => (isOptional(label) ? label.slice(0, -1) : label);
  return { by: by.map(nameOf), optionalBy: by.filter(isOptional).map(nameOf) };
}

function readHistogram(spec: LatencySpec, by: readonly string[], path: Path, scope: Scope): Indicator | undefined {
  const errorsBefore = scope.report.errorCount;
  const indicator = readLatency(spec, path, scope);
  if (!indicator || scope.report.errorCount > errorsBefore) return indicator;
  const total = [selector(indicator.histogram, indicator.matchers)];
  checkReporters({ total, by }, [...path, 'histogram'], scope);
  return indicator;
}

function readBudgetIndicator(
  spec: IndicatorSpec,
  by: readonly string[],
  path: Path,
  scope: Scope,
): Indicator | undefined {
  if (spec.ratio) return readRatio(spec.ratio, by, path, scope);
  if (spec.latency) return readHistogram(spec.latency, by, [...path, 'latency'], scope);
  if (spec.uptime) return readUptime(spec.uptime, by, [...path, 'uptime'], scope);
  if (spec.threshold) return readThreshold(spec.threshold, by, [...path, 'threshold'], scope);
  return spec.raw && readRaw(spec.raw, by, [...path, 'raw'], scope);
}

function readPreset(
  spec: NonNullable<IndicatorSpec['istio']>,
  grouping: Grouping | undefined,
  path: Path,
  scope: Scope,
  settings: Settings,
): IndicatorMeaning | undefined {
  const meaning = readIstio(spec, path, scope, settings);
  if (meaning?.kind === 'budget') {
    const { indicator } = meaning;
    if (indicator.kind === 'ratio' && grouping) {
      checkGroups({ ...indicator, by: grouping.by }, path.slice(0, -1), scope);
    }
    return { ...meaning, ...(grouping ?? { by: meaning.by, optionalBy: [] }) };
  }
  if (!meaning) return undefined;
  const { events, windowMs } = meaning;
  const zero = { events, windowMs, ...istiodTarget(settings) };
  return { kind: 'zero-tolerance', ...(grouping ?? { by: ['type'], optionalBy: [] }), zero };
}

function readRatio(
  spec: NonNullable<IndicatorSpec['ratio']>,
  by: readonly string[],
  outer: Path,
  scope: Scope,
): Indicator | undefined {
  const path = [...outer, 'ratio'];
  const errorsBefore = scope.report.errorCount;
  const total = readCounters(spec.total, [...path, 'total'], scope);
  const counted = spec.good === undefined ? 'bad' : 'good';
  const written = spec[counted];
  if (written === undefined || (spec.bad !== undefined && spec.good !== undefined)) {
    addProblem(scope, {
      code: 'bad-or-good',
      path,
      part: 'key',
      message: `a ratio takes either "bad" or "good" beside "total", ${written === undefined ? 'and has neither' : 'not both'}`,
      help: 'prefer bad: when every request fails, the good series may be missing altogether',
    });
    return undefined;
  }
  const events = readCounters(written, [...path, counted], scope);
  if (total.length === 0 || events.length === 0) return undefined;
  if (scope.report.errorCount > errorsBefore) return { kind: 'ratio', total, counted, events };
  const isList = typeof written !== 'string';
  const counters = { selectors: events, pathOf: (at: number) => [...path, counted, ...(isList ? [at] : [])] };
  checkEvents(total, counters, counted, scope);
  checkGroups({ total, events, by }, outer, scope);
  checkReporters({ total, by }, [...path, 'total'], scope);
  return { kind: 'ratio', total, counted, events };
}

function readRaw(
  spec: NonNullable<IndicatorSpec['raw']>,
  by: readonly string[],
  path: Path,
  scope: Scope,
): Indicator | undefined {
  const wishes = { window: true, by };
  const errorsBefore = scope.report.errorCount;
  const read = (key: 'bad' | 'total' | 'errorRatio') =>
    spec[key] === undefined ? undefined : readExpression(spec[key], [...path, key], wishes, scope);
  const [bad, total, ratio] = [read('bad'), read('total'), read('errorRatio')];
  const hasEvents = spec.bad !== undefined && spec.total !== undefined && spec.errorRatio === undefined;
  const hasRatio = spec.bad === undefined && spec.total === undefined && spec.errorRatio !== undefined;
  if (!hasEvents && !hasRatio) {
    addProblem(scope, {
      code: 'bad-or-good',
      path,
      part: 'key',
      message: 'a raw indicator takes "bad" and "total", or "errorRatio" alone',
      help: 'prefer bad and total: the budget is then weighted by events',
    });
    return undefined;
  }
  const isSound = scope.report.errorCount === errorsBefore;
  if (bad && total) {
    if (isSound) checkRawEvents({ bad, total, by }, path, scope);
    if (isSound) checkReporters({ total: selectorsOf(total), by }, [...path, 'total'], scope);
    return { kind: 'raw-events', bad, total };
  }
  if (ratio && isSound) {
    checkRawRatio(ratio, by, path, scope);
    checkReporters({ total: selectorsOf(ratio), by }, [...path, 'errorRatio'], scope);
  }
  return ratio && { kind: 'raw-ratio', ratio };
}
