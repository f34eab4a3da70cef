// Label matchers, held against each other and against what is known of the metric: labels that it does not have, values that
// they never have, expressions under an operator that compares literally, matchers that exclude each other.
import { findMetric, labelsOf, TARGET_LABELS } from '../../metrics/catalogue.ts';
import type { Metric } from '../../metrics/metric.ts';
import type { Matcher } from '../../promql/ast.ts';
import { isBucketName } from '../../promql/bucket.ts';
import { occurs, someValuePasses, valueTest } from '../../promql/matched-values.ts';
import { didYouMean, isOneSlip } from '../../text/suggest.ts';
import type { FindStretches, Place, Problem } from '../place.ts';
import type { MatcherPlaces } from '../promql-places.ts';
import { checkBound } from './bounds.ts';

/** Where a matcher stands in the text at the place. */
export type FindMatcher = (matcher: Matcher) => MatcherPlaces;

/** What the matchers stand in. */
export interface MatchersPlace {
  readonly place: Place;
  readonly find: FindMatcher;
}

/** Reports what cannot be right about `matchers` of the series `name`, or of any series if that is undefined. */
export function checkMatchers(name: string | undefined, matchers: readonly Matcher[], place: MatchersPlace): void {
  const found = name === undefined ? undefined : findMetric(name);
  for (const matcher of matchers) {
    if (matcher.label === '__name__') continue;
    if (matcher.label === 'le') {
      checkLe(name, matcher, place);
      continue;
    }
    const known = found?.metric.labelValues?.[matcher.label];
    if (found && !checkLabel(found.metric, matcher.label, place.place, () => place.find(matcher).labels)) continue;
    if (found && known) checkValue(found.metric, matcher, known, place);
    if (isSpelledFreely(matcher, known)) checkPattern(matcher, place);
  }
  checkTogether(found?.metric, matchers, place);
}

/** Whether only the spelling can tell a slip: nothing is known of the values, or some exporters write classes, others codes. */
function isSpelledFreely({ value }: Matcher, known: readonly string[] | undefined): boolean {
  return known === undefined || (known.includes('500') && known.includes(value));
}

/** Only buckets have a bound. */
function checkLe(name: string | undefined, matcher: Matcher, { find, place }: MatchersPlace): void {
  if (name !== undefined && isBucketName(name)) checkBound(name, matcher, find(matcher).values, place);
  const found = name === undefined ? undefined : findMetric(name);
  if (!found || found.part === 'bucket' || (found.metric.type === 'histogram' && found.part === 'base')) return;
  const message = `"${name}" has no label "le"`;
  place.reportAt(find(matcher).labels, { code: 'unknown-label', message, help: 'only the _bucket series have it' });
}

/** Whether the metric may have the label. */
export function checkLabel(metric: Metric, label: string, place: Place, find: FindStretches = () => []): boolean {
  const known = labelsOf(metric);
  const mayBeAdded = metric.labelsVary && !isOtherStatus(label, known) && !isSlip(label, known);
  if (known.includes(label) || mayBeAdded) return true;
  place.reportAt(find(), unknownLabel(metric, label, known));
  return false;
}

/** The labels under which exporters write how a request ended. */
const STATUS_LABELS: readonly string[] = [
  'code',
  'status',
  'status_code',
  'http_status',
  'http_status_code',
  'http_response_status_code',
  'response_code',
  'grpc_code',
];

/** Whether the label is that of a status in another exporter, while the metric has its own: nobody adds a second one. */
function isOtherStatus(label: string, known: readonly string[]): boolean {
  return STATUS_LABELS.includes(label) && STATUS_LABELS.some((status) => known.includes(status));
}

/** Whether a letter of a known label is missing, doubled or swapped. With another letter in its place `node` would be a slip for
 *  `code`. */
function isSlip(label: string, known: readonly string[]): boolean {
  const lettersOf = (text: string) => [...text].sort().join('');
  return known.some(
    (other) => isOneSlip(label, other) && (label.length !== other.length || lettersOf(label) === lettersOf(other)),
  );
}

function unknownLabel({ name, labels, labelsVary }: Metric, label: string, known: readonly string[]): Problem {
  const guess = didYouMean(label, known);
  const labelHelp = labels.length > 0 ? `its labels: ${labels.join(', ')}` : 'it has no labels of its own';
  return {
    code: 'unknown-label',
    // A target may carry labels that nobody here knows, so only what looks like a slip is surely wrong.
    severity: guess && !labelsVary ? 'error' : 'warning',
    message: `"${name}" has no label "${label}"`,
    help: guess
      ? `did you mean "${guess}"?`
      : `${labelHelp}; targets add ${TARGET_LABELS.slice(0, 4).join(', ')} and others`,
  };
}

