// `npm run bench:compiler` and `npm run bench:rules`: the name of a benchmark and its arguments in. This only lets Node run
// TypeScript.
import { register } from 'node:module';
import { argv, exit } from 'node:process';

register('../scripts/typescript-hooks.mjs', import.meta.url);

const BENCHMARKS = { compiler: './compiler.ts', rules: './rules.ts' };

const [name = '', ...args] = argv.slice(2);
if (!Object.hasOwn(BENCHMARKS, name)) {
  console.error(`usage: node bench/run.mjs ${Object.keys(BENCHMARKS).join('|')} [options]`);
  exit(2);
}
const { main } = await import(BENCHMARKS[name]);
await main(args);
