// Which rules differ because of which change: each change is made alone in the state before, and taken back alone in the
// state after, and both are compiled. What then differs is its doing; nobody has to know which rule reads which setting.
import type { RuleChange } from './change.ts';
import { fillIn, type Leaf } from './leaves.ts';
import type { PlacedRule } from './placed-rule.ts';
import type { ComparedForms, Subject } from './subject.ts';

/** Finds, of the rules that differ, those that do because of the places `leaves`. */
export type Attribute = (leaves: readonly Leaf[], changed: readonly RuleChange[]) => RuleChange[];

export function attributor(before: Subject, after: Subject, { rulesOf, ...forms }: ComparedForms): Attribute {
  const [oldRules, newRules] = [rulesOf(forms.before), rulesOf(forms.after)];
  return (leaves, changed) => {
    const made = rulesOf(fillIn(forms.before, leaves, 'after'));
    const takenBack = rulesOf(fillIn(forms.after, leaves, 'before'));
    const touched = new Set([
      ...missingFrom(made, oldRules).map((at) => before.rules[at]),
      ...missingFrom(takenBack, newRules).map((at) => after.rules[at]),
    ]);
    return changed.filter((rule) => isIn(rule.before, touched) || isIn(rule.after, touched));
  };
}

/** Positions of the rules that `others` does not have. */
function missingFrom(others: readonly PlacedRule[], rules: readonly PlacedRule[]): number[] {
  const texts = new Set(others.map(({ text }) => text));
  return rules.flatMap(({ text }, at) => (texts.has(text) ? [] : [at]));
}

function isIn(rule: PlacedRule | undefined, rules: ReadonlySet<PlacedRule | undefined>): boolean {
  return rule !== undefined && rules.has(rule);
}