/** The values of a label that is missing. */
const MISSING: readonly string[] = [''];

function checkValue(metric: Metric, matcher: Matcher, known: readonly string[], { find, place }: MatchersPlace): void {
  const { label, op, value } = matcher;
  // A label may be missing, which is the empty value.
  if ((occurs(matcher, known) ?? true) || occurs(matcher, MISSING)) return;
  const positive: Pick<Matcher, 'op' | 'value'> = { value, op: op === '=' || op === '!=' ? '=' : '=~' };
  const isExclusion = op === '!=' || op === '!~';
  place.reportAt(find(matcher).values, {
    code: 'impossible-label-value',
    severity: isExclusion ? 'warning' : 'error',
    message: isExclusion
      ? `"${label}" of "${metric.name}" is never "${value}", so this excludes nothing`
      : `"${label}" of "${metric.name}" ${positive.op === '=' ? 'is never' : 'never matches'} "${value}"`,
    help: helpFor(positive, known),
  });
}

function helpFor({ op, value }: Pick<Matcher, 'op' | 'value'>, known: readonly string[]): string {
  if (op === '=' && known.some(valueTest({ op: '=~', value }) ?? (() => false)))
    return `"=" compares the text as it stands; an expression needs "=~", as in =~"${value}"`;
  if (CLASS.test(value) && known.includes('500')) return `write the class of codes as =~"${value[0]}.."`;
  const guess = didYouMean(value, known);
  return `${guess ? `did you mean "${guess}"? ` : ''}its values: ${shortList(known)}`;
}

const MOST_VALUES = 30;

function shortList(values: readonly string[]): string {
  const [first, last] = [values[0], values.at(-1)];
  return values.length <= MOST_VALUES ? values.join(', ') : `${first} to ${last}, each by itself`;
}

const CLASS = /^[1-5](xx|XX)$/;
/** What stands in expressions and hardly in values: wildcards, alternatives, ranges, classes of characters or codes. */
const LIKE_A_PATTERN = /\.[*+]|\||\[\^?\w-\w|\\[dwsDWS.]|^\^|[^\\]\$$|^\d\.\.$|^\d\d\.$|\(\?:/;

/** Without known values only the spelling tells that something else was meant. */
function checkPattern(matcher: Matcher, { find, place }: MatchersPlace): void {
  const { op, value } = matcher;
  const isLiteral = op === '=' || op === '!=';
  const [isPatternUnderEquals, isClassUnderPattern] = [
    isLiteral && LIKE_A_PATTERN.test(value),
    !isLiteral && CLASS.test(value),
  ];
  if (!isPatternUnderEquals && !isClassUnderPattern) return;
  place.reportAt(find(matcher).values, {
    code: 'literal-or-pattern',
    severity: 'warning',
    message: isPatternUnderEquals
      ? `"${op}" compares with the text "${value}" as it stands, which looks like an expression`
      : `the expression "${value}" matches the text ${value} only`,
    help: isPatternUnderEquals
      ? `write ${op === '=' ? '=~' : '!~'} for a regular expression`
      : `write ${op}"${value[0]}.." for a class of codes, or ${op === '=~' ? '=' : '!='} if the exporter spells it so`,
  });
}

/** Reports matchers of one label that no value passes together. */
function checkTogether(metric: Metric | undefined, matchers: readonly Matcher[], { find, place }: MatchersPlace): void {
  for (const label of new Set(matchers.map((matcher) => matcher.label))) {
    const tests = matchers.filter((matcher) => matcher.label === label);
    if (!excludeEachOther(tests, metric?.labelValues?.[label])) continue;
    place.reportAt(tests.flatMap((test) => find(test).values).slice(-1), {
      code: 'contradictory-matchers',
      message: `no "${label}" is ${tests.map(({ op, value }) => `${op}"${value}"`).join(' and ')}`,
      help: 'all matchers of a selector hold together; write alternatives as one expression, =~"a|b", or as a list of selectors',
    });
  }
}

/** Whether no value passes all tests, although each alone may be passed. */
export function excludeEachOther(tests: readonly Matcher[], known?: readonly string[]): boolean {
  if (tests.length < 2) return false;
  if (someValuePasses(tests) === false) return true;
  if (known === undefined) return false;
  const passed = tests.map((test) => ['', ...known].filter(valueTest(test) ?? (() => true)));
  const [first = [], ...others] = passed;
  return passed.every(({ length }) => length > 0) && !first.some((value) => others.every((all) => all.includes(value)));
}
