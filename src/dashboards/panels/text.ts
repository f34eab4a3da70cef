// Words on a board, in Markdown.
import { PanelBuilder, TextMode } from '@grafana/grafana-foundation-sdk/text';
import type { Panel, PanelHead } from './panel.ts';

export function textPanel(head: PanelHead, content: string): Panel {
  const { id, title, description } = head;
  return {
    ...head,
    at: (place) =>
      new PanelBuilder()
        .id(id)
        .title(title)
        .description(description)
        .gridPos(place)
        .mode(TextMode.Markdown)
        .content(content),
  };
}

// Whatever Markdown, HTML, Grafana (`$name`, `[[name]]`) or Flux (`${name}`) could take for its own.
const MARKS = /[&<>$[\](){}*_`#|!~\\:@]/g;

/** Somebody else's words, as a text panel shows them literally, in one line. */
export function literalMarkdown(text: string): string {
  return text.replace(/\s+/g, ' ').replace(MARKS, (mark) => `&#${mark.charCodeAt(0)};`);
}
