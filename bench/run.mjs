// `npm run bench`, `bench:rules` and `bench:compiler`: the name of a benchmark and its arguments in. This only lets Node run
// TypeScript.
import { argv, exit } from 'node:process';
import '../scripts/typescript.mjs';

const BENCHMARKS = { rules: ['./rules.ts'], compiler: ['./compiler.ts'], all: ['./rules.ts', './compiler.ts'] };

const [name = '', ...args] = argv.slice(2);
if (!Object.hasOwn(BENCHMARKS, name)) {
  console.error(`usage: node bench/run.mjs ${Object.keys(BENCHMARKS).join('|')} [options]`);
  exit(2);
}
for (const path of BENCHMARKS[name]) {
  const { main } = await import(path);
  await main(args);
}
