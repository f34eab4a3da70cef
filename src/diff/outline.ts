// A comparison in, what there is to say about it out: sections of points, each with what follows from it. What text and
// Markdown have in common; how it looks is theirs.
import { ratioToPercent } from '../model/units.ts';
import { durationWords } from '../text/numbers.ts';
import type { Change, Comparison, ResponseChange, RuleChange, SubjectChange } from './change.ts';
import type { Drift } from './drift.ts';
import { changeOf, joinPhrases, namesPhrase, type Phrase, say, textOf } from './phrase.ts';

export interface Point {
  readonly text: Phrase;
  readonly below: readonly Phrase[];
}

export interface Section {
  /** What the section is about; several where all of it is true of each. */
  readonly titles: readonly Phrase[];
  readonly points: readonly Point[];
  readonly subjects: readonly SubjectChange[];
}

/** Sections, one for each change that somebody made: SLOs of which the same is to be said share one. */
export function sectionsOf({ subjects, settings, drift }: Comparison): Section[] {
  const sections = new Map<string, { titles: Phrase[]; points: Point[]; subjects: SubjectChange[] }>();
  for (const subject of subjects) {
    const points = pointsOf(subject);
    const key = JSON.stringify([subject.change, points]);
    const section = sections.get(key) ?? { titles: [], points, subjects: [] };
    section.titles.push(titleOf(subject));
    section.subjects.push(subject);
    sections.set(key, section);
  }
  const project = settings.map((change) => ({ text: changePhrase(change), below: [] }));
  const ofProject = project.length > 0 ? [{ titles: [['the project']], points: project, subjects: [] }] : [];
  const committed =
    drift.length > 0 ? [{ titles: [['the committed rules']], points: drift.map(driftPoint), subjects: [] }] : [];
  return [...ofProject, ...sections.values(), ...committed];
}

const DRIFT_WORDS: Readonly<Record<Drift['cause'], string>> = Object.freeze({
  'other-compiler': ' changes beyond what the specs say, as another version of slo or a hand wrote it before:',
  'not-rebuilt': ' is not built from the specs as they are now: run `slo build`. It would change by',
  edited: ' has changed to what no spec says, by hand or by another version of slo:',
});

/** As many lines of a difference as people read in a summary; `slo build --check` and git show all. */
const MOST_DRIFT_LINES = 12;

function driftPoint({ path, cause, edits }: Drift): Point {
  const more = edits.length - MOST_DRIFT_LINES;
  return {
    text: [...say`${path}`, DRIFT_WORDS[cause]],
    below: [
      ...edits
        .slice(0, MOST_DRIFT_LINES)
        .map(({ kind, text }): Phrase => [{ quoted: `${kind === 'deleted' ? '-' : '+'}${text}` }]),
      ...(more > 0 ? [[`and ${more} more lines`]] : []),
    ],
  };
}

function titleOf({ kind, change, name, nameBefore, fileAfter, fileBefore }: SubjectChange): Phrase {
  const what = kind === 'SLO' ? '' : 'alert ';
  const verb = change === 'added' ? 'new: ' : change === 'removed' ? 'gone: ' : '';
  const names = nameBefore === undefined ? say`${name}` : changeOf(nameBefore, name);
  return [`${verb}${what}`, ...names, ' (', { quoted: fileAfter ?? fileBefore ?? '' }, ')'];
}

function pointsOf(subject: SubjectChange): Point[] {
  const { about, changes, unexplained } = subject;
  return [
    ...about.map((text) => ({ text, below: [] })),
    ...(subject.change === 'removed' && subject.kind === 'SLO'
      ? [{ text: ['its series are recorded no more: their history ends'], below: [] }]
      : []),
    ...movedPoints(subject),
    ...changes.map((change) => changePoint(change, subject)),
    ...unexplained.map(unexplainedPoint),
  ];
}

/** Prometheus keeps the state of an alert under the file and the group of its rule. */
function movedPoints({ fileBefore, fileAfter }: SubjectChange): Point[] {
  if (fileBefore === undefined || fileAfter === undefined || fileBefore === fileAfter) return [];
  const below: Phrase = [
    'its rules stand in another object: alerts that are pending or firing start anew when it is loaded',
  ];
  return [{ text: say`moves from ${fileBefore} to ${fileAfter}`, below: [below] }];
}

function changePoint(change: Change, subject: SubjectChange): Point {
  return { text: changePhrase(change, subject.alerts), below: [...change.notes, rulesPhrase(change.rules, subject)] };
}

