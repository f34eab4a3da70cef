// A sentence in which our own words and texts of users are told apart, so that each output can escape the latter its way.

/** Our words as text, names and values of users as `quoted`. */
export type Phrase = readonly (string | { readonly quoted: string })[];

/** A phrase from a template literal: what is written is ours, what is inserted is quoted. */
export function say(words: TemplateStringsArray, ...inserted: readonly string[]): Phrase {
  return words
    .flatMap((word, at) => [word, ...(at < inserted.length ? [{ quoted: inserted[at] ?? '' }] : [])])
    .filter((part) => part !== '');
}

/** Several phrases as one. */
export function joinPhrases(phrases: readonly Phrase[], separator: string): Phrase {
  return phrases.flatMap((phrase, at) => (at === 0 ? phrase : [separator, ...phrase]));
}

/** Names one after the other, each quoted: at most `most` of them, and how many more there are. */
export function namesPhrase(names: readonly string[], most = Number.POSITIVE_INFINITY): Phrase {
  const shown = names.length > most + 1 ? names.slice(0, most) : names;
  const more = names.length - shown.length;
  return [
    ...joinPhrases(
      shown.map((name) => say`${name}`),
      ', ',
    ),
    ...(more > 0 ? [` and ${more} more`] : []),
  ];
}

/** A phrase as plain text. */
export function textOf(phrase: Phrase): string {
  return phrase.map((part) => (typeof part === 'string' ? part : part.quoted)).join('');
}

/** `before → after`, of two values as users wrote them. */
export function changeOf(before: string, after: string): Phrase {
  return [{ quoted: before }, ' → ', { quoted: after }];
}
