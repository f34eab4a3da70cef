// A table of an HTML page of a command; the first cell of a row names it.
import { type Html, html } from '../../preview/html.ts';

export function htmlTable(header: readonly string[], rows: readonly (readonly string[])[]): Html {
  const body = rows.map(
    ([first, ...cells]) =>
      html`<tr><th scope="row"><div>${first}</div></th>${cells.map((cell) => html`<td>${cell}</td>`)}</tr>`,
  );
  return html`<div class="scroll"><table><thead><tr>${header.map((cell) => html`<th scope="col">${cell}</th>`)}</tr></thead><tbody>${body}</tbody></table></div>`;
}
