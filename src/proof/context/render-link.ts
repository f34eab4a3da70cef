// The templates of rules/links.ts as Prometheus renders them.
import type { Labels } from './label-set.ts';

const START = /\{\{ with query "vector\(\(time\(\) - (\d+)\) \* 1000\)" \}\}.*?\{\{ end \}\}/g;
const LABEL_IN_QUERY = /\{\{ \$labels\.(\w+) \| urlquery \}\}/g;

/** The text with those templates rendered at `atMs`; others stay as they are. */
export function renderLink(text: string, labels: Labels, atMs: number): string {
  return text
    .replaceAll(START, (_, lookBack: string) => String(atMs - Number(lookBack) * 1_000))
    .replaceAll(LABEL_IN_QUERY, (_, label: string) => urlQuery(labels[label] ?? ''));
}

/** Go's url.QueryEscape, which leaves fewer characters as they are than encodeURIComponent, and a blank is a plus. */
function urlQuery(text: string): string {
  return encodeURIComponent(text)
    .replaceAll('%20', '+')
    .replaceAll(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`);
}
