// Sentences that quote what users wrote, however long that is.
import { describe, expect, it } from '@jest/globals';
import { abridged } from '../../../src/text/abridge.ts';

describe('a sentence', () => {
  it.each([
    ['in quotes', `the name ${JSON.stringify('a b "c" '.repeat(1_000))} is taken`],
    ['in backticks', `run \`slo build ${'x '.repeat(3_000)}\` instead, the name is taken`],
    ['bare', `the number ${'9'.repeat(5_000)} is taken`],
    ['in quotes that nobody closed', `the name "${'a b '.repeat(2_000)}is taken`],
  ])('shows the start and the end of a long value %s', (_name, sentence) => {
    const short = abridged(sentence);
    expect(short).toMatch(/^\S+ .{40,100}…/);
    expect(short).toMatch(/is taken$/);
    expect(short.length).toBeLessThan(140);
  });

  it('stays as it is where all values are short, also as a list', () => {
    const sentence = `fields: ${Array.from({ length: 40 }, (_, at) => `"field${at}"`).join(', ')}`;
    expect(abridged(sentence)).toBe(sentence);
  });

  it('is cut as a whole where thousands of short values make it long', () => {
    const short = abridged(`fields: ${Array.from({ length: 5_000 }, (_, at) => `field${at}`).join(', ')}`);
    expect(short).toHaveLength(1_000);
    expect(short).toMatch(/^fields: field0, .*…/);
  });

  it('is cut once: what is short already stays', () => {
    const short = abridged(`the name ${JSON.stringify('💥'.repeat(1_000))} is taken`);
    expect(short).not.toMatch(/\p{Cs}/u);
    expect(abridged(short)).toBe(short);
  });
});
