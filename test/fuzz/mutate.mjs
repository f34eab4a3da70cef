// Texts in, changed texts out: what a careless or a hostile hand could make of a file. The same seed gives the same changes.
import { readFileSync } from 'node:fs';

/** What means something to YAML, to specs or to PromQL: put in as a whole, since chance would rarely spell it. */
const WORDS = JSON.parse(readFileSync(new URL('words.json', import.meta.url), 'utf8')).map((word) => Buffer.from(word));

const MOST_CHANGES = 6;
const MOST_REPEATS = 200;

/** Numbers in [0, 1) from a seed (mulberry32). */
export function randomOf(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** One of `texts`, changed in some places, of `mostBytes` at most. */
export function mutated(texts, random, mostBytes) {
  let text = pick(texts, random);
  const changes = 1 + Math.floor(random() * MOST_CHANGES);
  for (let change = 0; change < changes; change++) text = pick(CHANGES, random)(text, random, texts);
  return text.subarray(0, mostBytes);
}

const CHANGES = [
  (text, random) => put(text, at(text, random), 0, pick(WORDS, random)),
  (text, random) => put(text, ...stretch(text, random), pick(WORDS, random)),
  (text, random) => put(text, ...stretch(text, random), Buffer.alloc(0)),
  (text, random) => put(text, at(text, random), 0, part(text, random)),
  (text, random, texts) => put(text, ...stretch(text, random), part(pick(texts, random), random)),
  (text, random) => put(text, at(text, random), 1, Buffer.of(Math.floor(random() * 256))),
  (text, random) => put(text, at(text, random), 0, Buffer.from(String(Math.round(10 ** (random() * 24 - 4))))),
  (text, random) => put(text, at(text, random), 0, repeated(part(text, random).subarray(0, 20), random)),
  withoutLine,
  withLineTwice,
];

function at(text, random) {
  return Math.floor(random() * (text.length + 1));
}

/** Where a stretch begins, and how long it is: mostly short. */
function stretch(text, random) {
  const start = at(text, random);
  return [start, Math.floor((text.length - start) * random() ** 3)];
}

function part(text, random) {
  const [start, length] = stretch(text, random);
  return text.subarray(start, start + length);
}

function put(text, start, length, fresh) {
  return Buffer.concat([text.subarray(0, start), fresh, text.subarray(start + length)]);
}

function repeated(text, random) {
  return Buffer.concat(Array.from({ length: Math.ceil(random() ** 2 * MOST_REPEATS) }, () => text));
}

function withoutLine(text, random) {
  const lines = text.toString('latin1').split('\n');
  lines.splice(Math.floor(random() * lines.length), 1);
  return Buffer.from(lines.join('\n'), 'latin1');
}

function withLineTwice(text, random) {
  const lines = text.toString('latin1').split('\n');
  const line = Math.floor(random() * lines.length);
  lines.splice(Math.floor(random() * lines.length), 0, lines[line]);
  return Buffer.from(lines.join('\n'), 'latin1');
}

function pick(all, random) {
  return all[Math.floor(random() * all.length)];
}
