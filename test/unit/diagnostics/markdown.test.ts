import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { marked } from 'marked';
import { codeOf } from '../../../src/diagnostics/markdown.ts';
import { printable } from '../../../src/text/printable.ts';

const ENTITIES: Readonly<Record<string, string>> = {
  '&lt;': '<',
  '&gt;': '>',
  '&amp;': '&',
  '&quot;': '"',
  '&#39;': "'",
};

/** What a reader sees of Markdown that is one code span. */
function shownOf(span: string): string | undefined {
  const [, shown] = /^<code>(.*)<\/code>$/s.exec(marked.parseInline(span, { async: false })) ?? [];
  return shown?.replaceAll(/&(?:lt|gt|amp|quot|#39);/g, (entity) => ENTITIES[entity] ?? entity);
}

describe('a code span', () => {
  it.each(['a|b', '`', '``x`', ' x ', 'a\\|b', '^(?:`a|b`)$', '<b>&amp;', '@all'])('shows %j as it is', (text) => {
    expect(shownOf(codeOf(text))).toBe(text);
  });

  it('shows any text of a line as it is', () => {
    const texts = fc.string({ unit: fc.constantFrom('`', '|', ' ', 'a', '\\', '<', '\u202e'), minLength: 1 });
    const seen = texts.filter((text) => text.trim() !== '');
    fc.assert(fc.property(seen, (text) => expect(shownOf(codeOf(text))).toBe(printable(text))));
  });
});
