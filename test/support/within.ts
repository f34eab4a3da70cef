// Bounds against work that grows with the square of its input, or never ends. Jest's own limit cannot hold a test that is
// synchronous: its timer fires only once the test has ended, and the test has passed by then.
import { performance } from 'node:perf_hooks';

/** What the action returns; an error if it took longer than the limit, which is many times what it takes when all is well. */
export function expectWithin<T>(limitMs: number, action: () => T): T {
  const begin = performance.now();
  const result = action();
  const tookMs = Math.round(performance.now() - begin);
  if (tookMs > limitMs) throw new Error(`it took ${tookMs} ms, and may take ${limitMs} ms`);
  return result;
}
