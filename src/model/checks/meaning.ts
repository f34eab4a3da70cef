// Whether events are what they are called: bad ones that are successes by their status, their bound or their value, and good ones
// that are failures.
import type { Selector } from '../../promql/ast.ts';
import { valueTest } from '../../promql/matched-values.ts';
import type { Place } from '../place.ts';
import { type Counted, decidingLabels, hasBound, labelsOf, testsOf } from './event-selectors.ts';

/** Labels that hold the status of an HTTP request. */
const STATUS_LABELS: readonly string[] = [
  'code',
  'status',
  'status_code',
  'response_code',
  'http_status_code',
  'http_response_status_code',
  'envoy_response_code',
];

/** Values that say how an event went, whatever the label. */
const SUCCESS = /^(ok|success|successful|succeeded|pass|passed)$/i;
const FAILURE = /^(error|errors|fail|failed|failure|exception)$/i;

/** Reports bad events that went well, and good events that did not. */
export function checkMeaning(selector: Selector, rivals: readonly Selector[], counted: Counted, place: Place): void {
  const deciding = rivals.length === 0 ? labelsOf(selector) : decidingLabels(rivals, [selector]).flat();
  const [label, other] = deciding;
  if (counted === 'bad' && rivals.length > 0 && hasBound(selector) && label === undefined) complainOfFast(place);
  if (label === undefined || other !== undefined) return;
  if (STATUS_LABELS.includes(label)) checkStatus(selector, label, counted, place);
  else checkValue(selector, label, counted, place);
}

function complainOfFast(place: Place): void {
  place.report({
    code: 'good-and-bad-swapped',
    severity: 'warning',
    message: 'a bucket counts the events that were fast enough, and they would count as bad',
    help: 'name these events "good", or use a latency indicator',
  });
}

function checkStatus(selector: Selector, label: string, counted: Counted, place: Place): void {
  const passes = (status: string) => testsOf(selector, label).every((test) => valueTest(test)?.(status) ?? false);
  const [success, failure] = counted === 'bad' ? ['500', '200'] : ['200', '500'];
  if (passes(success) || !passes(failure)) return;
  place.report({
    code: 'good-and-bad-swapped',
    severity: 'warning',
    message: `the ${counted} events are those with ${label} ${failure}, and not those with ${success}`,
    help: `${failure} is ${counted === 'bad' ? 'a success' : 'a failure'}: name these events "${counted === 'bad' ? 'good' : 'bad'}", or turn the matcher round`,
  });
}

/** Only a value that is written out can be read. */
function checkValue(selector: Selector, label: string, counted: Counted, place: Place): void {
  const [test, another] = testsOf(selector, label);
  const isOtherwise = counted === 'bad' ? SUCCESS : FAILURE;
  if (test?.op !== '=' || another !== undefined || !isOtherwise.test(test.value)) return;
  place.report({
    code: 'good-and-bad-swapped',
    severity: 'warning',
    message: `the ${counted} events are those with ${label} "${test.value}"`,
    help: `name these events "${counted === 'bad' ? 'good' : 'bad'}", or turn the matcher round`,
  });
}
