// A text as a regular expression that matches it and nothing else.

/** Read alike by RE2 and by JavaScript. */
export function escapePattern(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
