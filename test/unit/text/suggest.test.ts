import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { didYouMean } from '../../../src/text/suggest.ts';

const fields = ['name', 'objective', 'period', 'indicator', 'alerts', 'window', 'burnRate', 'by'];

describe('didYouMean', () => {
  it.each([
    ['a missing letter', 'windw', 'window'],
    ['an added letter', 'objectives', 'objective'],
    ['a changed letter', 'perjod', 'period'],
    ['two letters swapped', 'nmae', 'name'],
    ['another letter case', 'burnrate', 'burnRate'],
    ['a separator of another style', 'burn_rate', 'burnRate'],
    ['several slips in a long word', 'objektif', 'objective'],
  ])('sees through %s', (_, word, meant) => {
    expect(didYouMean(word, fields)).toBe(meant);
  });

  it.each(['target', 'x', 'on', '', 'thresholds', 'bye'.repeat(50)])('makes no guess for %j', (word) => {
    expect(didYouMean(word, fields)).toBeUndefined();
  });

  it('finds the word among thousands of others', () => {
    const many = Array.from({ length: 5_000 }, (_, at) => `orders-of-shop-${at}-total`);
    expect(didYouMean('orders-of-sohp-4711-total', many)).toBe('orders-of-shop-4711-total');
    expect(didYouMean('payments', many)).toBeUndefined();
  });

  it('does not suggest the word itself', () => {
    expect(didYouMean('name', ['name'])).toBeUndefined();
  });

  it('prefers what differs in letter case alone, then the same letter case, then the first', () => {
    expect(didYouMean('Team', ['Tean', 'team'])).toBe('team');
    expect(didYouMean('Window', ['windows', 'Windows'])).toBe('Windows');
    expect(didYouMean('lable', ['label', 'table'])).toBe('label');
    expect(didYouMean('cat', ['bat', 'car'])).toBe('bat');
    expect(didYouMean('cat', ['car', 'bat'])).toBe('car');
  });

  it('counts two swapped neighbours as one slip', () => {
    expect(didYouMean('abc', ['bac'])).toBe('bac');
    expect(didYouMean('abc', ['cab'])).toBeUndefined();
  });

  it('finds a word of six letters or more again after any one letter was lost', () => {
    const letter = fc.constantFrom(...'abcdefghijklmnopqrstuvwxyz');
    fc.assert(
      fc.property(fc.array(letter, { minLength: 6, maxLength: 20 }), fc.nat(), (letters, nth) => {
        const word = letters.filter((_, index) => index !== nth % letters.length).join('');
        expect(didYouMean(word, [letters.join('')])).toBe(letters.join(''));
      }),
    );
  });

  it('stays fast when the word is hostile', () => {
    const candidates = Array.from({ length: 2000 }, (_, index) => `candidate-${index}`);
    const began = performance.now();
    expect(didYouMean('x'.repeat(10_000_000), candidates)).toBeUndefined();
    expect(performance.now() - began).toBeLessThan(1000);
  });
});
