// One SLO or alert in both states in, everything that differs about it out: what was changed, what follows, which rules.
import { attributor } from './attribute.ts';
import type { Change, RuleChange, SubjectChange } from './change.ts';
import { phraseChanges } from './change-phrases.ts';
import { compareResponses } from './compare-responses.ts';
import { compareRules } from './compare-rules.ts';
import { leavesOf } from './leaves.ts';
import type { Pair } from './pair-up.ts';
import { type Phrase, textOf } from './phrase.ts';
import { alertNames, promisesOf } from './promises.ts';
import { formsOf, type Subject } from './subject.ts';

/** Undefined when nothing differs. */
export function compareSubject({ before, after }: Pair<Subject>): SubjectChange | undefined {
  if (before && after) return compareBoth(before, after);
  if (after) return { ...alone(after, 'added'), fileAfter: after.file, rules: compareRules([], after.rules) };
  return before && { ...alone(before, 'removed'), fileBefore: before.file, rules: compareRules(before.rules, []) };
}

function alone(subject: Subject, change: 'added' | 'removed') {
  const { kind, name } = subject;
  const history = change === 'added' ? 'begins' : 'ends';
  return {
    kind,
    name,
    change,
    history,
    about: promisesOf(subject),
    ruleCount: subject.rules.length,
    alerts: alertNames(subject),
    changes: [],
    responses: [],
    unexplained: [],
  } as const;
}

function compareBoth(before: Subject, after: Subject): SubjectChange | undefined {
  const rules = compareRules(before.rules, after.rules);
  const changes = withoutRepetition(changesOf(before, after, rules));
  const isMoved = before.file !== after.file;
  if (changes.length === 0 && rules.length === 0 && !isMoved) return undefined;
  const explained = new Set(changes.flatMap((change) => change.rules));
  const isRenamed = before.name !== after.name;
  return {
    kind: after.kind,
    change: isRenamed ? 'renamed' : 'changed',
    name: after.name,
    ...(isRenamed && { nameBefore: before.name }),
    fileBefore: before.file,
    fileAfter: after.file,
    history: changes.some(losesHistory) && after.kind === 'SLO' ? 'lost' : 'kept',
    about: [],
    changes,
    responses: before.kind === 'SLO' && after.kind === 'SLO' ? compareResponses(before.slo, after.slo) : [],
    rules,
    ruleCount: after.rules.length,
    alerts: alertNames(after),
    unexplained: rules.filter((rule) => !explained.has(rule)),
  };
}

/** Series are recorded under the labels of the identity and of the groups. */
function losesHistory({ topic }: Change): boolean {
  return topic === 'identity' || topic === 'by' || topic === 'kind';
}

function changesOf(before: Subject, after: Subject, rules: readonly RuleChange[]): Change[] {
  const forms = formsOf(before, after);
  if (!forms) return [changeOfKind(before, after, rules)];
  const changed = leavesOf(forms.before, forms.after);
  // To find out which rules follow from a change, both are compiled again.
  if (changed.length === 0) return [];
  const attribute = attributor(before, after, forms);
  return phraseChanges(changed, forms.before, forms.after).map(({ leaves, ...change }) => ({
    ...change,
    rules: attribute(leaves, rules),
  }));
}

/** From a budget to zero tolerance, or back. */
function changeOfKind(before: Subject, after: Subject, rules: readonly RuleChange[]): Change {
  const [old, now] = [before, after].map((subject) => textOf(promisesOf(subject)[0] ?? []));
  const note: Phrase = ['other series are recorded: history is lost'];
  return { topic: 'kind', what: ['kind'], before: old ?? '', after: now ?? '', on: [], notes: [note], rules };
}

/** Two changes may have one consequence, which is told once. */
function withoutRepetition(changes: readonly Change[]): Change[] {
  const seen = new Set<string>();
  return changes.map((change) => ({
    ...change,
    notes: change.notes.filter((note) => !seen.has(textOf(note)) && seen.add(textOf(note)) !== undefined),
  }));
}
