// `node test/worlds/run.mjs`: see README.md. This only lets Node run TypeScript.
import { register } from 'node:module';
import { argv } from 'node:process';

register('../../scripts/typescript-hooks.mjs', import.meta.url);
const { main } = await import('./command.ts');
await main(argv.slice(2));
