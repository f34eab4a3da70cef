import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { diffLines, lineEdits } from '../../../src/output/line-diff.ts';

/** Applies a unified diff as `patch` does, but accepts no line that does not match. */
function patch(before: string, diff: readonly string[]): string {
  const source = before.split(/(?<=\n)/);
  const result: string[] = [];
  let next = 0;
  for (const [index, line] of diff.entries()) {
    const text = line.slice(1) + (diff[index + 1]?.startsWith('\\') ? '' : '\n');
    const [, oldStart, oldSize, newStart, newSize] = /^@@ -(\d+),(\d+) \+(\d+),(\d+) @@$/.exec(line) ?? [];
    if (oldStart !== undefined) {
      const kept = source.slice(next, Number(oldStart) - Number(oldSize !== '0'));
      next += kept.length;
      result.push(...kept);
      expect(result).toHaveLength(Number(newStart) - Number(newSize !== '0'));
    }
    if (/^[- ]/.test(line)) expect(source[next++]).toBe(text);
    if (/^[+ ]/.test(line)) result.push(text);
  }
  return [...result, ...source.slice(next)].join('');
}

describe('diffLines', () => {
  it('finds nothing between equal texts', () => {
    expect(diffLines('a\nb\n', 'a\nb\n')).toEqual([]);
    expect(diffLines('', '')).toEqual([]);
  });

  it.each([
    ['an insertion', 'a\nc\n', 'a\nb\nc\n', ['@@ -1,2 +1,3 @@', ' a', '+b', ' c']],
    ['a deletion', 'a\nb\nc\n', 'a\nc\n', ['@@ -1,3 +1,2 @@', ' a', '-b', ' c']],
    ['a replacement, old before new', 'a\nb\n', 'a\nB\n', ['@@ -1,2 +1,2 @@', ' a', '-b', '+B']],
    ['all of a new text', '', 'a\n', ['@@ -0,0 +1,1 @@', '+a']],
    ['all of an old text', 'a\n', '', ['@@ -1,1 +0,0 @@', '-a']],
    ['a final line break', 'a', 'a\n', ['@@ -1,1 +1,1 @@', '-a', '\\ No newline at end of file', '+a']],
  ])('shows %s', (_, before, after, diff) => {
    expect(diffLines(before, after)).toEqual(diff);
  });

  it('shows three lines of context, and joins hunks whose contexts touch', () => {
    const lines = Array.from({ length: 30 }, (_, index) => `${index}`);
    const change = (...places: number[]) =>
      diffLines(lines.join('\n'), lines.map((line, index) => (places.includes(index) ? 'X' : line)).join('\n'));
    const heads = (diff: readonly string[]) => diff.filter((line) => line.startsWith('@@'));
    expect(heads(change(10))).toEqual(['@@ -8,7 +8,7 @@']);
    expect(heads(change(10, 17))).toEqual(['@@ -8,14 +8,14 @@']);
    expect(heads(change(10, 18))).toEqual(['@@ -8,7 +8,7 @@', '@@ -16,7 +16,7 @@']);
    expect(heads(change(0, 29))).toEqual(['@@ -1,4 +1,4 @@', '@@ -27,4 +27,4 @@']);
  });

  it('turns the old text into the new one, whatever they are', () => {
    const text = fc
      .array(fc.constantFrom('a', 'b', 'c', 'd', ''), { maxLength: 30 })
      .chain((lines) => fc.constantFrom(lines.join('\n'), lines.map((line) => `${line}\n`).join('')));
    fc.assert(
      fc.property(text, text, (before, after) => {
        expect(patch(before, diffLines(before, after))).toBe(after);
      }),
      { numRuns: 3000 },
    );
  });

  it('finds the fewest changes', () => {
    const changes = (before: string, after: string) =>
      diffLines([...before].join('\n'), [...after].join('\n')).filter((line) => /^[-+]/.test(line)).length;
    expect(changes('abcabba!', 'cbabac!')).toBe(5);
    expect(changes('xabcdx', 'xbcdax')).toBe(2);
  });

  it('shows texts that differ in very many lines as replaced', () => {
    const before = Array.from({ length: 2_000 }, (_, index) => `a${index}\n`).join('');
    const after = before.replaceAll('a', 'b');
    const diff = diffLines(`same\n${before}`, `same\n${after}`);
    expect(diff).toHaveLength(1 + 2 * 2_001);
    expect(diff.slice(0, 3)).toEqual(['@@ -1,2001 +1,2001 @@', '-same', '-a0']);
    expect(patch(`same\n${before}`, diff)).toBe(`same\n${after}`);
  });
});

describe('lineEdits', () => {
  it('numbers lines of the old text', () => {
    const lines = Array.from({ length: 20 }, (_, index) => `${index + 1}`);
    const after = lines.flatMap((line) => (line === '3' ? ['X', 'Y'] : line === '15' ? [line, 'Z'] : [line]));
    expect(lineEdits(lines.join('\n'), after.join('\n'))).toEqual([
      { kind: 'deleted', text: '3', oldLine: 3 },
      { kind: 'inserted', text: 'X', oldLine: 4 },
      { kind: 'inserted', text: 'Y', oldLine: 4 },
      { kind: 'inserted', text: 'Z', oldLine: 16 },
    ]);
  });

  it('leaves out a missing line break at the end, which is no line', () => {
    expect(lineEdits('a', 'a\n').map(({ kind }) => kind)).toEqual(['deleted', 'inserted']);
  });
});
