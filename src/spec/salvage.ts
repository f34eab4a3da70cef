// A document that does not fit the schema in, as much of it as can still be understood out: so that a slip in one place
// does not hide what is wrong elsewhere. Nothing is ever compiled from it.
import { groupBy } from '../text/lists.ts';
import { didYouMean } from '../text/suggest.ts';
import type { Issue } from './issues.ts';
import type { Located, Path } from './locate.ts';
import { anyIndicator, isMapping, isZeroTolerance, type Mapping, withAnyParts } from './stand-ins.ts';

/** What is left, and where its list items stand in the original. */
export interface Salvaged {
  readonly value: Readonly<Record<string, unknown>>;
  readonly places: Readonly<Record<string, readonly number[]>>;
  /** What has lost a part of itself, by its path in the original. */
  readonly partial: readonly Path[];
}

const LISTS: readonly string[] = ['slos', 'alerts', 'scenarios'];

/** Stand in for an objective and a period that cannot be read, so that the rest of the SLO can: no alert is out of reach with so
 *  small a budget, and every window has room in so long a period. */
const ANY_OBJECTIVE = '99.9999%';
const ANY_PERIOD = '186d';

/**
 * Leaves out what `issues` speak of: fields where that does no harm, else the whole item of a list. Items at the `hopeless`
 * paths are left out, too; of an SLO the indicator alone, where there it is hopeless. `label` is a name that no other document gets: it stands in for a service that cannot be read.
 */
export function salvage(
  value: unknown,
  issues: readonly Issue[],
  label: string,
  hopeless: readonly Path[] = [],
): Salvaged | undefined {
  if (!isMapping(value)) return undefined;
  const broken = issues.flatMap(pathsOf);
  if (broken.some(([first]) => first === undefined)) return undefined;
  const lists = LISTS.flatMap((list) => (Array.isArray(value[list]) ? [[list, value[list]] as const] : []));
  const kept = lists.map(([list, items]) => {
    const inside = broken.filter(([first, index]) => first === list && typeof index === 'number');
    return [
      list,
      keepItems(list, items, groupByIndex(inside), groupByIndex(hopeless.filter(([first]) => first === list))),
    ] as const;
  });
  // Nothing is left to look at, and "neither SLOs nor alerts" would not be true.
  if (kept.every(([, items]) => items.length === 0)) return undefined;
  const dropped = broken.flatMap(([field, index]) => (typeof index === 'number' ? [] : [String(field)]));
  return {
    value: {
      ...without(value, dropped),
      ...(dropped.includes('service') && { service: label }),
      ...Object.fromEntries(kept.map(([list, items]) => [list, items.map(({ item }) => item)])),
    },
    places: Object.fromEntries(kept.map(([list, items]) => [list, items.map(({ place }) => place)])),
    partial: broken.flatMap(pathsAround),
  };
}

/** The path in the original of a path in what is left of it. */
export function originalPath([list, index, ...rest]: Path, { places }: Salvaged): Path {
  return typeof list === 'string' && typeof index === 'number'
    ? [list, places[list]?.[index] ?? index, ...rest]
    : [list, index, ...rest].filter((step) => step !== undefined);
}

/** `located` for a value whose list items were left out in part. */
export function relocate<T>(located: Located<T>, salvaged: Salvaged): Located<T> {
  const { isPartial } = withPartial(located, salvaged.partial);
  return {
    ...located,
    spanOf: (path, part) => located.spanOf(originalPath(path, salvaged), part),
    spanInside: (path, from, to) => located.spanInside(originalPath(path, salvaged), from, to),
    isPartial: (path) => isPartial(originalPath(path, salvaged)),
  };
}

/** What is left of settings, each of which has a default, without those that `issues` speak of. */
export function salvageSettings(value: unknown, issues: readonly Issue[]): unknown {
  return withoutPaths(value, issues.flatMap(pathsOf));
}

/** `located` for settings of which those are left out that `issues` speak of. */
export function partialSettings<T>(located: Located<T>, issues: readonly Issue[]): Located<T> {
  return withPartial(located, issues.flatMap(pathsOf).flatMap(pathsAround));
}

function withPartial<T>(located: Located<T>, partial: readonly Path[]) {
  const keys = new Set(partial.map((path) => JSON.stringify(path)));
  return { ...located, isPartial: (path: Path) => keys.has(JSON.stringify(path)) };
}

/** A path, and all that lead to it. */
function pathsAround(path: Path): Path[] {
  return path.map((_, depth) => path.slice(0, depth + 1));
}

function pathsOf(issue: Issue): Path[] {
  return issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...issue.path, key]) : [issue.path];
}

