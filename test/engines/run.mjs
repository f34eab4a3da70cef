// `node test/engines/run.mjs [--write]`: two outages on each engine that is built, as a table; `--write` puts it into
// docs/formats.md.
import { runMain } from '../../scripts/typescript.mjs';

await runMain(new URL('./command.ts', import.meta.url));
