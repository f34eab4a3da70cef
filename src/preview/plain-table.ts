// A table of short cells. Where the page is narrow it scrolls by itself.
import { type Content, type Html, html } from './html.ts';

/** The first cell of each row is its header. */
export function plainTable(head: readonly string[], rows: readonly (readonly Content[])[]): Html {
  return html`<div class="scroll"><table><thead><tr>${head.map((cell) => html`<th scope="col">${cell}</th>`)}</tr></thead><tbody>${rows.map(([first, ...cells]) => html`<tr><th scope="row">${first}</th>${cells.map((cell) => html`<td>${cell}</td>`)}</tr>`)}</tbody></table></div>`;
}
