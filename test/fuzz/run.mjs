// Fuzzes the readers of hostile files: texts of the corpus are changed, guided by the code that they reach. An exception, or an
// answer that takes longer than five seconds, is a finding.
//
//   npm run test:fuzz                  each reader for 15 seconds
//   npm run test:fuzz -- promql 600 7  one of them, for ten minutes, from the seed 7; "all" is each of them
//
// Findings and new texts go to .tools/fuzz/READER/; a finding belongs into test/fuzz/corpus/ with its fix.
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { build } from 'esbuild';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const WORK = `${ROOT}.tools/fuzz/`;

/** The readers, and which files of other tests each begins with besides its corpus. */
const READERS = {
  spec: /\.slo\.yaml$/,
  config: /\.config\.yaml$/,
  scenario: /\.slo-test\.yaml$/,
  metrics: /^$/,
  promql: /^$/,
};

const LONGEST_MS = 5_000;
const LOOK_MS = 100;
const MOST_BYTES = 8_192;
const MOST_FINDINGS = 10;

const [asked = 'all', seconds = '15', seed = String(Date.now() % 1_000_000)] = process.argv.slice(2);
const readers = Object.keys(READERS).filter((name) => asked === 'all' || asked === name);
if (readers.length === 0) throw new Error(`there is no reader ${asked}, but all, ${Object.keys(READERS).join(', ')}`);

await build({
  absWorkingDir: ROOT,
  entryPoints: ['test/fuzz/readers.ts'],
  outfile: `${WORK}readers.cjs`,
  bundle: true,
  format: 'cjs',
  platform: 'node',
  target: 'node20.19',
  logLevel: 'warning',
});

let findings = 0;
for (const reader of readers) findings += await fuzz(reader);
process.exitCode = findings > 0 ? 1 : 0;

/** How many texts broke the reader. */
function fuzz(reader) {
  const [clock, current] = [8, MOST_BYTES + 4].map((bytes) => new SharedArrayBuffer(bytes));
  const shared = { clock: new BigInt64Array(clock), current: new Uint8Array(current) };
  const bundle = `${WORK}readers.cjs`;
  const task = {
    bundle,
    reader,
    seed: Number(seed),
    seconds: Number(seconds),
    texts: textsOf(reader),
    mostBytes: MOST_BYTES,
  };
  const worker = new Worker(new URL('worker.mjs', import.meta.url), { workerData: { ...task, ...shared } });
  let found = 0;
  const tell = (text, why) => {
    found += 1;
    console.error(`the ${reader} reader: ${keep(reader, 'found', text)}\n${why}`);
    if (found >= MOST_FINDINGS) worker.terminate();
  };
  // Looks are counted, and not the time: a machine that was paused has not been slow.
  let [last, looks] = [0, 0];
  const watch = setInterval(() => {
    const began = Number(Atomics.load(shared.clock, 0));
    looks = began !== 0 && began === last ? looks + 1 : 0;
    last = began;
    if (looks * LOOK_MS < LONGEST_MS) return;
    clearInterval(watch);
    const length = new DataView(current).getUint32(0);
    tell(Buffer.from(shared.current.slice(4, 4 + length)), `no answer within ${LONGEST_MS / 1_000} s`);
    worker.terminate();
  }, LOOK_MS);
  worker.on('message', ({ kept, found: text, why, runs, blocks, corpus }) => {
    if (kept) keep(reader, 'kept', kept);
    else if (text) tell(text, why);
    else console.log(`${reader}: ${runs} texts from seed ${seed}, ${corpus} kept, ${blocks} blocks and counts reached`);
  });
  return new Promise((settle, fail) => {
    worker.on('error', fail);
    worker.on('exit', () => {
      clearInterval(watch);
      settle(found);
    });
  });
}

function textsOf(reader) {
  const folders = ['test/corpus', 'test/diagnostics', 'slos'].map((folder) => [`${ROOT}${folder}/`, READERS[reader]]);
  return [[`${ROOT}test/fuzz/corpus/${reader}/`, /./], ...folders].flatMap(([folder, name]) =>
    readdirSync(folder)
      .filter((file) => name.test(file))
      .map((file) => readFileSync(folder + file)),
  );
}

function keep(reader, kind, text) {
  const folder = `${WORK}${reader}/${kind}/`;
  mkdirSync(folder, { recursive: true });
  const path = folder + createHash('sha256').update(text).digest('hex').slice(0, 16);
  writeFileSync(path, text);
  return path;
}
