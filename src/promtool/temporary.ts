// A folder for as long as some work lasts.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Artifact } from '../output/artifact.ts';
import { beforeEnd } from '../output/before-end.ts';

/** A process that was just ended may still be writing for a moment. */
const REMOVAL = { recursive: true, force: true, maxRetries: 5, retryDelay: 20 };

/** Hands `work` a new folder, which is gone when the work or this process ends. */
export async function withTemporaryFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'slo-test-'));
  const remove = (): void => rmSync(folder, REMOVAL);
  const cancel = beforeEnd(remove);
  try {
    return await work(folder);
  } finally {
    cancel();
    remove();
  }
}

/** Writes files into a folder, with the folders that they need. */
export function writeAll(folder: string, files: readonly Artifact[]): void {
  for (const below of new Set(files.map(({ path }) => dirname(path))))
    mkdirSync(join(folder, below), { recursive: true });
  for (const { path, content } of files) writeFileSync(join(folder, path), content);
}