/** `objective: 99.9% → 99.95%`, `severity of A, B: critical → page`. */
function changePhrase({ what, before, after, on }: Change, alerts: readonly string[] = []): Phrase {
  const values: Phrase = before === undefined ? [] : [': ', ...changeOf(before, after ?? '')];
  const isOnAll = on.length > 1 && alerts.every((name) => on.includes(name));
  const ofAlerts: Phrase = isOnAll ? [' of all its alerts'] : [' of ', ...namesPhrase(on)];
  return [...what, ...(on.length > 0 ? ofAlerts : []), ...values];
}

function rulesPhrase(rules: readonly RuleChange[], { kind, ruleCount }: SubjectChange): Phrase {
  if (rules.length === 0) return ['changes no rule'];
  if (kind === 'alert') return ['changes its rule'];
  if (rules.length === ruleCount && ruleCount > 1) return [`changes all of its ${ruleCount} rules`];
  const groups = VERBS.flatMap(([change, verb]): Phrase[] => {
    const names = rules.filter((rule) => rule.change === change).map(({ name }) => name);
    return names.length === 0
      ? []
      : [[`${verb} ${names.length} rule${names.length === 1 ? '' : 's'}: `, ...namesPhrase(names)]];
  });
  return joinPhrases(groups, '; ');
}

const VERBS = [
  ['changed', 'changes'],
  ['added', 'adds'],
  ['removed', 'removes'],
] as const;

/** A table of when alerts fire, a row for each alert and a column for each error ratio, with its head; empty for no alerts. */
export function responseTable(responses: readonly ResponseChange[]): string[][] {
  const ratios = [...new Set(responses.map(({ errorRatio }) => errorRatio))];
  const alerts = [...new Set(responses.map(({ alert }) => alert))];
  if (alerts.length === 0) return [];
  const cell = (alert: string, ratio: number): string => {
    const found = responses.find((response) => response.alert === alert && response.errorRatio === ratio);
    return found ? `${timeWords(found.beforeMs)} → ${timeWords(found.afterMs)}` : 'as before';
  };
  const head = ['fires after', ...ratios.map((ratio) => `at ${ratioToPercent(ratio)} errors`)];
  return [head, ...alerts.map((alert) => [alert, ...ratios.map((ratio) => cell(alert, ratio))])];
}

function timeWords(ms: number | undefined): string {
  return ms === undefined ? 'never' : durationWords(ms);
}

function unexplainedPoint({ change, kind, name, fields, before, after }: RuleChange): Point {
  const below = fields.map((field) => [
    ...say`${field}: `,
    ...changeOf(before?.fields[field] ?? 'none', after?.fields[field] ?? 'none'),
  ]);
  return {
    text: [`${kind} `, { quoted: name }, ` is ${change}, by several of these together or by what is around it`],
    below,
  };
}

/** The comparison in a sentence or three, the worst first. */
export function summaryOf(comparison: Comparison): Phrase[] {
  const { subjects, rulesBefore, rulesAfter } = comparison;
  const rules = subjects.flatMap((subject) => subject.rules);
  const lost = subjects.filter(({ history }) => history === 'lost').map(({ name }) => name);
  const counts = (['changed', 'added', 'removed'] as const).flatMap((change) => {
    const count = rules.filter((rule) => rule.change === change).length;
    return count === 0 ? [] : [`${count} ${change}`];
  });
  const total = rulesBefore === rulesAfter ? `${rulesAfter}` : `${rulesBefore}, now ${rulesAfter}`;
  return [
    ...(lost.length > 0 ? [['history is lost: ', ...namesPhrase(lost)]] : []),
    counts.length === 0 ? ['no change in rules'] : [`rules: ${counts.join(', ')} (of ${total})`],
    ...filesPhrases(comparison),
  ];
}

function filesPhrases({ files }: Comparison): Phrase[] {
  const rules = files.filter(({ holds }) => holds === 'rules').map(({ path, change }) => `${path} (${change})`);
  const same = files.filter(({ holds }) => holds === 'same rules').map(({ path }) => path);
  const others = new Map<string, number>();
  for (const { path, holds } of files) {
    const folder = path.split('/').slice(0, -1).join('/');
    if (holds === 'other') others.set(folder, (others.get(folder) ?? 0) + 1);
  }
  return [
    ...(rules.length > 0 ? [['files of rules: ', ...namesPhrase(rules)]] : []),
    ...(same.length > 0 ? [['other order or words around the same rules: ', ...namesPhrase(same)]] : []),
    ...(others.size > 0
      ? [['other files: ', ...namesPhrase([...others].map(([folder, count]) => `${folder} (${count})`))]]
      : []),
  ];
}

/** A section's titles as one text, for people. */
export function titleText({ titles }: Section): string {
  return titles.map(textOf).join(', ');
}
