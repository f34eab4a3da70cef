// A user's PromQL in, where it names a metric or matches a label out: the tree that the parser made of it has no places.
import type { Matcher } from '../promql/ast.ts';
import { scan, type Token } from '../promql/parse/scan.ts';
import { unquote } from '../promql/parse/unquote.ts';
import { groupBy } from '../text/lists.ts';
import type { Stretch } from './place.ts';

/** Where the matchers of a label against a value stand, once for each. */
export interface MatcherPlaces {
  readonly labels: readonly Stretch[];
  readonly values: readonly Stretch[];
}

/** The places of a text. Whoever asks twice for the same gets the same lists. */
export interface TextPlaces {
  /** Where the metric is named outside of braces. */
  metric(name: string): readonly Stretch[];
  /** Where the label is matched against the value, in selectors of the metric, or in those without a name if that is undefined. */
  matcher(metric: string | undefined, matcher: Pick<Matcher, 'label' | 'value'>): MatcherPlaces;
}

/** The places of an expression or a selector. */
export function placesOf(text: string): TextPlaces {
  return whenAsked(() => scan(text, true).tokens);
}

/** The places of matchers that are written without braces; they are those of selectors without a name. */
export function placesOfMatchers(text: string): TextPlaces {
  return whenAsked(() => scan(`{${text}\n}`, true).tokens.map((token) => ({ ...token, from: token.from - 1 })));
}

/** Nearly all texts are right, and nobody asks for places in them. */
function whenAsked(read: () => readonly Token[]): TextPlaces {
  let places: TextPlaces | undefined;
  const ask = (): TextPlaces => {
    places ??= lookUp(read());
    return places;
  };
  return {
    metric: (name) => ask().metric(name),
    matcher: (metric, matcher) => ask().matcher(metric, matcher),
  };
}

function lookUp(tokens: readonly Token[]): TextPlaces {
  const named = tokens.filter(({ kind, inBraces }) => kind === 'word' && !inBraces);
  const metrics = groupBy(named, ({ text }) => text);
  const stretches = new Map([...metrics].map(([name, found]) => [name, found.map(stretchOf)]));
  const matchers = new Map(
    [...groupBy(matchersIn(tokens), ({ key }) => key)].map(([key, found]) => [key, listed(found)]),
  );
  return {
    metric: (name) => stretches.get(name) ?? NONE,
    matcher: (metric = '', { label, value }) => matchers.get(keyOf(metric, label, value)) ?? NOWHERE,
  };
}

const NONE: readonly Stretch[] = [];
const NOWHERE: MatcherPlaces = { labels: NONE, values: NONE };

interface FoundMatcher {
  readonly key: string;
  readonly label: Stretch;
  readonly value: Stretch;
}

function listed(found: readonly FoundMatcher[]): MatcherPlaces {
  return { labels: found.map(({ label }) => label), values: found.map(({ value }) => value) };
}

function matchersIn(tokens: readonly Token[]): FoundMatcher[] {
  let metric = '';
  return tokens.flatMap((token, at) => {
    const [before, value] = [tokens[at - 1], tokens[at + 2]];
    if (token.text === '{' && token.kind === 'sign') metric = before?.kind === 'word' ? before.text : '';
    if (token.kind !== 'word' || !token.inBraces || value?.kind !== 'string') return [];
    const key = keyOf(metric, token.text, unquote(value.text, value.from).value);
    return [{ key, label: stretchOf(token), value: stretchOf(value) }];
  });
}

/** No metric and no label holds a blank. */
function keyOf(metric: string, label: string, value: string): string {
  return `${metric} ${label} ${value}`;
}

function stretchOf({ from, text }: Token): Stretch {
  return { from, to: from + text.length };
}
