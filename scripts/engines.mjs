// Builds the engines of test/engines/: see tools/engines.ts.
import { runMain } from './typescript.mjs';

await runMain(new URL('./tools/engines.ts', import.meta.url));
