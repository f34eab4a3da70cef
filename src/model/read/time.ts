// Indicators of time: a condition that holds or not, a value that stays on the right side of a bound or not.
import type { Binary, Expr } from '../../promql/ast.ts';
import { num } from '../../promql/build.ts';
import { isComparison } from '../../promql/comparison.ts';
import { parseDuration } from '../../promql/duration.ts';
import { selectorsOf } from '../../promql/visit.ts';
import type { IndicatorSpec } from '../../spec/indicator-schema.ts';
import { quoted } from '../../spec/wording.ts';
import { checkCanHold, checkHoldsWhileUp, isFilter } from '../checks/conditions.ts';
import { checkReadsNoCounter, type WrittenExpression } from '../checks/functions.ts';
import { checkConstants } from '../checks/raw.ts';
import { outcomeOf } from '../checks/value-range.ts';
import type { Place } from '../place.ts';
import { placesOf } from '../promql-places.ts';
import type { TimeIndicator } from '../slo.ts';
import { percentToRatio } from '../units.ts';
import { readExpression } from './promql.ts';
import { timeUnitOf } from './time-unit.ts';

export type UptimeSpec = NonNullable<IndicatorSpec['uptime']>;
export type ThresholdSpec = NonNullable<IndicatorSpec['threshold']>;

export function readUptime(spec: UptimeSpec, by: readonly string[], place: Place): TimeIndicator | undefined {
  const upPlace = place.at('up');
  const condition = readExpression(spec.up, upPlace, { window: false, by });
  if (!condition) return undefined;
  checkReadsNoCounter(condition, { places: placesOf(spec.up), place: upPlace });
  checkCanHold(condition, upPlace);
  checkHoldsWhileUp(condition, upPlace);
  if (!isFilter(condition)) {
    upPlace.report({
      code: 'condition-always-true',
      message: 'the condition holds whenever there is data, whatever its value',
      help: 'compare it, without "bool", as in up{app="istiod"} == 1',
    });
    return undefined;
  }
  const noData = ({ down: 'bad', up: 'good', ignored: 'ignored' } as const)[spec.noData ?? 'down'];
  return finish({ kind: 'time', condition, presence: presenceOf(condition), noData }, by, place.at('noData'));
}

export function readThreshold(spec: ThresholdSpec, by: readonly string[], place: Place): TimeIndicator | undefined {
  const value = readExpression(spec.value, place.at('value'), { window: false, by });
  const side = spec.below === undefined ? 'above' : 'below';
  const written = spec[side];
  if (written === undefined || (spec.below !== undefined && spec.above !== undefined)) {
    place.report({
      code: 'one-bound',
      part: 'key',
      message: `a threshold indicator takes either "below" or "above", ${written === undefined ? 'and has neither' : 'not both'}`,
      help: 'below: 1000 is good while the value is under 1000; above: 2 while it is over 2',
    });
    return undefined;
  }
  const bound = value && place.at('value').isWhole ? readBound(written, value, place.at(side)) : undefined;
  if (!value || bound === undefined) return undefined;
  const condition: Binary = { kind: 'binary', op: side === 'below' ? '<' : '>', left: value, right: num(bound) };
  checkValue({ places: placesOf(spec.value), place: place.at('value') }, value, spec.noData ?? 'ignored');
  checkBoundMatters(condition, place.at(side));
  return finish({ kind: 'time', condition, presence: value, noData: spec.noData ?? 'ignored' }, by, place.at('noData'));
}

/** Reports a value that is not there while it is bad, or that means nothing. */
function checkValue(written: WrittenExpression, value: Expr, noData: TimeIndicator['noData']): void {
  const { place } = written;
  checkReadsNoCounter(value, written);
  checkConstants(value, place, false);
  if (!isFilter(value) || noData === 'bad') return;
  place.report({
    code: 'comparison-in-value',
    // What is counted, such as the targets that are up, is there but for the moment when there is none.
    severity: value.kind === 'aggregation' ? 'warning' : 'error',
    message: 'the value is a condition: where it does not hold there is no value, which is never bad',
    help: 'give the value alone, and compare it by "below" or "above"; to count, write sum(… == bool 1), or set "noData: bad"',
  });
}

function checkBoundMatters({ op, left, right }: Binary, place: Place): void {
  const outcome = isComparison(op) ? outcomeOf(op, left, right) : undefined;
  if (outcome === undefined) return;
  place.report({
    code: outcome === 'always' ? 'condition-always-true' : 'condition-never-true',
    message: `the value is ${outcome} ${op === '<' ? 'below' : 'above'} this bound`,
    help: 'a count is at least 1, up and probe_success are 0 or 1, a rate is never negative',
  });
}

/** A bound is a bare number, a percentage, or a duration where the value's metric says that it is time. */
function readBound(written: number | string, value: Expr, place: Place): number | undefined {
  if (typeof written === 'number') return written;
  if (/^\d+(\.\d+)?\s?%$/.test(written)) return percentToRatio(written);
  const ms = parseDuration(written);
  const unit = timeUnitOf(value);
  if (ms !== undefined && unit) return ms / (unit === 'seconds' ? 1_000 : 1);
  place.report({
    code: 'wrong-unit',
    message:
      ms === undefined
        ? `the bound ${quoted(written)} is no number`
        : `${written} is a duration, but the value is not known to be time`,
    help:
      ms === undefined
        ? 'write a number, a percentage or a duration, such as 1000, 80% or 10s'
        : 'write the bound as a number in the unit of the value',
  });
  return undefined;
}

function finish(indicator: TimeIndicator, by: readonly string[], place: Place): TimeIndicator | undefined {
  if (by.length === 0 || indicator.noData === 'ignored') return indicator;
  place.report({
    code: 'no-data-of-groups',
    message: `a group that is gone leaves nothing behind that could count as ${indicator.noData}`,
    help: 'set "noData: ignored", or drop "by" and write one SLO for each thing that must be there',
  });
  return undefined;
}

/** What is there while there is data at all: the condition without its comparisons. */
function presenceOf(expr: Expr): Expr {
  if (expr.kind === 'aggregation') return { ...expr, expr: presenceOf(expr.expr) };
  if (expr.kind !== 'binary') return expr;
  if (isComparison(expr.op)) return selectorsOf(expr.left).length > 0 ? presenceOf(expr.left) : presenceOf(expr.right);
  // `unless` takes away: what it takes away need not be there.
  if (expr.op === 'unless') return presenceOf(expr.left);
  return { ...expr, left: presenceOf(expr.left), right: presenceOf(expr.right) };
}
