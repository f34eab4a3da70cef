// Proof of one burn-rate tier: with the windows that it reads it fires when it must and not before, and clears with the short
// one; its condition and its guards are put exactly on their boundaries. The times follow from the derivation in rules/response.ts, with the recorded
// rates as they are fed (no base layer that smears them).
import type { Tier } from '../../model/slo.ts';
import type { TestContext } from '../context/context.ts';
import { fires, isSilent } from '../context/expect.ts';
import { fractionOf, JUST_BELOW } from '../context/fraction.ts';
import type { Scenario } from '../context/scenario.ts';
import type { Level } from '../windows/recorded-inputs.ts';
import { proveAge } from './age.ts';
import { proveCondition } from './comparisons.ts';
import { proveHeldBySlower } from './held-by-slower.ts';
import { proveSingleFailure } from './single-failure.ts';
import { level, type TierTiming, tierScenario, timingOf, words } from './timing.ts';

/** How far above or below its threshold a tier is put to the test: less than any edit that matters. */
const MARGIN = 0.1;

export function proveTier(context: TestContext, tier: Tier): Scenario[] {
  const timing = timingOf(context, tier);
  return [
    ...(timing ? [firesAbove(timing)] : []),
    ...proveCondition(context, tier),
    ...proveSingleFailure(context, tier),
    ...proveAge(context, tier),
    ...proveHeldBySlower(context, tier),
  ];
}

/** Errors just above the threshold, and afterwards exactly on it: then the long window still burns, and the short one has
 *  recovered once it holds nothing else. */
function firesAbove(timing: TierTiming): Scenario {
  const { tier, rule, context, long, short, stepMs, threshold, age } = timing;
  const ratio = Math.min(1, threshold * (1 + MARGIN));
  const start = Math.max(long, age);
  const [hold, keep] = [tier.settings.forMs, tier.settings.keepFiringForMs].map((ms) => Math.ceil(ms / stepMs));
  // The n-th bad sample is seen n - 1 steps after the first; n / long of the window must exceed threshold / ratio.
  const after = Math.floor((long * threshold) / ratio) + (hold ?? 0);
  const burning = after + SLACK + 1;
  const kept = short + (keep ?? 0);
  const at = (steps: number) => (start + steps) * stepMs;
  return tierScenario(
    timing,
    {
      kind: 'fires-and-clears',
      title: `errors at ${percent(ratio)}, just above its threshold: it fires after ${words(after * stepMs)}, no earlier; they go back to the threshold: it clears ${words(kept * stepMs)} later, with the short window`,
    },
    [level(timing, start, 0), level(timing, burning + 1, ratio), onThreshold(timing, kept + SLACK + 2)],
    [
      isSilent(at(-1), rule),
      ...(after < SLACK ? [] : [isSilent(at(after - SLACK), rule)]),
      fires(at(after + SLACK), rule, [context.subject]),
      fires(at(burning + Math.max(0, kept - SLACK - 1)), rule, [context.subject]),
      isSilent(at(burning + kept + SLACK + 1), rule),
    ],
  );
}

/** Steps by which an alert may be off: one for ranges that are closed or open on the left. */
const SLACK = 1;

/** So many steps with errors on the threshold; where no traffic has that ratio, just below. */
function onThreshold({ threshold, context: { busy } }: TierTiming, steps: number): Level {
  const { part, whole } = fractionOf(threshold) ?? { part: threshold * JUST_BELOW, whole: 1 };
  const pieces = Math.ceil(busy / whole);
  return { steps, total: pieces * whole, errorRatio: part / whole, bad: pieces * part };
}

function percent(ratio: number): string {
  return `${Number((ratio * 100).toPrecision(4))}%`;
}
