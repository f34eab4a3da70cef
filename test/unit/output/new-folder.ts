// A real folder for tests that need a disk.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach } from '@jest/globals';
import { type Artifact, headerOf } from '../../../src/output/artifact.ts';

/** Stands for a file's own path in its header until it is written, and again when it is read. */
const HERE = '<here>';

/** A file's content with our header on top. */
export function marked(text: string): string {
  return `# ${headerOf(['slos/a.slo.yaml'], HERE)}\n${text}\n`;
}

/** What is written at `path`. */
export function placed(path: string, content: string): string {
  return content.replace(HERE, path);
}

/** Artifacts by their paths. */
export function artifactsOf(files: Readonly<Record<string, string>>): Artifact[] {
  return Object.entries(files).map(([path, content]) => ({ path, content: placed(path, content) }));
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
  writeFileSync(join(root, path), placed(path, content));
}

/** What a file holds. */
export function contentOf(root: string, path: string): string {
  return readFileSync(join(root, path), 'utf8').replace(` to ${path}. `, ` to ${HERE}. `);
}

afterEach(() => {
  for (const root of roots.splice(0)) rmSync(root, { recursive: true, force: true });
});
