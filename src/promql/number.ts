// In: a number as it stands in a PromQL text. Out: its value, by the rules of Go's strconv as Prometheus 2.42 uses it.
// It knows no signs and no durations.

const DECIMAL = /^(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const HEXADECIMAL = /^0[xX][\da-fA-F]+$/;
const OCTAL = /^0[0-7]+$/;
const LARGEST_INTEGER = 2n ** 63n - 1n;

/** The value of `5`, `.5`, `5e3`, `0x1F`, `Inf` or `NaN`; undefined if the text is no number. A leading 0 means octal. */
export function readNumber(text: string): number | undefined {
  switch (text.toLowerCase()) {
    case 'inf':
      return Number.POSITIVE_INFINITY;
    case 'nan':
      return Number.NaN;
    default:
      return readDigits(text);
  }
}

function readDigits(text: string): number | undefined {
  if (HEXADECIMAL.test(text)) {
    return BigInt(text) <= LARGEST_INTEGER ? Number(text) : undefined;
  }
  if (OCTAL.test(text) && BigInt(`0o${text.slice(1)}`) <= LARGEST_INTEGER) {
    return Number(`0o${text.slice(1)}`);
  }
  const value = DECIMAL.test(text) ? Number(text) : undefined;
  return value !== undefined && Number.isFinite(value) ? value : undefined;
}
