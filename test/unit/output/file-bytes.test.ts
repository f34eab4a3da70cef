// The bytes of files, by memory that holds what earlier files left in it.
import { closeSync, openSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { holdsText, writeText } from '../../../src/output/file-bytes.ts';
import { newFolder } from './new-folder.ts';

const text = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme', maxLength: 3_000, size: 'large' }));

it('writes what Node would write, whatever was written before', () => {
  const file = join(newFolder(), 'file');
  fc.assert(
    fc.property(text, (content) => {
      const descriptor = openSync(file, 'w');
      writeText(descriptor, content);
      closeSync(descriptor);
      expect(readFileSync(file)).toEqual(Buffer.from(content));
      expect(holdsText(file, statSync(file).size, content)).toBe(true);
    }),
  );
});

it('finds a file with another text, also after a longer one', () => {
  const file = join(newFolder(), 'file');
  fc.assert(
    fc.property(text, text, (content, other) => {
      writeFileSync(file, content);
      const { size } = statSync(file);
      expect(holdsText(file, size, other)).toBe(Buffer.from(content).equals(Buffer.from(other)));
      expect(holdsText(file, size, `${content}.`)).toBe(false);
      expect(holdsText(file, size, content.slice(1))).toBe(content === '');
    }),
  );
});

it('does not take a file for the text that it began with when its size was asked', () => {
  const file = join(newFolder(), 'file');
  writeFileSync(file, 'rules and more');
  expect(holdsText(file, 'rules'.length, 'rules')).toBe(false);
  writeFileSync(file, 'rule');
  expect(holdsText(file, 'rules'.length, 'rules')).toBe(false);
});
