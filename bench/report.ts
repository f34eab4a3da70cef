// Figures in, Markdown out, and into docs/benchmarks.md where that is asked for. Says with each section when it was measured,
// on which machine and with which versions, since a figure without them means nothing.
import { readFileSync, writeFileSync } from 'node:fs';
import { arch, availableParallelism, cpus, loadavg, platform, totalmem } from 'node:os';
import { version as nodeVersion } from 'node:process';
import { fileURLToPath } from 'node:url';

const PAGE = fileURLToPath(new URL('../docs/benchmarks.md', import.meta.url));

/** A Markdown table; columns whose first cell is a figure are aligned to the right. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const rules = head.map((_, at) => (/^[\d–+−-]/.test(rows[0]?.[at] ?? '') ? '--:' : '---'));
  return [line(head), `|${rules.join('|')}|`, ...rows.map(line)].join('\n');
}

/** When and where a section was measured. `versions` are those of all programs that took part. */
export function provenance(versions: readonly string[]): string {
  const gibibytes = Math.round(totalmem() / 2 ** 30);
  const model = cpus()[0]?.model.trim() || 'an unnamed processor';
  const machine = `${availableParallelism()} cores of ${model}, ${gibibytes} GiB, ${platform()} ${arch()}`;
  const load = loadavg()[0]?.toFixed(1);
  const date = new Date().toISOString().slice(0, 10);
  return `Measured on ${date}: ${[`Node ${nodeVersion.slice(1)}`, ...versions].join(', ')}; ${machine}; load ${load} at the end.`;
}

/** Three digits that count, without an exponent: 1,234,567 stays whole. */
export function figure(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString('en');
  return String(Number(value.toPrecision(3)));
}

/** Replaces the section of that name in docs/benchmarks.md; the page keeps everything else. */
export function writeSection(name: string, text: string): void {
  const [begin, end] = [`<!-- ${name}: written by bench/ -->`, `<!-- end of ${name} -->`];
  const page = readFileSync(PAGE, 'utf8');
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`${PAGE} has no place for ${name}: ${begin} … ${end}`);
  writeFileSync(PAGE, `${page.slice(0, from + begin.length)}\n${text.trim()}\n${page.slice(to)}`);
  console.error(`written to ${PAGE}`);
}
