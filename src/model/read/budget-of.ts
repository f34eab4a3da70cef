// Of what a tier's share of the budget is taken: of the period's time or of its events.
import type { BurnRateLayer } from './tiers.ts';

/** Whether the tiers wait for a share of the events, which only indicators that count events have. */
export function readBudgetOf(layers: readonly BurnRateLayer[], countsEvents: boolean): 'time' | 'events' {
  const nearest = layers.findLast(({ spec }) => typeof spec === 'object' && spec.budget !== undefined);
  if (nearest === undefined || typeof nearest.spec !== 'object' || nearest.spec.budget !== 'events') return 'time';
  if (countsEvents) return 'events';
  // The project speaks of all SLOs, and so of those that it can be said of.
  if (nearest === layers.at(-1)) {
    nearest.place.at('budget').report({
      code: 'alert-not-for-kind',
      part: 'key',
      message: 'this indicator measures time, not events, so its budget has no events',
      help: 'remove "budget: events"',
    });
  }
  return 'time';
}
