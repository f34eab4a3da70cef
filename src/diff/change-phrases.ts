// Places in which two forms differ in, changes in words out. What has no words of its own here is told by its name in the
// model, so that no change is left out.
import type { Change } from './change.ts';
import type { Form } from './form.ts';
import { isRecord, type Leaf } from './leaves.ts';
import { type NoteContext, notesOf } from './notes.ts';
import { type Phrase, say } from './phrase.ts';
import { valueWords } from './value-words.ts';

/** A change before anybody knows which rules differ because of it. */
export interface PhrasedChange extends Omit<Change, 'rules'> {
  readonly leaves: readonly Leaf[];
}

/** What a place is called, by its name in the model. */
const WORDS: Readonly<Record<string, string>> = {
  absent: 'alert on missing data',
  bad: 'bad events',
  below: 'bound',
  bound: 'bucket in force',
  breach: 'alert on a breach',
  by: 'groups',
  counted: 'events that are selected',
  errorRatio: 'error ratio',
  expr: 'expression',
  factor: 'burn rate factor',
  forMs: 'for',
  keepFiringForMs: 'keep firing for',
  longMs: 'long window',
  matchOn: 'labels that match counters with their target',
  minimumAgeMs: 'least age of the data',
  name: 'alert name',
  noData: 'no data counts as',
  objective: 'objective',
  outage: 'alert on an outage',
  overMs: 'window',
  periodMs: 'period',
  processAge: 'age of the process',
  scrapeIntervalMs: 'scrape interval',
  shortMs: 'short window',
  thresholdOrder: 'order of the threshold alerts',
  tierOrder: 'order of the tiers',
  total: 'all events',
  windowMs: 'window',
};

/** A place in an alert's settings: the alert, and the place below. */
interface Place {
  readonly alert?: string;
  readonly path: readonly string[];
}

/** Changes from places; what happened to several alerts in the same way is one change. */
export function phraseChanges(leaves: readonly Leaf[], before: Form, after: Form): PhrasedChange[] {
  const groups = new Map<string, { readonly place: Place; readonly leaves: Leaf[]; readonly on: string[] }>();
  for (const leaf of leaves) {
    const place = placeOf(leaf, before, after);
    const words = place.alert === undefined ? leaf.path : [place.path, wordsOf(leaf, 'before'), wordsOf(leaf, 'after')];
    const group = groups.get(JSON.stringify(words)) ?? { place, leaves: [], on: [] };
    group.leaves.push(leaf);
    if (place.alert !== undefined && !group.on.includes(place.alert)) group.on.push(place.alert);
    groups.set(JSON.stringify(words), group);
  }
  return [...groups.values()].flatMap(({ place, leaves: [first, ...others], on }) =>
    first ? [phrased(place, [first, ...others], on, { before, after })] : [],
  );
}

function phrased(
  { path }: Place,
  leaves: readonly [Leaf, ...Leaf[]],
  on: readonly string[],
  context: NoteContext,
): PhrasedChange {
  const [leaf] = leaves;
  return {
    topic: path.join('.'),
    what: whatOf(path),
    before: wordsOf(leaf, 'before'),
    after: wordsOf(leaf, 'after'),
    on,
    notes: notesOf(path, leaf, context),
    leaves,
  };
}

/** What is called by its holder and its own name: `label team`, `tier page-fast`. */
const HOLDERS: Readonly<Record<string, (name: string) => Phrase>> = {
  annotations: (name) => say`annotation ${name}`,
  bases: (name) => [name === 'runbook' ? 'base address of runbooks' : 'link to Grafana'],
  grafana: (name) => say`link to Grafana, ${name}`,
  indicator: (name) => [`indicator, ${wordOf(name)}`],
  labels: (name) => say`label ${name}`,
  minimumTraffic: (name) => [`minimum traffic, ${wordOf(name)}`],
  thresholds: (name) => say`alert ${name}`,
  tiers: (name) => say`tier ${name}`,
};

function whatOf(path: readonly string[]): Phrase {
  const [last = '', holder = ''] = [path.at(-1), path.at(-2)];
  const words = Object.hasOwn(HOLDERS, holder) ? HOLDERS[holder] : undefined;
  if (words) return words(last);
  return [path.length === 1 || Object.hasOwn(WORDS, last) ? wordOf(last) : path.join('.')];
}

function wordOf(name: string): string {
  return (Object.hasOwn(WORDS, name) ? WORDS[name] : undefined) ?? name;
}

/** Lists whose items have settings below `settings`. */
const ALERT_LISTS = ['tiers', 'thresholds'];
const SINGLE_ALERTS = ['absent', 'outage', 'breach'];

function placeOf({ path }: Leaf, before: Form, after: Form): Place {
  const [list = '', key = '', ...rest] = path;
  if (list === 'settings') return { path: path.slice(1) };
  if (SINGLE_ALERTS.includes(list) && path.length > 1) {
    return { alert: nameIn(after[list] ?? before[list], list), path: path.slice(1) };
  }
  if (!ALERT_LISTS.includes(list) || rest.length === 0) return { path };
  const name = nameIn((itemOf(after, list, key) ?? itemOf(before, list, key))?.settings, key);
  return { alert: list === 'tiers' ? `${name}/${key}` : name, path: rest[0] === 'settings' ? rest.slice(1) : rest };
}

function nameIn(settings: unknown, otherwise: string): string {
  return isRecord(settings) ? String(settings.name) : otherwise;
}

function itemOf(form: Form, list: string, key: string): Form | undefined {
  const items = form[list];
  const item = isRecord(items) && Object.hasOwn(items, key) ? items[key] : undefined;
  return isRecord(item) ? item : undefined;
}

/** The value of a place in words. */
function wordsOf({ path, ...values }: Leaf, state: 'before' | 'after'): string {
  const value = values[state];
  const name = path.at(-1) ?? '';
  if (name === 'identity' && isRecord(value)) return Object.values(value).join('/');
  if (isRecord(value)) return recordWords(value) ?? valueWords(name, value);
  return valueWords(name, value);
}

/** A tier, an alert or a bucket as a whole. */
function recordWords(value: Form): string | undefined {
  const settings = isRecord(value.settings) ? value.settings : value;
  const severity = settings.severity;
  if (value.kind === 'bucket') return String(value.le);
  if (value.kind === 'interpolated') return `estimated between ${value.lower} and ${value.upper}`;
  if (severity === undefined) return undefined;
  const windows = ['longMs', 'shortMs', 'overMs'].flatMap((name) =>
    value[name] === undefined ? [] : [valueWords(name, value[name])],
  );
  const bounds = [
    ...(value.factor === undefined ? [] : [`above ${value.factor} × budget`]),
    ...(value.errorRatio === undefined ? [] : [`above ${valueWords('errorRatio', value.errorRatio)} errors`]),
    ...(windows.length > 0 ? [`over ${windows.join(' and ')}`] : []),
  ];
  return [`${settings.name} (${severity})`, ...bounds].join(' ');
}
