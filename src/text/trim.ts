// Text in, the same without what it ends with out.

/** `text` without the given characters at its end. A regular expression for it would begin anew at each of them. */
export function withoutEnd(text: string, characters: string): string {
  let end = text.length;
  while (end > 0 && characters.includes(text.charAt(end - 1))) end--;
  return text.slice(0, end);
}
