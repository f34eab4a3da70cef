// Samples in, blocks of Prometheus' database out, by `promtool tsdb create-blocks-from openmetrics`. A chunk of time after
// the other, each in a file of its own that becomes one block: promtool reads its whole input anew for every block.
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../scripts/tools/run-command.ts';
import { findPrometheus } from './server.ts';

/** Prometheus' block ranges are 2 h × 3ⁿ, and begin at multiples of themselves. */
const CHUNK_SECONDS = 162 * 3600;

const BUFFER_CHARACTERS = 4 * 1024 * 1024;

/** Collects samples of one chunk. */
export class ChunkWriter {
  readonly #folder: string;
  readonly #file: number;
  #buffer: string[] = [];
  #length = 0;
  #isEmpty = true;

  constructor() {
    this.#folder = mkdtempSync(join(tmpdir(), 'slo-bench-chunk-'));
    this.#file = openSync(this.#path, 'w');
  }

  get #path(): string {
    return join(this.#folder, 'samples');
  }

  /** `series` as an exposition spells it, time in seconds. */
  add(series: string, value: number, time: number): void {
    const line = `${series} ${spell(value)} ${time}\n`;
    this.#buffer.push(line);
    this.#length += line.length;
    this.#isEmpty = false;
    if (this.#length > BUFFER_CHARACTERS) this.#flush();
  }

  /** Makes the block, in `dataFolder`, and forgets the samples. */
  finish(dataFolder: string): void {
    this.#buffer.push('# EOF\n');
    this.#flush();
    closeSync(this.#file);
    const block = ['--max-block-duration', `${CHUNK_SECONDS / 3600}h`];
    // promtool takes a file without samples for a broken one.
    if (!this.#isEmpty) {
      run(findPrometheus().promtool, [
        'tsdb',
        'create-blocks-from',
        ...block,
        'openmetrics',
        this.#path,
        dataFolder,
        '-q',
      ]);
    }
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #flush(): void {
    writeSync(this.#file, this.#buffer.join(''));
    this.#buffer = [];
    this.#length = 0;
  }
}

function spell(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (Number.isFinite(value)) return String(value);
  return value > 0 ? '+Inf' : '-Inf';
}

/** The chunks that `[from, to)` lies in, cut to it. */
export function chunksOf(from: number, to: number): { readonly from: number; readonly to: number }[] {
  const chunks = [];
  for (let start = from; start < to; ) {
    const end = Math.min(to, (Math.floor(start / CHUNK_SECONDS) + 1) * CHUNK_SECONDS);
    chunks.push({ from: start, to: end });
    start = end;
  }
  return chunks;
}
