// The spellings of a histogram bound. Prometheus 3 stores le="1" as "1.0" and le="1800000" as "1.8e+06"; Prometheus 2, OTLP
// and remote write keep what was sent, so one fleet may hold both (model/textparse, normalizeFloatsInLabelValues).
import { goExponential } from '../text/numbers.ts';

/** Whether the series of this name are buckets of a classic histogram, as exporters of every kind call them. */
export function isBucketName(metric: string | undefined): boolean {
  return metric?.endsWith('_bucket') === true;
}

/** An RE2 pattern that matches every spelling of `bound` that a Prometheus may have stored, and no other bound. */
export function bucketPattern(bound: number): string {
  return bucketSpellings(bound)
    .map((spelling) => spelling.replace(/[.+]/g, '[$&]'))
    .join('|');
}

/** Every spelling of `bound` that a Prometheus may have stored, that of most exporters first. */
export function bucketSpellings(bound: number): string[] {
  const plain = plainDecimal(bound);
  return [...new Set([plain, ...(plain.includes('.') ? [] : [`${plain}.0`]), goFloat(bound)])];
}

/** Without an exponent: 1800000, 0.005. */
function plainDecimal(bound: number): string {
  const shortest = String(Number(bound.toPrecision(15)));
  // Locale tables know how to write out an exponent, but are slow enough to be felt where there are thousands of bounds.
  return shortest.includes('e') ? withoutExponent(bound) : shortest;
}

function withoutExponent(bound: number): string {
  return bound.toLocaleString('en-US', { useGrouping: false, maximumFractionDigits: 20, maximumSignificantDigits: 15 });
}

/** As Go's %g writes it, which OpenMetrics prescribes: an exponent of at least two digits below 1e-4 and from 1e6 on
 *  (`1.8e+06`), and `.0` for whole numbers. */
function goFloat(bound: number): string {
  const exponent = Math.floor(Math.log10(Math.abs(bound)));
  if (exponent < -4 || exponent >= 6) return goExponential(bound);
  const plain = plainDecimal(bound);
  return plain.includes('.') ? plain : `${plain}.0`;
}
