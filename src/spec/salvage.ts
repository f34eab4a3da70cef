// A document that does not fit the schema in, as much of it as can still be understood out: so that a slip in one SLO
// does not hide what is wrong with the PromQL of the next. Nothing is ever compiled from it.
import type { Issue } from './issues.ts';
import type { Located, Path } from './locate.ts';

/** What is left, and where its list items stand in the original. */
export interface Salvaged {
  readonly value: Readonly<Record<string, unknown>>;
  readonly places: Readonly<Record<string, readonly number[]>>;
}

type Mapping = Readonly<Record<string, unknown>>;

const LISTS: readonly string[] = ['slos', 'alerts'];

/** Fields of an SLO without which nothing can be said about the rest of it. */
const VITAL: readonly unknown[] = ['name', 'indicator'];

/** Alerts are held against objective and period: with those in doubt they would be blamed for what is not theirs. */
const ALERT_FRAME: readonly unknown[] = ['objective', 'period', 'alerts'];

/** Stands in for an objective that cannot be read, so that the rest of its SLO can. */
const ANY_OBJECTIVE = '99.9%';

/** Leaves out what `issues` speak of: fields where that does no harm, else the whole SLO or alert. */
export function salvage(value: unknown, issues: readonly Issue[]): Salvaged | undefined {
  if (!isMapping(value)) return undefined;
  const broken = issues.flatMap(pathsOf);
  if (broken.some(([first]) => first === undefined || first === 'service')) return undefined;
  const lists = LISTS.flatMap((list) => (Array.isArray(value[list]) ? [[list, value[list]] as const] : []));
  const kept = lists.map(([list, items]) => {
    const inside = broken.filter(([first, index]) => first === list && typeof index === 'number');
    return [list, keepItems(list, items, groupByIndex(inside))] as const;
  });
  // Nothing is left to look at, and "neither SLOs nor alerts" would not be true.
  if (kept.every(([, items]) => items.length === 0)) return undefined;
  const dropped = broken.flatMap(([field, index]) => (typeof index === 'number' ? [] : [String(field)]));
  return {
    value: {
      ...without(value, dropped),
      ...Object.fromEntries(kept.map(([list, items]) => [list, items.map(({ item }) => item)])),
    },
    places: Object.fromEntries(kept.map(([list, items]) => [list, items.map(({ place }) => place)])),
  };
}

/** `located` for a value whose list items were left out in part. */
export function relocate<T>(located: Located<T>, { places }: Salvaged): Located<T> {
  const original = ([list, index, ...rest]: Path): Path =>
    typeof list === 'string' && typeof index === 'number'
      ? [list, places[list]?.[index] ?? index, ...rest]
      : [list, index, ...rest].filter((step) => step !== undefined);
  return {
    ...located,
    spanOf: (path, part) => located.spanOf(original(path), part),
    spanInside: (path, from, to) => located.spanInside(original(path), from, to),
  };
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

function keepItems(list: string, items: readonly unknown[], broken: ReadonlyMap<unknown, readonly Path[]>) {
  return items.flatMap((item, place) => {
    const inside = broken.get(place)?.map((path) => path.slice(2));
    const kept = inside === undefined ? item : list === 'slos' ? keepSlo(item, inside) : undefined;
    return kept === undefined ? [] : [{ item: kept, place }];
  });
}

function keepSlo(slo: unknown, broken: readonly Path[]): Mapping | undefined {
  const fields = broken.map(([field]) => field);
  const isLost = fields.some((field) => field === undefined || VITAL.includes(field));
  if (isLost || !isMapping(slo)) return undefined;
  const isUnsure = fields.some((field) => ALERT_FRAME.includes(field)) || slo.objective === undefined;
  const rest = without(slo, [...fields.map(String), ...(isUnsure ? ['alerts'] : [])]);
  return fields.includes('objective') || slo.objective === undefined ? { ...rest, objective: ANY_OBJECTIVE } : rest;
}

function without(value: Mapping, fields: readonly string[]): Mapping {
  return Object.fromEntries(Object.entries(value).filter(([field]) => !fields.includes(field)));
}

function isMapping(value: unknown): value is Mapping {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
