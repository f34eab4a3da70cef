// A name that is not there and those that are in, what was probably meant out, in words.
import { compareText } from '../text/lists.ts';
import { didYouMean, isOneSlip } from '../text/suggest.ts';

const MOST_SHOWN = 8;
const MOST_NEAR = 3;

/** Names that differ by their unit of time alone are nearly the same, however short they are. */
const UNIT_OF_TIME = /^(s|ms|us|ns|(milli|micro|nano)?seconds|minutes|hours)$/;

/** The names that share most of their words with `word` (`http_server_requests_total` for `http_requests_total`), best first,
 *  after one that is a slip away. */
export function nearNames(word: string, names: readonly string[]): string[] {
  const slip = didYouMean(word, names);
  const alike = names
    .filter((name) => name !== word && name !== slip)
    .map((name) => ({ name, score: likeness(word, name) }))
    .filter(({ score }) => score >= LEAST_LIKENESS)
    .sort((a, b) => b.score - a.score || compareText(a.name, b.name));
  return [...(slip === undefined ? [] : [slip]), ...alike.map(({ name }) => name)].slice(0, MOST_NEAR);
}

/** Labels that were probably meant: also those that have a word more, such as `response_code` for `code`, before those that only
 *  look alike. */
export function nearLabels(label: string, labels: readonly string[]): string[] {
  const words = wordsOf(label);
  const [worded, others] = partition(labels, (other) => {
    const otherWords = wordsOf(other);
    return other !== label && (isPart(words, otherWords) || isPart(otherWords, words));
  });
  return [...worded.slice(0, MOST_NEAR), ...nearNames(label, others)].slice(0, MOST_NEAR);
}

function partition(all: readonly string[], isFirst: (text: string) => boolean): [string[], string[]] {
  return [all.filter(isFirst), all.filter((text) => !isFirst(text))];
}

function isPart(words: readonly string[], others: readonly string[]): boolean {
  return words.length > 0 && words.every((word) => others.includes(word));
}

/** Whether one of the names is the same but for its case, a slip, the order of its words, or a word more or less. */
export function isMisspelt(word: string, names: readonly string[]): boolean {
  const lower = word.toLowerCase();
  return (
    slippedName(word, names) !== undefined ||
    names.some(
      (name) => name.toLowerCase() === lower || isOneSlip(name, word) || likeness(word, name) >= LEAST_LIKENESS,
    )
  );
}

/** The name that `word` is probably a slip for: one letter is another, or the same words stand in another order or number, in one or
 *  without `total`. Digits and short words, such as `tx` and `rx`, tell metrics apart. */
export function slippedName(word: string, names: readonly string[]): string | undefined {
  const words = wordsOf(word);
  const bag = bagOf(words);
  return names.find((name) => {
    if (name === word) return false;
    const others = wordsOf(name);
    const isSame = bagOf(others) === bag || others.join('') === words.join('');
    return isSame || (isOneSlip(name, word) && isSlipOfLongWord(words, others));
  });
}

const LEAST_OF_LONG_WORD = 4;

function isSlipOfLongWord(words: readonly string[], others: readonly string[]): boolean {
  const differing = words.flatMap((part, at) => (part === others[at] ? [] : [part, others[at] ?? '']));
  return (
    words.length === others.length && differing.every((part) => part.length >= LEAST_OF_LONG_WORD && !/\d/.test(part))
  );
}

function bagOf(words: readonly string[]): string {
  return words
    .filter((part) => part !== 'total')
    .map((part) => part.replace(/s$/, ''))
    .sort(compareText)
    .join(' ');
}

/** Three words of four in common. `http_requests_total` and `istio_requests_total` are two metrics. */
const LEAST_LIKENESS = 0.6;

/** How many of the words of both they have in common, as a ratio. */
function likeness(word: string, name: string): number {
  const [parts, otherParts] = [wordsOf(word), wordsOf(name)];
  return parts.filter((part) => otherParts.includes(part)).length / new Set([...parts, ...otherParts]).size;
}

function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((part) => part !== '')
    .map((part) => (UNIT_OF_TIME.test(part) ? 'seconds' : part));
}

/** Names or values as a list that a person reads: not more than a few of them. */
export function listed(names: readonly string[], quote = false): string {
  const shown = names.slice(0, MOST_SHOWN).map((name) => (quote ? JSON.stringify(name) : name));
  const rest = names.length - shown.length;
  return `${shown.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}

/** `did you mean "x"?`, with other candidates behind it; undefined without any. */
export function suggestion(candidates: readonly string[]): string | undefined {
  const [first, ...others] = candidates;
  if (first === undefined) return undefined;
  return `did you mean ${[first, ...others].map((name) => JSON.stringify(name)).join(' or ')}?`;
}
