// What an indicator without meaning was meant to be, by its kind: as far as an objective and alerts are held against it, so that
// one mistake does not hide another.
import { num, selector } from '../../promql/build.ts';
import type { IndicatorSpec } from '../../spec/indicator-schema.ts';
import type { Indicator } from '../slo.ts';
import type { ZeroTolerance } from './zero-tolerance.ts';

/** What is measured, without how. */
export type AssumedMeaning =
  | { readonly kind: 'budget'; readonly indicator: Indicator }
  | { readonly kind: 'zero-tolerance'; readonly zero: ZeroTolerance };

const EVENTS: AssumedMeaning = {
  kind: 'budget',
  indicator: { kind: 'raw-events', bad: num(0), total: num(1) },
};

const RATIOS: AssumedMeaning = { kind: 'budget', indicator: { kind: 'raw-ratio', ratio: num(0) } };

const TIME: AssumedMeaning = {
  kind: 'budget',
  indicator: { kind: 'time', condition: num(1), presence: num(1), noData: 'ignored' },
};

/** No alert on a breach waits too long for an unknown window. */
const ZERO: AssumedMeaning = {
  kind: 'zero-tolerance',
  zero: { events: [], windowMs: Number.POSITIVE_INFINITY, target: selector('up'), matchOn: [], processAge: num(0) },
};

type Kinds = Omit<IndicatorSpec, 'by' | 'istio' | 'raw'> & NonNullable<IndicatorSpec['istio']>;

const BY_KIND: Readonly<Record<keyof Kinds, AssumedMeaning>> = {
  ratio: EVENTS,
  latency: EVENTS,
  uptime: TIME,
  threshold: TIME,
  zeroTolerance: ZERO,
  requests: EVENTS,
  configPush: EVENTS,
  xdsRejects: ZERO,
  istiodUp: TIME,
};

/** Undefined where no kind is written, or several that differ in what goes with them. */
export function assumedMeaning({ istio, raw, ...spec }: IndicatorSpec): AssumedMeaning | undefined {
  const ofRaw = raw && [raw.errorRatio === undefined ? EVENTS : RATIOS];
  const written = [...Object.entries(spec), ...Object.entries(istio ?? {})].filter(
    ([, fields]) => fields !== undefined,
  );
  const named = written.flatMap(([kind]) => (Object.hasOwn(BY_KIND, kind) ? [BY_KIND[kind as keyof Kinds]] : []));
  const [first, ...others] = new Set([...named, ...(ofRaw ?? [])]);
  return others.length === 0 ? first : undefined;
}
