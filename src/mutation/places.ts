// In: a PromQL tree and an edit of single nodes. Out: the whole tree once for each place where the edit applies.
// It knows the shape of the tree and no edit.
import type { Expr, RangeVector, Selector } from '../promql/ast.ts';

export type Tree = Expr | RangeVector;

/** A tree after an edit, and the edit in a few words. */
export interface TreeEdit<T extends Tree = Tree> {
  readonly description: string;
  readonly tree: T;
}

/** What an edit makes of one node: of a selector another selector, of an expression another expression. */
export type NodeEdit = (node: Tree) => readonly TreeEdit[];

/** The whole expression for each node that `edit` changes, outer nodes first, in the order in which they are written. */
export function editEach(expr: Expr, edit: NodeEdit): TreeEdit<Expr>[] {
  // A node keeps its kind of value, so an expression stays one.
  return editTree(expr, edit) as TreeEdit<Expr>[];
}

function editTree(tree: Tree, edit: NodeEdit): TreeEdit[] {
  const inside = placesIn(tree).flatMap(({ part, put }) =>
    editTree(part, edit).map(({ description, tree: edited }) => ({ description, tree: put(edited) })),
  );
  return [...edit(tree), ...inside];
}

export interface Place {
  readonly part: Tree;
  readonly put: (part: Tree) => Tree;
}

/** The nodes right below, each with the way to replace it. */
export function placesIn(tree: Tree): readonly Place[] {
  switch (tree.kind) {
    case 'selector':
    case 'number':
    case 'string':
      return [];
    case 'matrix':
      return [{ part: tree.selector, put: (part) => ({ ...tree, selector: part as Selector }) }];
    case 'subquery':
    case 'unary':
      return [{ part: tree.expr, put: (part) => ({ ...tree, expr: part as Expr }) }];
    case 'call':
      return tree.args.map((arg, at) => ({
        part: arg,
        put: (part) => ({ ...tree, args: tree.args.with(at, part) }),
      }));
    case 'aggregation': {
      const { param, expr } = tree;
      const inner: Place = { part: expr, put: (part) => ({ ...tree, expr: part as Expr }) };
      return param === undefined
        ? [inner]
        : [{ part: param, put: (part) => ({ ...tree, param: part as Expr }) }, inner];
    }
    case 'binary':
      return [
        { part: tree.left, put: (part) => ({ ...tree, left: part as Expr }) },
        { part: tree.right, put: (part) => ({ ...tree, right: part as Expr }) },
      ];
  }
}
