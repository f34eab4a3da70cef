// An operator on expressions from an edit of single nodes.
import type { Operator } from './mutant.ts';
import { editEach, type NodeEdit } from './places.ts';

/** An operator that edits a rule's expression in one place. */
export function onExpr(name: string, description: string, edit: NodeEdit): Operator {
  return {
    name,
    description,
    edits: (rule) =>
      editEach(rule.expr, edit).map(({ description: what, tree }) => ({
        description: what,
        rule: { ...rule, expr: tree },
      })),
  };
}
