// What users write comes out of a real Markdown renderer as it went in, and blocks of code hold whatever they are given.
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { marked } from 'marked';
import { code, link, plain } from '../../../src/runbooks/markdown.ts';

function textOf(html: string): string {
  const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', '#39': "'" };
  return html.replaceAll(/&(\w+|#39);/g, (entity, name: string) => entities[name] ?? entity);
}

/** The text of the one paragraph that the Markdown must render to, in which nothing but code is set apart. */
function paragraph(markdown: string): string {
  const html = marked.parse(markdown, { async: false });
  const [, inner = ''] = /^<p>(.*)<\/p>\n$/s.exec(html) ?? [];
  expect(inner.replaceAll(/<\/?code>/g, '')).not.toMatch(/[<>]/);
  return textOf(inner.replaceAll(/<\/?code>/g, '`'));
}

const HOSTILE = [
  '<script>alert(1)</script>',
  '[click](javascript:alert(1))',
  '![x](x.png)',
  '# no heading',
  '- no list',
  '+ no list',
  '1. no list',
  '2) no list',
  '> no quote',
  '=== no heading',
  '--- no rule',
  'a | b',
  '*a* **b** _c_ ~~d~~',
  '&lt; &amp; &copy;',
  'a\\*b \\',
  '$x^2$ and $$y$$',
  '<!-- no comment -->',
  '``two`` and ` one',
  '99.9 % of 1000',
];

describe('a text of a user', () => {
  it.each(HOSTILE)('is rendered as it was written: %s', (text) => {
    expect(paragraph(plain(text))).toBe(text);
  });

  it('is rendered as it was written, whatever it holds', () => {
    const unit = fc.constantFrom(...'ab1 `*_[]()<>|&~$#-+=.!\\{}:"\'');
    fc.assert(
      fc.property(fc.string({ unit, minLength: 1, maxLength: 20 }), (text) => {
        const line = text.trim().replaceAll(/\s+/g, ' ');
        fc.pre(line !== '');
        // In code a renderer takes blanks at both ends away.
        fc.pre(!/` | `/.test(line));
        expect(paragraph(plain(text))).toBe(line);
      }),
      { numRuns: 2_000 },
    );
  });

  it('keeps code that its author set as such', () => {
    expect(marked.parseInline(plain('run `istioctl <x> | y` *now*'), { async: false })).toBe(
      'run <code>istioctl &lt;x&gt; | y</code> *now*',
    );
  });

  it('is one line, without what a reader cannot see', () => {
    expect(plain('first\nsecond\n\n    third\u202e')).toBe('first second third\\\\u{202e}');
  });
});

describe('a block of code', () => {
  it('ends where it should, whatever it holds', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('`', '~', 'a', ' ', '<', '\n'), maxLength: 30 }), (text) => {
        const html = marked.parse(`${code('promql', `x${text}x`)}\n\nend`, { async: false });
        expect(textOf(html)).toBe(`<pre><code class="language-promql">x${text}x\n</code></pre>\n<p>end</p>\n`);
      }),
    );
  });
});

describe('a link', () => {
  it('leads where it should, whatever the address holds', () => {
    const html = marked.parseInline(link('here', 'https://example.com/a_(b)?x=<y>&z=\\'), { async: false });
    expect(html).toBe('<a href="https://example.com/a_%28b%29?x=%3Cy%3E&amp;z=%5C">here</a>');
  });
});
