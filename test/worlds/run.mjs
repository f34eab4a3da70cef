// `node test/worlds/run.mjs`: see README.md.
import { runMain } from '../../scripts/typescript.mjs';

await runMain(new URL('./command.ts', import.meta.url));
