// Raw expressions: constants in the place of missing data, units that differ, windows that stand still, labels that are added
// up in silence.
import type { Expr, Selector } from '../../promql/ast.ts';
import { print } from '../../promql/print.ts';
import {
  binariesOf,
  isSameTree,
  isScalar,
  labelsKeptBy,
  partsOf,
  selectorsOf,
  type Tree,
  usesWindow,
} from '../../promql/visit.ts';
import type { Place } from '../place.ts';
import { checkGroups, checkOutside } from './events.ts';
import { checkValues } from './raw-values.ts';
import { valueRange } from './value-range.ts';

/** Rates of bad and of all events in the user's own PromQL. */
export interface RawEvents {
  readonly bad: Expr;
  readonly total: Expr;
  readonly by: readonly string[];
}

/** Reports what cannot be right about the raw indicator. */
export function checkRawEvents({ bad, total, by }: RawEvents, place: Place): void {
  const [badPlace, totalPlace] = [place.at('bad'), place.at('total')];
  checkConstants(bad, badPlace, true);
  checkConstants(total, totalPlace, true);
  checkLeast(total, totalPlace);
  checkUnits(bad, total, badPlace);
  for (const [expr, place] of [
    [bad, badPlace],
    [total, totalPlace],
  ] as const) {
    checkValues(expr, 'a rate of events', place);
    checkWindows(expr, place);
    checkMerged(expr, by, 'its series are added up', place);
  }
  checkRawPart({ bad, total, by }, badPlace, place.parent);
}

/** Reports what cannot be right about the error ratio of the raw indicator. */
export function checkRawRatio(ratio: Expr, by: readonly string[], place: Place): void {
  const ratioPlace = place.at('errorRatio');
  checkConstants(ratio, ratioPlace, false);
  checkRatio(ratio, ratioPlace);
  checkValues(ratio, 'a ratio of errors', ratioPlace);
  checkWindows(ratio, ratioPlace);
  checkMerged(ratio, by, 'the worst of its series decides', ratioPlace);
  if (ratio.kind !== 'binary' || ratio.op !== '/') return;
  checkRawPart({ bad: ratio.left, total: ratio.right, by }, ratioPlace, place.parent);
}

/** Bad events are to be a part of all events. A difference counts what it does not select. */
function checkRawPart({ bad, total, by }: RawEvents, place: Place, indicator: Place): void {
  if (isSameTree(bad, total)) {
    place.report({
      code: 'events-equal-total',
      message: 'the bad events are all events: every event would be an error',
      help: 'add the matcher that tells bad events apart, such as code=~"5.."',
    });
    return;
  }
  if (binariesOf(bad).some(({ op }) => op === '-')) return;
  const written = new Set([...labelsWritten(bad), ...labelsWritten(total)]);
  const readBy = (side: Expr) => selectorsOf(side).map((selector) => without(selector, written));
  const [events, all] = [readBy(bad), readBy(total)];
  checkOutside(all, { selectors: events, placeOf: () => place }, 'bad');
  checkGroups({ total: all, events, by }, indicator);
}

/** Labels that `label_replace` and `label_join` write: what their matchers select is no longer in their values. */
function labelsWritten(tree: Tree): readonly string[] {
  const label = tree.kind === 'call' && RELABELLING.includes(tree.name) ? tree.args[1] : undefined;
  return [...(label?.kind === 'string' ? [label.value] : []), ...partsOf(tree).flatMap(labelsWritten)];
}

const RELABELLING: readonly string[] = ['label_replace', 'label_join'];

function without(selector: Selector, labels: ReadonlySet<string>): Selector {
  return { ...selector, matchers: selector.matchers.filter(({ label }) => !labels.has(label)) };
}

/** The constants that take the place of missing data, as in `… or vector(0)`. */
function constantsForMissing(expr: Tree): Expr[] {
  return binariesOf(expr).flatMap(({ op, left, right }) =>
    op === 'or' ? [left, right].filter((side) => selectorsOf(side).length === 0 && side.kind !== 'string') : [],
  );
}

/** Reports constants in the place of missing data. `counts` says that each would be read as events. */
export function checkConstants(expr: Expr, place: Place, counts: boolean): void {
  for (const constant of constantsForMissing(expr)) {
    const [least, greatest] = valueRange(constant);
    const isEvents = counts && (least !== 0 || greatest !== 0);
    place.report({
      code: 'constant-for-missing',
      severity: isEvents ? 'error' : 'warning',
      message: isEvents
        ? `without traffic "or ${print(constant)}" counts as ${least === greatest ? least : 'some'} events a second`
        : `"or ${print(constant)}" hides that the data is gone`,
      help: 'remove it: no traffic is no error, and the absence alert tells when the data is gone',
    });
  }
}

/** Reports a total that is never zero while its data is there, such as `clamp_min(…, 1)`. */
function checkLeast(total: Expr, place: Place): void {
  const [least] = valueRange(total);
  if (least <= 0 || !isRaised(total)) return;
  place.report({
    code: 'constant-for-missing',
    message: `without traffic the total is still at least ${least}, which counts as ${least} events a second`,
    help: 'remove the constant: a window without traffic has no ratio, so nothing is divided by zero',
  });
}

