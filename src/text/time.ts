// Lengths of time in milliseconds, the unit of all that are reckoned with.

export const SECOND_MS = 1_000;
export const MINUTE_MS = 60 * SECOND_MS;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

/** How far back Prometheus looks for a sample: what is older than this is gone (its default of `--query.lookback-delta`). */
export const SAMPLE_LIFE_MS = 5 * MINUTE_MS;
