// Lets Node run a program that is written in TypeScript, with the arguments of this process.
import { register } from 'node:module';
import { argv } from 'node:process';

register('./typescript-hooks.mjs', import.meta.url);

/** Runs the `main` that a file exports; `url` is its address. */
export async function runMain(url) {
  const { main } = await import(url.href);
  await main(argv.slice(2));
}
