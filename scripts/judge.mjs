// Builds the judges of test/worlds/: see tools/judge.ts.
import { runMain } from './typescript.mjs';

await runMain(new URL('./tools/judge.ts', import.meta.url));
