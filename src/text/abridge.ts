// A sentence in, the same with what is too long in it cut out: whatever users wrote and however much of it, a message that quotes
// it stays one that people read.

/** Longer than any name of Prometheus or Kubernetes that people choose. In characters (UTF-16 units), as all here. */
const LONGEST_VALUE = 120;

/** How much of a longer value is shown: its start, and its end, which tells files in one folder apart. */
const SHOWN_VALUE = 100;

/** The longest sentences of our own, such as a list of all labels of a metric of Istio, have 600. */
const LONGEST_SENTENCE = 1_000;

/** Something in quotes or backticks, to the end where they are not closed; or what has neither blanks nor quotes. Each character
 *  belongs to one match, so the time grows with the length. */
const VALUE = /"(?:[^"\\]|\\[\s\S])*"?|`[^`]*`?|[^\s"`]+/g;

/** The sentence with its long values, and then the whole if it is still long, cut in the middle. */
export function abridged(sentence: string): string {
  if (sentence.length <= LONGEST_VALUE) return sentence;
  const short = sentence.replaceAll(VALUE, (value) => (value.length > LONGEST_VALUE ? cut(value, SHOWN_VALUE) : value));
  return short.length > LONGEST_SENTENCE ? cut(short, LONGEST_SENTENCE) : short;
}

/** Two thirds from the start and the rest from the end, without halves of characters. */
function cut(text: string, length: number): string {
  const head = Math.floor((length * 2) / 3);
  const start = text.slice(0, head).replace(/[\ud800-\udbff]$/, '');
  const end = text.slice(text.length - (length - head - 1)).replace(/^[\udc00-\udfff]/, '');
  return `${start}…${end}`;
}
