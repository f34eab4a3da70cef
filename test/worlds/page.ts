// docs/worlds.md: its table between two markers, and our cells of it.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const PAGE = fileURLToPath(new URL('../../docs/worlds.md', import.meta.url));
const [BEGIN, END] = ['<!-- worlds: table -->', '<!-- worlds: end -->'];

export function writeTable(table: string): void {
  const page = readFileSync(PAGE, 'utf8');
  const [begin, end] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (begin < 0 || end < begin) throw new Error(`${PAGE} lacks ${BEGIN} or ${END}`);
  writeFileSync(PAGE, `${page.slice(0, begin)}${BEGIN}\n${table}\n${page.slice(end)}`);
}

/** What the page says of our rules, by world. */
export function ourCellsOfPage(): ReadonlyMap<string, string> {
  const rows = readFileSync(PAGE, 'utf8').matchAll(/^\| `([^`]+)`: [^|]* \| [^|]* \| [^|]* \| ([^|]*) \|/gm);
  return new Map([...rows].map(([, id = '', cell = '']) => [id, cell]));
}
