// A mutant: one rule with one careless edit. Data only; which tests notice it is for its caller to find out.
import type { Rule } from '../rules/rule.ts';

/** One edit of a rule. */
export interface Edit {
  /** In a few words, such as `14.4 -> 17.28`. */
  readonly description: string;
  /** What the rule becomes; undefined when it is gone. */
  readonly rule: Rule | undefined;
}

/** A kind of careless edit. */
export interface Operator {
  /** As the command line and the reviewed list call it. */
  readonly name: string;
  /** What is edited, in a sentence. */
  readonly description: string;
  /** Every place of a rule where it applies, edited there and nowhere else. */
  edits(rule: Rule): readonly Edit[];
}

export interface Mutant extends Edit {
  readonly operator: string;
  /** The rule as it was compiled, by reference. */
  readonly original: Rule;
  /** Its group and its name, such as `slo/istiod/config-push/fast slo:error_ratio:rate5m`. */
  readonly place: string;
}
