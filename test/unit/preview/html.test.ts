import { describe, expect, it } from '@jest/globals';
import { html, trusted } from '../../../src/preview/html.ts';

describe('html', () => {
  it('escapes whatever is a string, in contents and in quoted attributes', () => {
    const text = `</p><script>alert("x")</script> & 'y'`;
    expect(html`<p title="${text}">${text}</p>`.markup).toBe(`<p title="${ESCAPED}">${ESCAPED}</p>`);
  });

  it('leaves markup of its own templates as it is, alone and in lists', () => {
    const items = ['a', 'b'].map((item) => html`<li>${item}</li>`);
    expect(html`<ul>${items}</ul>${trusted('<hr>')}${undefined}${0}`.markup).toBe('<ul><li>a</li><li>b</li></ul><hr>0');
  });
});

const ESCAPED = '&lt;/p&gt;&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt; &amp; &#39;y&#39;';
