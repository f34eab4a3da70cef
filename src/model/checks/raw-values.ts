// Functions in raw expressions whose values are none of what is asked for: an absence is no number of events, and the last two
// samples are no window.
import type { Call } from '../../promql/ast.ts';
import { print } from '../../promql/print.ts';
import { isAbsence, partsOf, type Tree } from '../../promql/visit.ts';
import type { Place } from '../place.ts';

const LAST_SAMPLES: readonly string[] = ['irate', 'idelta'];

/** Reports such functions where their values count in an expression that is to be `what`, such as `a rate of events`. */
export function checkValues(expr: Tree, what: string, place: Place): void {
  for (const call of countedCalls(expr)) {
    if (isAbsence(call)) complainAbsence(call, what, place);
    if (LAST_SAMPLES.includes(call.name)) complainLastSamples(call, place);
  }
}

/** Calls whose values reach the result: what stands behind `and` or `unless` decides only whether there is one. */
function countedCalls(tree: Tree): Call[] {
  const isCondition = tree.kind === 'binary' && (tree.op === 'and' || tree.op === 'unless');
  const parts = isCondition ? [tree.left] : partsOf(tree);
  return [...(tree.kind === 'call' ? [tree] : []), ...parts.flatMap(countedCalls)];
}

function complainAbsence(call: Call, what: string, place: Place): void {
  place.report({
    code: 'constant-for-missing',
    severity: 'warning',
    message: `"${print(call)}" is 1 while the data is gone, and nothing while it is there: that is not ${what}`,
    help: 'remove it: the absence alert tells when the data is gone; how long something was up is an uptime indicator',
  });
}

function complainLastSamples({ name }: Call, place: Place): void {
  place.report({
    code: 'fixed-window',
    severity: 'warning',
    message: `${name}() reads the last two samples, whatever $window is: it misses the events between two evaluations`,
    help: `write ${name === 'irate' ? 'rate' : 'delta'}(…[$window])`,
  });
}
