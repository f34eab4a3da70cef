// What a comparison consists of: changes in words, rules that differ, times that differ. Data only.
import type { Drift } from './drift.ts';
import type { Phrase } from './phrase.ts';
import type { PlacedRule } from './placed-rule.ts';

/** One thing that somebody changed, as a reviewer would say it. */
export interface Change {
  /** For machines: the place in the model, such as `tiers.factor`. */
  readonly topic: string;
  /** What changed: `objective`, `label team`. */
  readonly what: Phrase;
  /** The value as text; absent where there is nothing to say but `what`. */
  readonly before?: string;
  readonly after?: string;
  /** The alerts that it is about, where it is not about the whole. */
  readonly on: readonly string[];
  /** What follows from it. */
  readonly notes: readonly Phrase[];
  /** The rules that differ because of it. */
  readonly rules: readonly RuleChange[];
}

/** A rule that is not the same in both states. */
export interface RuleChange {
  readonly change: 'added' | 'removed' | 'changed';
  readonly kind: 'alert' | 'recording rule';
  readonly name: string;
  readonly before?: PlacedRule;
  readonly after?: PlacedRule;
  /** The fields of a rule file that differ, in order: `expr`, `labels.severity`. Of a new or gone rule, none. */
  readonly fields: readonly string[];
}

/** An alert that fires after another time, when errors start at once and stay; undefined is never. In milliseconds. */
export interface ResponseChange {
  readonly alert: string;
  /** From 0 to 1. */
  readonly errorRatio: number;
  readonly beforeMs: number | undefined;
  readonly afterMs: number | undefined;
}

/** An SLO, or an alert beside the SLOs, that is not the same in both states. */
export interface SubjectChange {
  readonly kind: 'SLO' | 'alert';
  readonly change: 'added' | 'removed' | 'renamed' | 'changed';
  /** Its name in the state after, or in the one before if it is gone. */
  readonly name: string;
  readonly nameBefore?: string;
  /** The spec files that it is written in. */
  readonly fileBefore?: string;
  readonly fileAfter?: string;
  /** What the recorded series know of the past: nothing, if they are recorded under other labels from now on. */
  readonly history: 'kept' | 'lost' | 'begins' | 'ends';
  /** What a new one promises, and what one that is gone promised. */
  readonly about: readonly Phrase[];
  readonly changes: readonly Change[];
  readonly responses: readonly ResponseChange[];
  readonly rules: readonly RuleChange[];
  /** How many rules it has in the state after, or had. */
  readonly ruleCount: number;
  /** The names of all its alerts, in the same state. */
  readonly alerts: readonly string[];
  /** Rules that differ for no reason that is named in `changes`. */
  readonly unexplained: readonly RuleChange[];
}

/** A generated file that is not the same in both states. */
export interface FileChange {
  readonly path: string;
  readonly change: 'added' | 'removed' | 'changed';
  /** Whether it holds rules, and whether any rule in it is another one: without, only their order or what is around them
   *  has changed. */
  readonly holds: 'rules' | 'same rules' | 'other';
}

/** Everything that differs between two states. */
export interface Comparison {
  readonly subjects: readonly SubjectChange[];
  readonly settings: readonly Change[];
  readonly files: readonly FileChange[];
  /** Changes of the committed rules that no spec explains. */
  readonly drift: readonly Drift[];
  readonly rulesBefore: number;
  readonly rulesAfter: number;
}
