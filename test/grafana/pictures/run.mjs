// `npm run pictures`: pictures of the boards into docs/images/; with a folder, of every board in every state into that.
import { register } from 'node:module';
import { argv } from 'node:process';

register('../../../scripts/typescript-hooks.mjs', import.meta.url);
const { main } = await import('./command.ts');
await main(argv.slice(2));
