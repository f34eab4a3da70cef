// One reader and its corpus, changed again and again: a text that reaches code in a way that none did before joins the corpus.
// What is reached is what V8 counts for each block. The main thread sees when a text takes too long, and which one it is.
import inspector from 'node:inspector';
import { createRequire } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';
import { mutated, randomOf } from './mutate.mjs';

const { bundle, reader, seed, seconds, texts, mostBytes, clock, current } = workerData;
const read = createRequire(import.meta.url)(bundle)[reader];
const session = new inspector.Session();
session.connect();
session.post('Profiler.enable');
session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });

const reached = new Set();
const corpus = texts.map((text) => Buffer.from(text));
const random = randomOf(seed);
let runs = 0;

// To count takes longer than to read, so it is done for many texts together, and for fewer where they reach anything new.
const TOGETHER = 64;

for (const part of reachedBy(corpus)) reached.add(part);
const endsAt = Date.now() + seconds * 1_000;
while (Date.now() < endsAt) {
  keepWhatReachesMore(Array.from({ length: TOGETHER }, () => mutated(corpus, random, mostBytes)));
}
parentPort.postMessage({ runs, blocks: reached.size, corpus: corpus.length });

function keepWhatReachesMore(texts) {
  const fresh = reachedBy(texts).filter((part) => !reached.has(part));
  if (fresh.length === 0) return;
  if (texts.length > 1) {
    const half = texts.length / 2;
    keepWhatReachesMore(texts.slice(0, half));
    keepWhatReachesMore(texts.slice(half));
    return;
  }
  for (const part of fresh) reached.add(part);
  corpus.push(texts[0]);
  parentPort.postMessage({ kept: texts[0] });
}

/** The blocks that these texts reach, with how often they do: a loop that runs much longer is something else. */
function reachedBy(texts) {
  for (const text of texts) run(text);
  const parts = [];
  session.post('Profiler.takePreciseCoverage', (_error, { result }) => {
    const ours = result.filter(({ url }) => url.endsWith('readers.cjs'));
    const ranges = ours.flatMap(({ functions }) => functions.flatMap((one) => one.ranges));
    for (const { startOffset, endOffset, count } of ranges) {
      const often = Math.log2(count / texts.length) >> 2;
      if (count > 0) parts.push(`${startOffset}:${endOffset}:${Math.max(0, often)}`);
    }
  });
  return parts;
}

function run(text) {
  current.set(text.subarray(0, mostBytes), 4);
  new DataView(current.buffer).setUint32(0, Math.min(text.length, mostBytes));
  Atomics.store(clock, 0, BigInt(Date.now()));
  try {
    read(text);
  } catch (error) {
    parentPort.postMessage({
      found: text,
      why: error instanceof Error ? (error.stack ?? error.message) : String(error),
    });
  }
  Atomics.store(clock, 0, 0n);
  runs += 1;
}
