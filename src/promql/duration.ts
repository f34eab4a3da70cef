// In: a duration as Prometheus writes it (`1h30m`), or milliseconds. Out: the other one.
// It knows no `$window` and no sign: both belong to the syntax around a duration.

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const WEEK = 7 * DAY;
// Prometheus counts a year as 365 days.
const YEAR = 365 * DAY;

// Units in descending order, each at most once: https://prometheus.io/docs/prometheus/latest/querying/basics/#float-literals-and-time-durations
const SYNTAX = /^(?=\d)(?:(\d+)y)?(?:(\d+)w)?(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?(?:(\d+)ms)?$/;
const PARSED_UNITS = [YEAR, WEEK, DAY, HOUR, MINUTE, SECOND, 1] as const;

// Go keeps a duration in 64-bit nanoseconds, so a longer one is an error there (about 292 years).
const LONGEST = 9_223_372_036_854;

// Weeks and years are left out: `28d` and `30d` compare at a glance, `4w` and `30d` do not.
const PRINTED_UNITS = [
  ['d', DAY],
  ['h', HOUR],
  ['m', MINUTE],
  ['s', SECOND],
  ['ms', 1],
] as const;

/**
 * Reads a Prometheus duration such as `1h30m`, `500ms` or `0s`.
 *
 * @returns milliseconds, or undefined if the text is no duration or is longer than Prometheus can hold.
 */
export function parseDuration(text: string): number | undefined {
  const match = SYNTAX.exec(text);
  if (match === null) {
    return undefined;
  }
  const total = PARSED_UNITS.reduce((sum, unit, index) => sum + Number(match[index + 1] ?? 0) * unit, 0);
  return total <= LONGEST ? total : undefined;
}

/** How many milliseconds a unit of a fraction is. */
const MS_OF_FRACTIONS = { s: SECOND, ms: 1, us: 1 / 1000 } as const;
const FRACTION = /^(\d+(?:\.\d+)?)(s|ms|us)$/;
/** Digits that a product of decimals keeps; the noise of binary fractions comes after them. */
const DIGITS = 12;

/**
 * Reads a duration as `parseDuration` does, or a decimal number of seconds, milliseconds or microseconds: `0.5ms`, `500us`. Spec
 * files may write these, where bounds of histograms are meant. Prometheus may not.
 *
 * @returns milliseconds, which need not be whole, or undefined if the text is none of these.
 */
export function parseLatency(text: string): number | undefined {
  const whole = parseDuration(text);
  if (whole !== undefined) return whole;
  const [, amount, unit] = FRACTION.exec(text) ?? [];
  if (unit !== 's' && unit !== 'ms' && unit !== 'us') return undefined;
  const ms = Number((Number(amount) * MS_OF_FRACTIONS[unit]).toPrecision(DIGITS));
  return ms <= LONGEST ? ms : undefined;
}

/** Writes milliseconds that need not be whole as `parseLatency` reads them: `2.5ms`, `500us`. */
export function printLatency(ms: number): string {
  if (Number.isSafeInteger(ms)) return printDuration(ms);
  return ms < 1 ? `${Number((ms * 1000).toPrecision(DIGITS))}us` : `${ms}ms`;
}

/**
 * Writes milliseconds as Prometheus does (`5400000` is `1h30m`), but with days as the longest unit; 0 is `0s`.
 *
 * @param ms whole milliseconds, not negative
 */
export function printDuration(ms: number): string {
  if (!Number.isSafeInteger(ms) || ms < 0) {
    throw new RangeError(`not a duration in whole milliseconds: ${ms}`);
  }
  let rest = ms;
  let text = '';
  for (const [unit, length] of PRINTED_UNITS) {
    const amount = Math.floor(rest / length);
    if (amount > 0) {
      text += `${amount}${unit}`;
      rest -= amount * length;
    }
  }
  return text === '' ? '0s' : text;
}
