// Code in Markdown: what it stands between.

/** Backticks that no text ends by itself: one more than in any run of them in `text`, and at least `least`. */
export function fenceOf(text: string, least: number): string {
  const runs = text.match(/`+/g) ?? [];
  return '`'.repeat(runs.reduce((length, run) => Math.max(length, run.length + 1), least));
}