/** Whether a constant is added, or is the least value. What is counted is at least one without that. */
function isRaised(tree: Tree): boolean {
  if (tree.kind === 'call' && tree.name === 'clamp_min') return true;
  if (tree.kind === 'binary' && tree.op === '+' && [tree.left, tree.right].some(isScalar)) return true;
  return partsOf(tree).some(isRaised);
}

const PER_SECOND: readonly string[] = ['rate', 'irate', 'deriv'];
const PER_WINDOW: readonly string[] = ['increase', 'delta', 'sum_over_time', 'count_over_time', 'changes'];

function functionsOf(tree: Tree): string[] {
  return [...(tree.kind === 'call' ? [tree.name] : []), ...partsOf(tree).flatMap(functionsOf)];
}

function unitOf(expr: Expr): 'per second' | 'per window' | undefined {
  const names = functionsOf(expr);
  const [perSecond, perWindow] = [PER_SECOND, PER_WINDOW].map((unit) => names.some((name) => unit.includes(name)));
  return perSecond === perWindow ? undefined : perSecond ? 'per second' : 'per window';
}

function hundredfold(expr: Tree): boolean {
  switch (expr.kind) {
    case 'aggregation':
    case 'unary':
      return hundredfold(expr.expr);
    case 'binary':
      if (expr.op === '*') return [expr.left, expr.right].some((side) => isHundred(side) || hundredfold(side));
      if (expr.op === '+' || expr.op === '-') return hundredfold(expr.left) || hundredfold(expr.right);
      return expr.op === '/' && hundredfold(expr.left) && !hundredfold(expr.right);
    default:
      return false;
  }
}

function isHundred(expr: Expr): boolean {
  return expr.kind === 'number' && expr.value === 100;
}

/** Reports bad and total events that are not in one unit. */
function checkUnits(bad: Expr, total: Expr, place: Place): void {
  const [ofBad, ofTotal] = [unitOf(bad), unitOf(total)];
  const isMixed = ofBad && ofTotal && ofBad !== ofTotal;
  if (!isMixed && hundredfold(bad) === hundredfold(total)) return;
  place.report({
    code: 'units-differ',
    message: isMixed
      ? `the bad events are counted ${ofBad}, all events ${ofTotal}`
      : 'one of the sides is multiplied by 100, the other is not',
    help: isMixed ? 'write rate(…[$window]) on both sides' : 'count events on both sides; ratios go from 0 to 1',
  });
}

/** Reports a ratio in percent. */
function checkRatio(ratio: Expr, place: Place): void {
  if (ratio.kind === 'binary' && ratio.op === '/' && !isScalar(ratio.left) && !isScalar(ratio.right)) {
    const [left, right] = [unitOf(ratio.left), unitOf(ratio.right)];
    if (left && right && left !== right) checkUnits(ratio.left, ratio.right, place);
  }
  if (!hundredfold(ratio)) return;
  place.report({
    code: 'ratio-in-percent',
    message: 'the error ratio is multiplied by 100',
    help: 'an error ratio goes from 0 to 1: remove "100 *"',
  });
}

/** Reports ranges that stand still while the window changes. */
function checkWindows(expr: Expr, place: Place): void {
  if (!usesWindow(expr)) return;
  for (const { metric = '' } of fixedRanges(expr)) {
    place.report({
      code: 'fixed-window',
      severity: 'warning',
      message: `"${metric}" is read over a fixed range, the rest over $window`,
      help: 'write [$window] for each range, or the long and the short window of an alert hold the same there',
    });
  }
}

/** Inside a subquery over the window a range may be fixed. */
function fixedRanges(tree: Tree): Selector[] {
  if (tree.kind === 'subquery' && tree.range === 'window') return [];
  if (tree.kind === 'matrix') return tree.range === 'window' ? [] : [tree.selector];
  return partsOf(tree).flatMap(fixedRanges);
}

/** Labels of which each value is one series. */
const SINGLE: readonly string[] = ['instance', 'target', 'pod'];

/** Reports labels that the expression keeps and `by` does not name: their series are merged in silence. */
function checkMerged(expr: Expr, by: readonly string[], merge: string, place: Place): void {
  const kept = labelsKeptBy(expr);
  const more = kept?.filter((label) => !by.includes(label));
  if (more?.length === 0) return;
  const isSingle =
    !kept &&
    selectorsOf(expr).every(({ matchers }) => matchers.some(({ label, op }) => op === '=' && SINGLE.includes(label)));
  if (isSingle) return;
  const labels = more?.map((label) => `"${label}"`).join(', ');
  place.report({
    code: 'series-merged',
    severity: 'warning',
    message: labels
      ? `the expression keeps ${labels}, which "by" does not name: ${merge}`
      : `the expression is not aggregated: ${merge}`,
    help: labels
      ? `add ${labels} to "by" for one error budget each, or aggregate without ${more?.length === 1 ? 'it' : 'them'}`
      : `write sum by (…) (…) and name its labels under "by", or sum(…) for one error budget over all`,
  });
}
