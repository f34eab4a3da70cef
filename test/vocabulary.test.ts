// Names in the code say what they hold.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';

const SOURCES = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));

/** Declared as a constant, a function or a parameter. */
const SAYS_NOTHING =
  /\b(?:const|let) (?:one|own|told|said|says|wanted)(?::| =)|\bfunction (?:one|own|told|said|says|wanted)\(|[(,] ?(?:one|own|told|said|says|wanted)(?:: | =>|\) =>)/;

const COMMENT = /^\s*(?:\/\/|\/?\*)/;

test('no value is called by a word that fits any value', () => {
  const found = SOURCES.flatMap((file) =>
    readFileSync(join('src', file), 'utf8')
      .split('\n')
      .flatMap((line, at) =>
        SAYS_NOTHING.test(line) && !COMMENT.test(line) ? [`${file}:${at + 1}: ${line.trim()}`] : [],
      ),
  );
  expect(SOURCES.length).toBeGreaterThan(300);
  expect(found).toEqual([]);
});
