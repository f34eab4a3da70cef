// A real folder for tests that need a disk.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach } from '@jest/globals';
import { GENERATED_MARKER } from '../../../src/output/artifact.ts';

/** A file's content with our marker on top. */
export function marked(text: string): string {
  return `# ${GENERATED_MARKER} from slos/a.slo.yaml\n${text}\n`;
}

const roots: string[] = [];

/** A new empty folder with the given files, which goes when the test ends. */
export function newFolder(files: Readonly<Record<string, string>> = {}): string {
  const root = mkdtempSync(join(tmpdir(), 'slo-test-'));
  roots.push(root);
  for (const [path, content] of Object.entries(files)) put(root, path, content);
  return root;
}

/** Writes one file, and the folders that it needs. */
export function put(root: string, path: string, content: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), content);
}

/** What a file holds. */
export function contentOf(root: string, path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

afterEach(() => {
  for (const root of roots.splice(0)) rmSync(root, { recursive: true, force: true });
});