function groupByIndex(paths: readonly Path[]): Map<unknown, Path[]> {
  const groups = new Map<unknown, Path[]>();
  for (const path of paths) {
    const group = groups.get(path[1]);
    if (group) group.push(path);
    else groups.set(path[1], [path]);
  }
  return groups;
}

function keepItems(
  list: string,
  items: readonly unknown[],
  broken: ReadonlyMap<unknown, readonly Path[]>,
  hopeless: ReadonlyMap<unknown, readonly Path[]>,
) {
  return items.flatMap((item, place) => {
    const inside = broken.get(place)?.map((path) => path.slice(2));
    const lost = hopeless.get(place)?.map(([, , field]) => field) ?? [];
    if (lost.some((field) => list !== 'slos' || field !== 'indicator')) return [];
    const kept = inside === undefined ? item : KEEP[list]?.(item, inside, place, lost.length > 0);
    return kept === undefined ? [] : [{ item: kept, place }];
  });
}

/** What is left of an item of a list; undefined where nothing can be told of it. */
type Keep = (item: unknown, broken: readonly Path[], place: number, isHopeless: boolean) => Mapping | undefined;

const KEEP: Readonly<Record<string, Keep>> = { slos: keepSlo, alerts: keepAlert };

/** An alert that stands on its own: a field that cannot be read is there all the same. */
function keepAlert(alert: unknown, broken: readonly Path[], place: number): Mapping | undefined {
  const fields = broken.map(([field]) => field);
  if (!isMapping(alert) || fields.includes(undefined) || fields.includes('istio') || fields.includes('expr'))
    return undefined;
  const rest: Mapping = Object(withoutPaths(alert, broken.map(harmlessPath)));
  // An unknown field may be meant for the one that says what it is.
  if (rest.istio === undefined && rest.expr === undefined) return undefined;
  return {
    ...rest,
    ...(fields.includes('name') && { name: `Unnamed${place + 1}` }),
    ...(fields.includes('severity') && { severity: ANY_SEVERITY }),
  };
}

const ANY_SEVERITY = 'info';

function keepSlo(slo: unknown, broken: readonly Path[], place: number, isHopeless: boolean): Mapping | undefined {
  if (!isMapping(slo)) return undefined;
  const fields = broken.map(([field]) => field);
  if (fields.includes(undefined)) return undefined;
  const rest: Mapping = Object(withoutPaths(slo, broken.map(harmlessPath)));
  const isInDoubt = (field: string) => fields.includes(field);
  const isZero = isZeroTolerance(slo.indicator);
  // Whether it has none is not known where a field may be meant for it, or where nothing says that it needs one.
  const isMisspelt = fields.some((field) => didYouMean(String(field), ['objective']) !== undefined);
  const isWithoutObjective = slo.objective === undefined && !isZero && (isMisspelt || !isMapping(slo.indicator));
  const isKindBroken = broken.some(([field, , ...inside]) => field === 'indicator' && inside.length === 0);
  return {
    ...rest,
    ...(isInDoubt('name') && { name: `unnamed-${place + 1}` }),
    ...(isInDoubt('indicator') && { indicator: withAnyParts(rest.indicator) }),
    ...((isHopeless || isKindBroken) && { indicator: anyIndicator(slo.indicator, rest.indicator) }),
    ...(isInDoubt('period') && { period: ANY_PERIOD }),
    ...((isInDoubt('objective') || isWithoutObjective) && { objective: ANY_OBJECTIVE }),
  };
}

/** What has to go with a broken part of an SLO: half of a list of alerts or of tiers says something else than the whole. */
function harmlessPath(path: Path): Path {
  const [field = ''] = path;
  return path.slice(0, DEPTHS[field] ?? 1);
}

/** Of fields whose parts do not say something else without the others: down to which depth they are kept. */
const DEPTHS: Readonly<Record<Path[number], number>> = {
  alerts: 2,
  labels: 2,
  annotations: 2,
  indicator: Number.POSITIVE_INFINITY,
};

/** A copy of the value without what stands at the paths; of a list without an item nothing is left. */
function withoutPaths(value: unknown, paths: readonly Path[]): unknown {
  if (paths.length === 0) return value;
  if (Array.isArray(value) || paths.some(([step]) => step === undefined)) return undefined;
  if (!isMapping(value)) return value;
  const below = groupBy(paths, ([step]) => String(step));
  const entries = Object.entries(value).map(
    ([key, inner]) =>
      [
        key,
        withoutPaths(
          inner,
          (below.get(key) ?? []).map((path) => path.slice(1)),
        ),
      ] as const,
  );
  return Object.fromEntries(entries.filter(([key, inner]) => inner !== undefined || !below.has(key)));
}

function without(value: Mapping, fields: readonly string[]): Mapping {
  const left = new Set(fields);
  return Object.fromEntries(Object.entries(value).filter(([field]) => !left.has(field)));
}
