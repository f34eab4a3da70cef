// Texts in that differ in names alone, a template out: what is the same in all of them, and where which name stands.

/** A text with places for names. */
export interface Template {
  /** One more than there are places. */
  readonly parts: readonly string[];
  /** For each place, which name stands there. */
  readonly places: readonly number[];
}

/**
 * Names of one letter each, told apart by it, as long as `names`. Those of two steps differ in every letter, so texts that
 * are printed with both differ where a name stands, and only there.
 */
export function probes(names: readonly string[], step: 0 | 1): string[] {
  return names.map(({ length }, at) => letterOf(at + step).repeat(length));
}

const FIRST_LETTER = 'a'.charCodeAt(0);

function letterOf(at: number): string {
  return String.fromCharCode(FIRST_LETTER + at);
}

/** The template of a text that was printed with the probes of both steps; undefined if they do more than stand in it. */
export function templateOf([first, second]: readonly [string, string], names: readonly string[]): Template | undefined {
  const parts: string[] = [];
  const places: number[] = [];
  let from = 0;
  for (let at = 0; at < first.length; ) {
    if (first[at] === second[at]) {
      at += 1;
      continue;
    }
    const place = first.charCodeAt(at) - FIRST_LETTER;
    const { length } = names[place] ?? '';
    if (first.slice(at, at + length) !== letterOf(place).repeat(length) || length === 0) return undefined;
    parts.push(first.slice(from, at));
    places.push(place);
    at += length;
    from = at;
  }
  return first.length === second.length ? { parts: [...parts, first.slice(from)], places } : undefined;
}

/** The text with these names. */
export function filled({ parts, places }: Template, names: readonly string[]): string {
  let text = parts[0] ?? '';
  for (let at = 0; at < places.length; at += 1) text += `${names[places[at] ?? 0]}${parts[at + 1]}`;
  return text;
}
