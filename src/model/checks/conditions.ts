// Conditions of uptime indicators and of alerts of their own: those that hold whenever there is data, and those that never do.
import type { Expr } from '../../promql/ast.ts';
import { isComparison } from '../../promql/comparison.ts';
import { isAbsence, isScalar, partsOf, selectorsOf, type Tree } from '../../promql/visit.ts';
import type { Place } from '../place.ts';
import { isAlertSeries } from '../series-names.ts';
import { outcomeOf, valueRange } from './value-range.ts';

/** Whether the expression can be empty while its data is there. */
export function isFilter(expr: Tree): boolean {
  switch (expr.kind) {
    case 'selector':
      return isAlertSeries(expr.metric);
    case 'aggregation':
    case 'unary':
      return isFilter(expr.expr);
    case 'call':
      return isAbsence(expr) || (expr.name !== 'vector' && expr.args.some(isFilter));
    case 'binary':
      return isFilteringOperation(expr);
    default:
      return false;
  }
}

function isFilteringOperation({ op, left, right, bool }: Extract<Expr, { kind: 'binary' }>): boolean {
  if (op === 'unless') return true;
  if (op === 'or') return isFilter(left) && isFilter(right);
  if (isComparison(op)) return (bool !== true && outcomeOf(op, left, right) !== 'always') || isFilter(left);
  return isFilter(left) || (op === '/' ? isFilteringDivisor(right) : isFilter(right));
}

/** A divisor that is left out where it is 0 or less leaves out no value: there is none to divide by. */
function isFilteringDivisor(divisor: Expr): boolean {
  if (divisor.kind !== 'binary' || !['>', '!='].includes(divisor.op)) return isFilter(divisor);
  const { left, right, bool } = divisor;
  return bool === true || right.kind !== 'number' || right.value !== 0 || isFilter(left);
}

/** Reports each comparison in `expr` that no value can pass. */
export function checkCanHold(expr: Tree, place: Place): void {
  if (expr.kind === 'binary' && isComparison(expr.op) && outcomeOf(expr.op, expr.left, expr.right) === 'never') {
    place.report({
      code: 'condition-never-true',
      message: `the comparison "${expr.op}" holds for no value that its sides can have`,
      help: 'up and probe_success are 0 or 1, a count is at least 1, a counter and its rate are never negative',
    });
  }
  for (const part of partsOf(expr)) checkCanHold(part, place);
}

/** Reports a condition of uptime that holds while a switch such as `up` is off, or its series are gone. */
export function checkHoldsWhileUp(expr: Expr, place: Place): void {
  if (!isAbsence(expr) && !isOfOff(expr)) return;
  place.report({
    code: 'good-and-bad-swapped',
    severity: 'warning',
    message: 'the condition holds while the thing is down, and would count that time as good',
    help: 'write when it is up, as in up{app="istiod"} == 1; missing data counts as down without more',
  });
}

function isOfOff(expr: Expr): boolean {
  if (expr.kind !== 'binary' || !isComparison(expr.op) || !isScalar(expr.right)) return false;
  const { op, left, right } = expr;
  const [least, greatest] = valueRange(left);
  if (least !== 0 || greatest !== 1) return false;
  const holdsAt = (value: number) => outcomeOf(op, { kind: 'number', value }, right) === 'always';
  return holdsAt(0) && !holdsAt(1);
}

/** Whether the expression reads no series at all and returns one, as `vector(1)` does: the alert that is to fire always. */
function isWatchdog(expr: Expr): boolean {
  return selectorsOf(expr).length === 0 && !isScalar(expr);
}

/** Reports an alert that fires as long as its series are there, whatever their values. */
export function checkCanBeSilent(expr: Expr, place: Place): void {
  if (isFilter(expr) || isWatchdog(expr)) return;
  place.report({
    code: 'alert-always-fires',
    // A metric that is exported only while something is wrong needs no comparison.
    severity: expr.kind === 'selector' ? 'warning' : 'error',
    message: 'the alert fires whenever there is data, whatever its value',
    help: 'an alert fires while its expression returns something: compare it, without "bool", as in up{job="api"} == 0',
  });
}
