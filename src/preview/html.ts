// HTML from parts: whatever is a string is text and is escaped, in contents and in quoted attributes alike. Markup is
// only what a template here wrote, so no text of a spec can become any.

/** A piece of markup. It is an object, and texts of users are strings: one cannot pass for the other. */
export interface Html {
  readonly markup: string;
}

/** What a template takes: text, numbers, markup, lists of these; undefined is nothing. */
export type Content = Html | string | number | undefined | readonly Content[];

/** Markup from a template literal. Attributes in it must be quoted. */
export function html(parts: TemplateStringsArray, ...contents: readonly Content[]): Html {
  return { markup: parts.map((part, at) => part + markupOf(contents[at])).join('') };
}

/** Markup that another program wrote and escaped. */
export function trusted(markup: string): Html {
  return { markup };
}

function markupOf(content: Content): string {
  if (content === undefined) return '';
  if (typeof content === 'string') return escapeText(content);
  if (typeof content === 'number') return String(content);
  return 'markup' in content ? content.markup : content.map(markupOf).join('');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeText(text: string): string {
  return text.replaceAll(/[&<>"']/g, (mark) => ENTITIES[mark] ?? '');
}
