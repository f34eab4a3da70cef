// What the fuzzer begins with, and what it has found: each text is answered without an exception, and in time.
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { config, promql, scenario, spec } from '../../fuzz/readers.ts';
import { expectWithin } from '../../support/within.ts';

const CORPUS = fileURLToPath(new URL('../../fuzz/corpus/', import.meta.url));

/** The fuzzer's own limit for one answer. */
const LIMIT_MS = 5_000;

describe.each(Object.entries({ spec, config, scenario, promql }))('the %s reader', (name, read) => {
  it.each(readdirSync(`${CORPUS}${name}`))('answers %s', (file) => {
    const text = readFileSync(`${CORPUS}${name}/${file}`);
    expect(() => expectWithin(LIMIT_MS, () => read(text))).not.toThrow();
  });
});
