// src/README.md is how a stranger finds the place of a change: every room is in its table, and every file and
// constant that it names is there.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';

const SOURCE = fileURLToPath(new URL('../src/', import.meta.url));
const PAGE = readFileSync(join(SOURCE, 'README.md'), 'utf8');
const ENTRIES = readdirSync(SOURCE, { withFileTypes: true });

describe('src/README.md', () => {
  it('has every folder in its table', () => {
    const rooms = [...PAGE.matchAll(/^\| `([a-z]+)\/`/gm)].map(([, name]) => name);
    const folders = ENTRIES.filter((entry) => entry.isDirectory()).map(({ name }) => name);
    expect(rooms.toSorted()).toEqual(folders.toSorted());
  });

  it('names files that are there, with their path from src/', () => {
    const named = [...PAGE.matchAll(/`([\w/.-]+\.ts)`/g)].map(([, path = '']) => path);
    expect(named.length).toBeGreaterThan(40);
    expect(named.filter((path) => !existsSync(join(SOURCE, path)))).toEqual([]);
  });

  it('names constants and functions where they are', () => {
    const named = [...PAGE.matchAll(/`(\w+)`(?:, `\w+`)? (?:in|of)\s+`([a-z/-]+\.ts)`/g)];
    expect(named.length).toBeGreaterThan(30);
    const isThere = (name: string, path: string) =>
      new RegExp(`\\b${name}\\b`).test(readFileSync(join(SOURCE, path), 'utf8'));
    expect(named.filter(([, name = '', path = '']) => !isThere(name, path)).map(([words]) => words)).toEqual([]);
  });
});
