// An SLO or an alert as a form: a tree of named values in which two states can be compared place by place, and in which one
// place can be filled in from the other state. Lists whose items have names become records of them.
import type { BudgetSlo, Slo, StandaloneAlert, ThresholdAlert, Tier, UsedPreset } from '../model/slo.ts';
import { print } from '../promql/print.ts';
import { type Pair, pairUp } from './pair-up.ts';

export type Form = Readonly<Record<string, unknown>>;

/** The forms of one thing in both states, and the way back. Places in both forms that belong together have one path. */
export interface FormPair<T> {
  readonly before: Form;
  readonly after: Form;
  /** The thing that a form describes, which may take some places from one state and some from the other. */
  readonly thingOf: (form: Form) => T;
}

/** Lists of an SLO whose items are told apart by a name, and how two states' items are recognised. */
const TIER_LIKENESSES: readonly ((tier: Tier) => string)[] = [
  ({ tier }) => tier,
  ({ longMs, shortMs, factor }) => JSON.stringify([longMs, shortMs, factor]),
];

const THRESHOLD_LIKENESSES: readonly ((alert: ThresholdAlert) => string)[] = [
  ({ settings: { name, severity, labels } }) => JSON.stringify([name, severity, Object.entries(labels).sort()]),
  ({ settings }) => settings.name,
  ({ errorRatio, overMs, settings: { forMs } }) => JSON.stringify([errorRatio, overMs, forMs]),
];

/** The forms of an SLO in two states; undefined where it has become one of another kind. */
export function sloForms(before: Slo, after: Slo): FormPair<Slo> | undefined {
  if (before.kind === 'zero-tolerance' && after.kind === 'zero-tolerance') return plainForms<Slo>(before, after);
  if (before.kind !== 'budget' || after.kind !== 'budget') return undefined;
  const tiers = namedPairs(pairUp(before.tiers, after.tiers, TIER_LIKENESSES), ({ tier }) => tier);
  const thresholds = namedPairs(
    pairUp(before.thresholds, after.thresholds, THRESHOLD_LIKENESSES),
    ({ settings }) => settings.name,
  );
  const formOf = (slo: BudgetSlo, state: 'before' | 'after'): Form => {
    const { origin: _origin, places: _places, tiers: _tiers, thresholds: _thresholds, ...rest } = slo;
    return {
      ...rest,
      tiers: recordOf(tiers, slo.tiers, state),
      tierOrder: orderOf(tiers, slo.tiers, state),
      thresholds: recordOf(thresholds, slo.thresholds.map(withoutOrigin), state, slo.thresholds),
      thresholdOrder: orderOf(thresholds, slo.thresholds, state),
    };
  };
  return {
    before: formOf(before, 'before'),
    after: formOf(after, 'after'),
    thingOf: ({ tierOrder, thresholdOrder, ...form }) =>
      ({
        ...form,
        origin: after.origin,
        places: after.places,
        tiers: listOf(form.tiers, tierOrder),
        thresholds: listOf(form.thresholds, thresholdOrder),
      }) as unknown as Slo,
  };
}

/** An alert beside the SLOs; `identity` is that of its service. */
export type OwnAlert = StandaloneAlert & { readonly identity: Omit<Slo['identity'], 'slo'> };

/** The forms of an alert beside the SLOs in two states. */
export function alertForms(before: OwnAlert, after: OwnAlert): FormPair<OwnAlert> {
  const forms = plainForms<WithoutOptions>(withoutOptions(before), withoutOptions(after));
  return { ...forms, thingOf: (form) => withOptions(forms.thingOf(form), after) };
}

/** An alert without the options of its preset: its expression, which is made for them, tells what differs. */
type WithoutOptions = Omit<OwnAlert, 'preset'> & { readonly preset?: Omit<UsedPreset, 'options'> };

function withoutOptions({ preset, ...alert }: OwnAlert): WithoutOptions {
  if (preset === undefined) return alert;
  const { options: _options, ...rest } = preset;
  return { ...alert, preset: rest };
}

function withOptions({ preset, ...alert }: WithoutOptions, { preset: used }: OwnAlert): OwnAlert {
  return preset === undefined || used === undefined
    ? alert
    : { ...alert, preset: { ...preset, options: used.options } };
}

/** How alerts beside the SLOs are recognised in another state. */
export const ALERT_LIKENESSES: readonly ((alert: OwnAlert) => string)[] = [
  ({ identity, settings: { name, severity, labels } }) =>
    JSON.stringify([identity, name, severity, Object.entries(labels).sort()]),
  ({ identity, settings }) => JSON.stringify([identity, settings.name]),
  ({ identity, expr, preset }) => JSON.stringify([identity, preset?.id ?? print(expr)]),
  ({ settings, expr, preset }) => JSON.stringify([settings.name, preset?.id ?? print(expr)]),
];

/** Where something is written, which is no part of what it means. */
interface Written {
  readonly origin: unknown;
  readonly places?: unknown;
}

function plainForms<T extends Written>(before: T, after: T): FormPair<T> {
  const { origin, places } = after;
  return {
    before: withoutOrigin(before),
    after: withoutOrigin(after),
    thingOf: (form) => ({ ...form, origin, ...(places !== undefined && { places }) }) as unknown as T,
  };
}

function withoutOrigin<T extends Written>({ origin: _origin, places: _places, ...rest }: T): Omit<T, keyof Written> {
  return rest;
}

interface NamedPair<T> extends Pair<T> {
  readonly key: string;
}

/** A key for each pair: its name, with a number where several share it. */
function namedPairs<T>(pairs: readonly Pair<T>[], nameOf: (thing: T) => string): NamedPair<T>[] {
  const counts = new Map<string, number>();
  return pairs.map((pair) => {
    const thing = pair.after ?? pair.before;
    const name = thing === undefined ? '' : nameOf(thing);
    const count = (counts.get(name) ?? 0) + 1;
    counts.set(name, count);
    return { ...pair, key: count === 1 ? name : `${name} (${count})` };
  });
}

function orderOf<T>(pairs: readonly NamedPair<T>[], things: readonly T[], state: 'before' | 'after'): string[] {
  return things.map((thing) => pairs.find((pair) => pair[state] === thing)?.key ?? '');
}

function recordOf<T>(
  pairs: readonly NamedPair<T>[],
  values: readonly unknown[],
  state: 'before' | 'after',
  things: readonly T[] = values as readonly T[],
): Form {
  return Object.fromEntries(orderOf(pairs, things, state).map((key, at) => [key, values[at]]));
}

/** The items of a record in the order of the state that the form began as; those that came from the other one are last. */
function listOf(record: unknown, order: unknown): unknown[] {
  const rank = (key: string): number => {
    const at = (order as readonly string[]).indexOf(key);
    return at < 0 ? Number.MAX_SAFE_INTEGER : at;
  };
  return Object.entries(record as Form)
    .sort(([a], [b]) => rank(a) - rank(b))
    .map(([, value]) => value);
}
