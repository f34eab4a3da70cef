// What a change means for whoever is on call, or lost by it: budget, history, routes.
import { errorBudget } from '../model/slo.ts';
import { ratioToPercent } from '../model/units.ts';
import { baseWindowMs, fastIntervalMs } from '../model/windows.ts';
import { printDuration } from '../promql/duration.ts';
import { durationWords } from '../text/numbers.ts';
import type { Form } from './form.ts';
import type { Leaf } from './leaves.ts';
import { changeOf, type Phrase } from './phrase.ts';

/** Both states of what the change belongs to. */
export interface NoteContext {
  readonly before: Form;
  readonly after: Form;
}

type Notes = (leaf: Leaf, context: NoteContext) => readonly Phrase[];

/** By the place in the model; of places in labels and in the indicator, by what holds them. */
const NOTES: Readonly<Record<string, Notes>> = {
  identity: (_leaf, { after }) => [lost(after)],
  by: (_leaf, { after }) => [lost(after)],
  indicator: (_leaf, { after }) => [mixed(after)],
  objective: (_leaf, context) => budgetNotes(context),
  periodMs: (_leaf, context) => budgetNotes(context),
  scrapeIntervalMs: ({ before, after }) => [
    [`base window: ${steps(before, after, baseWindowMs)}`],
    [`evaluated each ${steps(before, after, fastIntervalMs)}`],
  ],
  name: () => [['silences, routes and inhibitions that go by the old alert name no longer match']],
  severity: ({ before, after }) => [
    ['routes of Alertmanager that go by severity send it elsewhere: ', ...changeOf(String(before), String(after))],
  ],
  labels: () => [['routes, silences and inhibitions that match this label may no longer do']],
};

export function notesOf(path: readonly string[], leaf: Leaf, context: NoteContext): readonly Phrase[] {
  const [first = ''] = path;
  const isPart = first === 'labels' || first === 'indicator';
  if (!Object.hasOwn(NOTES, first) || (path.length > 1 && !isPart)) return [];
  return NOTES[first]?.(leaf, context) ?? [];
}

/** Recorded series are told apart by the labels of the identity and of the groups. */
function lost(after: Form): Phrase {
  const period = periodOf(after);
  const recorded = `series are recorded under new labels: history of ${period} is lost`;
  if (after.kind !== 'budget') return after.kind === undefined ? ['its alerts carry new labels'] : [recorded];
  return after.precision === 'exact'
    ? [`${recorded}, except for the error ratio of the period, which is read from raw series`]
    : [`${recorded}, and the budget starts anew`];
}

function mixed(after: Form): Phrase {
  if (after.precision === 'exact') return ['recorded windows from a day on go on with what was counted before'];
  return [`what was recorded before counted otherwise: for ${periodOf(after)} the budget mixes both`];
}

function periodOf({ periodMs }: Form): string {
  return printDuration(Number(periodMs ?? 0));
}

function budgetNotes({ before, after }: NoteContext): readonly Phrase[] {
  const budgetOf = ({ objective, periodMs }: Form): string =>
    typeof objective === 'number' && typeof periodMs === 'number'
      ? durationWords(errorBudget(objective) * periodMs)
      : 'none';
  const ratioOf = ({ objective }: Form) =>
    typeof objective === 'number' ? ratioToPercent(errorBudget(objective)) : '';
  const [old, now] = [budgetOf(before), budgetOf(after)];
  if (old === 'none' || now === 'none') return [];
  const share = ratioOf(before) === ratioOf(after) ? ratioOf(after) : `${ratioOf(before)} → ${ratioOf(after)}`;
  return [[`budget: ${share}, ${old} → ${now} of total outage per ${periodOf(after)}`]];
}

function steps(before: unknown, after: unknown, of: (ms: number) => number): string {
  const [old, now] = [before, after].map((ms) => printDuration(of(Number(ms))));
  return old === now ? `${now} as before` : `${old} → ${now}`;
}
