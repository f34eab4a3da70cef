// `npm run demo`: an incident in a fake mesh, watched by a real Prometheus with the rules of slos/. test/e2e/demo.ts tells
// the story; this only lets Node run TypeScript.
//   npm run demo             stays until Ctrl-C, for a look around
//   npm run demo -- --once   ends with the story, as it does in CI
import './typescript.mjs';

await import('../test/e2e/demo.ts');
