// Saved scrapes: files, or standard input.
import { resolve } from 'node:path';
import type { Report } from '../../diagnostics/report.ts';
import type { Exposition } from '../../exposition/exposition.ts';
import { parseExposition } from '../../exposition/parse.ts';
import { faultOf, readNamedFile, readStandardInput } from '../project/files.ts';
import { STDIN, STDIN_PATH } from '../project/location.ts';

/** A scrape of istiod has a megabyte, one of a busy gateway some dozens. */
const LARGEST_SCRAPE_BYTES = 256 * 1024 * 1024;

/** Reads all of them, by their paths from the project; reports those that cannot be read, and lines that are no samples. */
export function readScrapes(paths: readonly string[], root: string, report: Report): Exposition[] {
  return paths.flatMap((path) => {
    const text = readText(path, root, report);
    if (text === undefined) return [];
    const source = { path: path === STDIN ? STDIN_PATH : path, text };
    const exposition = parseExposition(text);
    for (const { message, start, end } of exposition.problems) {
      report.add({
        code: 'scrape-unreadable',
        severity: 'error',
        message,
        span: { source, start, end },
        help: SAVE_HELP,
      });
    }
    if (exposition.samples.length === 0 && exposition.problems.length === 0) {
      report.add({
        code: 'scrape-unreadable',
        severity: 'error',
        message: `${source.path} holds no samples`,
        help: SAVE_HELP,
      });
    }
    return [exposition];
  });
}

const SAVE_HELP = 'save what an exporter answers at its metrics path, as with curl -s http://localhost:8080/metrics';

function readText(path: string, root: string, report: Report): string | undefined {
  try {
    if (path === STDIN) return readStandardInput(LARGEST_SCRAPE_BYTES).toString('utf8');
    return readNamedFile(resolve(root, path), LARGEST_SCRAPE_BYTES);
  } catch (error) {
    report.add({ code: 'file-unreadable', severity: 'error', message: `${path} cannot be read: ${faultOf(error)}` });
  }
  return undefined;
}
