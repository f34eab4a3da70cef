// docs/worlds.md: what commands write into it, and our cells of its table.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const PAGE = fileURLToPath(new URL('../../docs/worlds.md', import.meta.url));

/** What the commands write into the page, each between two markers. */
export type Section = 'table' | 'month';

export function writeSection(section: Section, text: string): void {
  const page = readFileSync(PAGE, 'utf8');
  const [begin, end] = [`<!-- worlds: ${section} -->`, `<!-- worlds: end of ${section} -->`];
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`${PAGE} lacks ${begin} or ${end}`);
  writeFileSync(PAGE, `${page.slice(0, from)}${begin}\n${text}\n${page.slice(to)}`);
}

/** What the page says of our rules, by world. */
export function ourCellsOfPage(): ReadonlyMap<string, string> {
  const rows = readFileSync(PAGE, 'utf8').matchAll(/^\| `([^`]+)`: [^|]* \| [^|]* \| [^|]* \| ([^|]*) \|/gm);
  return new Map([...rows].map(([, id = '', cell = '']) => [id, cell]));
}
