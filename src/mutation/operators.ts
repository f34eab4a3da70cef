// The registry of careless edits.
import { LABEL_OPERATORS } from './label-operators.ts';
import type { Operator } from './mutant.ts';
import { RULE_OPERATORS } from './rule-operators.ts';
import { SHAPE_OPERATORS } from './shape-operators.ts';
import { TIME_OPERATORS } from './time-operators.ts';
import { VALUE_OPERATORS } from './value-operators.ts';

/** Every operator, each with its own name, in the order in which they are listed. */
export const OPERATORS: readonly Operator[] = Object.freeze([
  ...VALUE_OPERATORS,
  ...TIME_OPERATORS,
  ...LABEL_OPERATORS,
  ...SHAPE_OPERATORS,
  ...RULE_OPERATORS,
]);
