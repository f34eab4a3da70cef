// Annotations as Prometheus renders them, for the templates that presets use. Where a value cannot be foretold, or the
// template is none of these, nothing is returned rather than something wrong.
import type { Labels } from '../context/label-set.ts';
import { renderLink } from '../context/render-link.ts';

/** All annotations of an alert on a sample with these labels, evaluated at `atMs`; undefined when one of them cannot be foretold. */
export function renderTexts(
  annotations: Readonly<Record<string, string>>,
  labels: Labels,
  value: number | undefined,
  atMs: number,
): Record<string, string> | undefined {
  const texts = Object.entries(annotations).map(
    ([name, text]) => [name, renderText(renderLink(text, labels, atMs), labels, value)] as const,
  );
  const known = texts.filter((entry): entry is readonly [string, string] => entry[1] !== undefined);
  return known.length === texts.length ? Object.fromEntries(known) : undefined;
}

function renderText(text: string, labels: Labels, value: number | undefined): string | undefined {
  let isKnown = true;
  const rendered = text.replaceAll(/\{\{ (.*?) \}\}/gs, (_, action: string) => {
    const result = renderAction(action, labels, value);
    if (result === undefined) isKnown = false;
    return result ?? '';
  });
  return isKnown ? rendered : undefined;
}

function renderAction(action: string, labels: Labels, value: number | undefined): string | undefined {
  // What `literal` in rules/template.ts makes of a user's braces.
  const [, text] = /^"([^"\\]*)"$/.exec(action) ?? [];
  if (text !== undefined) return text;
  const [, label] = /^\$labels\.(\w+)$/.exec(action) ?? [];
  if (label !== undefined) return labels[label] ?? '';
  return value === undefined ? undefined : FORMATS[action]?.(value);
}

// https://prometheus.io/docs/prometheus/latest/configuration/template_reference/#numbers
const FORMATS: Readonly<Record<string, (value: number) => string | undefined>> = {
  $value: goNumber,
  // Halves are rounded to even by Go.
  'printf "%.0f" $value': (value) => (Math.abs((value % 1) - 0.5) < 0.01 ? undefined : value.toFixed(0)),
  '$value | humanize': (value) => (Math.abs(value) < 1_000 && Number.isInteger(value) ? String(value) : undefined),
  '$value | humanizePercentage': (value) => `${goNumber(Number((value * 100).toPrecision(4)), 4)}%`,
  '$value | humanizeDuration': (value) => (Number.isInteger(value) && value !== 0 ? duration(value) : undefined),
};

/** A number as Go's `%g` writes it: with an exponent below 1e-4 and from 1e`digits` on. The default is that of `%v`. */
function goNumber(value: number, digits = 6): string {
  const exponent = value === 0 ? 0 : Math.floor(Math.log10(Math.abs(value)));
  if (exponent >= -4 && exponent < digits) return String(value);
  const [mantissa = '', power = ''] = value.toExponential().split('e');
  return `${mantissa}e${power.startsWith('-') ? '-' : '+'}${power.replace(/^[+-]/, '').padStart(2, '0')}`;
}

const UNITS: readonly (readonly [letter: string, seconds: number])[] = [
  ['d', 86_400],
  ['h', 3_600],
  ['m', 60],
  ['s', 1],
];

/** Whole seconds as days, hours, minutes and seconds, from the largest unit that is not 0. */
function duration(seconds: number): string {
  let rest = Math.abs(seconds);
  const parts = UNITS.map(([letter, size]) => {
    const count = Math.floor(rest / size);
    rest -= count * size;
    return { count, text: `${count}${letter}` };
  });
  const first = parts.findIndex(({ count }) => count > 0);
  return (
    (seconds < 0 ? '-' : '') +
    parts
      .slice(first)
      .map(({ text }) => text)
      .join(' ')
  );
}
