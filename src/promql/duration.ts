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
