// Markdown pages in, what tests compare them by out.

/** Whether the lines of `part`, from which `...` leaves some out, stand in `whole` in this order. */
export function isExcerptOf(part: string, whole: string): boolean {
  const lines = (text: string) => text.split('\n').map((line) => line.trim());
  const rest = lines(whole).join('\n');
  const chunks = `${lines(part.trim()).join('\n')}\n`
    .split(/(?:^|\n)(?:# )?\.{3}\n/)
    .map((chunk) => chunk.trim())
    .filter((chunk) => chunk !== '');
  let at = 0;
  return chunks.every((chunk) => {
    const found = `\n${rest}\n`.indexOf(`\n${chunk}\n`, at);
    at = found + chunk.length;
    return found >= 0;
  });
}

/** A page without its blocks of code. */
export function withoutCode(markdown: string): string {
  return markdown.replace(/^```.*?^```$/gms, '');
}

/** The anchors of a page's headings, as GitHub makes them: lower case, punctuation dropped, hyphens for spaces. */
export function anchorsOf(markdown: string): string[] {
  return [...withoutCode(markdown).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\p{Pc}\- ]/gu, '')
      .replaceAll(' ', '-'),
  );
}
