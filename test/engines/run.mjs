// `node test/engines/run.mjs [--write]`: two outages on each engine that is built, as a table; `--write` puts it into
// docs/formats.md. This only lets Node run TypeScript.
import { register } from 'node:module';
import { argv } from 'node:process';

register('../../scripts/typescript-hooks.mjs', import.meta.url);
const { main } = await import('./command.ts');
await main(argv.slice(2));
