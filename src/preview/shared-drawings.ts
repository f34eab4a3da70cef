// Drawings that stand in a page once and are shown in many places.
import { type Html, html } from './html.ts';
import type { Drawing } from './plot.ts';

export class SharedDrawings {
  readonly #drawings: Html[] = [];

  /** Keeps a drawing, and gives one that refers to it. */
  readonly share = ({ viewBox, content }: Drawing): Drawing => {
    const id = `drawing-${this.#drawings.length + 1}`;
    this.#drawings.push(html`<g id="${id}">${content}</g>`);
    return { viewBox, content: html`<use href="#${id}"/>` };
  };

  /** All that were kept, as an element that shows nothing itself. */
  element(): Html {
    return html`<svg class="drawings" aria-hidden="true"><defs>${this.#drawings}</defs></svg>`;
  }
}
