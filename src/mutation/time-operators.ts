// Edits of durations: how far an expression looks, and how long an alert waits.
import type { Duration, MatrixSelector, Selector, Subquery } from '../promql/ast.ts';
import { offset } from '../promql/build.ts';
import { printDuration } from '../promql/duration.ts';
import type { Rule } from '../rules/rule.ts';
import type { Edit, Operator } from './mutant.ts';
import { onExpr } from './on-expr.ts';
import type { Tree, TreeEdit } from './places.ts';

const FACTORS: readonly number[] = [0.5, 2];

/** Coarser than any window of the layer that a subquery may read in such steps. */
const COARSER = 8;

/** What a person gives an alert that has no such duration. */
const USUAL_MS = 5 * 60_000;

export const TIME_OPERATORS: readonly Operator[] = [
  onExpr('range-changed', 'a range is half or twice as long', (node) =>
    node.kind === 'matrix' || node.kind === 'subquery' ? ranges(node) : [],
  ),
  onExpr('offset-changed', 'an offset is half or twice as long, or gone', (node) =>
    node.kind === 'selector' || node.kind === 'subquery' ? offsets(node) : [],
  ),
  onExpr('step-coarsened', 'the step of a subquery is so long that it skips data', (node) =>
    node.kind === 'subquery' && isFixed(node.step)
      ? [
          {
            description: `[:${printDuration(node.step)}] -> [:${printDuration(node.step * COARSER)}]`,
            tree: { ...node, step: node.step * COARSER },
          },
        ]
      : [],
  ),
  onAlert(
    'for-changed',
    'an alert waits half or twice as long, or not at all, or it waits though it should not',
    'forMs',
    'for',
  ),
  onAlert(
    'keep-firing-changed',
    'an alert is kept firing half or twice as long, or not at all, or though it should not be',
    'keepFiringForMs',
    'keep_firing_for',
  ),
];

function isFixed(duration: Duration | undefined): duration is number {
  return typeof duration === 'number' && duration !== 0;
}

function ranges(node: MatrixSelector | Subquery): TreeEdit[] {
  const { range } = node;
  if (!isFixed(range)) return [];
  return FACTORS.map((factor) => ({
    description: `[${printDuration(range)}] -> [${printDuration(range * factor)}]`,
    tree: { ...node, range: range * factor },
  }));
}

function offsets(node: Selector | Subquery): TreeEdit[] {
  const { offset: written } = node;
  if (!isFixed(written)) return [];
  return [...FACTORS, 0].map(
    (factor): TreeEdit<Tree> => ({
      description: `offset ${signed(written)} -> ${factor === 0 ? 'none' : signed(written * factor)}`,
      tree: offset<Selector | Subquery>(node, written * factor),
    }),
  );
}

function signed(ms: number): string {
  return ms < 0 ? `-${printDuration(-ms)}` : printDuration(ms);
}

function onAlert(name: string, description: string, field: 'forMs' | 'keepFiringForMs', word: string): Operator {
  return { name, description, edits: (rule) => waits(rule, field, word) };
}

function waits(rule: Rule, field: 'forMs' | 'keepFiringForMs', word: string): Edit[] {
  if (rule.kind === 'recording') return [];
  const written = rule[field];
  const others = written === 0 ? [USUAL_MS] : [0, written * 0.5, written * 2];
  return others.map((ms) => ({
    description: `${word} ${printDuration(written)} -> ${printDuration(ms)}`,
    rule: { ...rule, [field]: ms },
  }));
}
