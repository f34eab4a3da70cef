// Texts that several panels share.
import type { ValueMapping } from '@grafana/grafana-foundation-sdk/dashboard';
import { BUDGET_STEPS, BURN_STEPS, type Look, wordsFor, wordsFrom, ZERO_STEPS } from './look.ts';
import type { Survey } from './overview/survey.ts';
import { NEVER_SECONDS } from './slo-series.ts';

export const NO_TRAFFIC = 'no traffic';
export const NO_DATA = 'no data';

export const BUDGET_LOOK: Look = {
  unit: 'percentunit',
  decimals: 2,
  max: 1,
  steps: BUDGET_STEPS,
  noValue: NO_DATA,
};

export const BURN_LOOK: Look = { unit: 'none', decimals: 2, min: 0, steps: BURN_STEPS, noValue: NO_TRAFFIC };

/** How many of something there are. */
export const COUNT_LOOK = { unit: 'none', decimals: 0, min: 0, noValue: NO_DATA } as const;

/** Shares of good events, two digits finer than the strictest objective: what misses it must not read like it. */
export function ratioLook({ budgets }: Survey): Look {
  const digits = (ratio: number) => `${Number((ratio * 100).toFixed(10))}`.split('.')[1]?.length ?? 0;
  const decimals = Math.max(0, ...budgets.map(({ objective }) => digits(objective))) + 2;
  return { unit: 'percentunit', decimals, max: 1, noValue: NO_DATA };
}

/** Lengths of time in their two largest units: 1 hour, 30 minutes. */
export const TIME_LOOK = { unit: 'dtdurations', decimals: 1 } as const;

export const EXHAUSTION_LOOK: Look = {
  ...TIME_LOOK,
  steps: [
    [null, 'red'],
    [86_400, 'orange'],
    [7 * 86_400, 'yellow'],
    [30 * 86_400, 'green'],
  ],
  mappings: [wordsFor({ 0: ['exhausted', 'red'] }), wordsFrom(NEVER_SECONDS, 'not burning', 'green')],
  noValue: NO_TRAFFIC,
};

export const SINCE_LOOK: Look = {
  ...TIME_LOOK,
  steps: [
    [null, 'red'],
    [3_600, 'orange'],
    [86_400, 'yellow'],
    [7 * 86_400, 'green'],
  ],
  mappings: [wordsFrom(NEVER_SECONDS, 'none in the time range', 'green')],
  noValue: NO_DATA,
};

export const EVENTS_LOOK: Look = { unit: 'none', decimals: 0, min: 0, steps: ZERO_STEPS, noValue: NO_DATA };

const STATES: ValueMapping = wordsFor({ 0: ['OK', 'green'], 1: ['pending', 'yellow'], 2: ['firing', 'red'] });

export const STATE_LOOK: Look = {
  unit: 'none',
  steps: [
    [null, 'green'],
    [1, 'yellow'],
    [2, 'red'],
  ],
  mappings: [STATES],
  noValue: 'no rules are evaluated',
};

/** Days: up to its share of the budget a day is green. */
export const DAY_LOOK: Look = {
  ...BURN_LOOK,
  steps: [
    [null, 'green'],
    [1.000_001, 'orange'],
    [3, 'red'],
  ],
};

/** Series of one SLO as a person tells them apart: its name, since it may have no groups, and its group. */
export function groupLegend({ groupLabels }: Survey): string {
  return ['{{slo}}', ...groupLabels.map((label) => `{{${label}}}`)].join(' ');
}
