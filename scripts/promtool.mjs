// Makes sure that there is a promtool to test the rules with: see tools/promtool.ts.
import { runMain } from './typescript.mjs';

await runMain(new URL('./tools/promtool.ts', import.meta.url));
