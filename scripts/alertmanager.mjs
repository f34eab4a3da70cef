// Makes sure that there is an Alertmanager for the tests: see tools/alertmanager.ts.
import { runMain } from './typescript.mjs';

await runMain(new URL('./tools/alertmanager.ts', import.meta.url));
