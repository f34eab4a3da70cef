// Go templates as Prometheus renders them: those of presets, links, and what `literal` of rules/template.ts makes of a user's
// braces. Where a value cannot be foretold, or an action is none of these, nothing is returned rather than something wrong.
import { renderLiteral } from '../../rules/template.ts';
import { goExponential } from '../../text/numbers.ts';
import type { Labels } from './label-set.ts';

/** What an alert is rendered for. */
export interface Sample {
  readonly labels: Labels;
  /** Absent where nothing that is rendered may show it. */
  readonly value?: number | undefined;
  /** The evaluation, in milliseconds. */
  readonly atMs: number;
}

/** Texts by name, all rendered; undefined when one of them cannot be foretold. */
export function renderTexts(
  texts: Readonly<Record<string, string>>,
  sample: Sample,
): Record<string, string> | undefined {
  const rendered = Object.entries(texts).map(([name, text]) => [name, renderText(text, sample)] as const);
  const known = rendered.filter((entry): entry is readonly [string, string] => entry[1] !== undefined);
  return known.length === rendered.length ? Object.fromEntries(known) : undefined;
}

/** The moment that rules/links.ts looks up for the address of a board: so many seconds before the evaluation. */
const START = /\{\{ with query "vector\(\(time\(\) - (\d+)\) \* 1000\)" \}\}.*?\{\{ end \}\}/g;

function renderText(text: string, sample: Sample): string | undefined {
  let isKnown = true;
  const started = text.replaceAll(START, (_, seconds: string) => String(sample.atMs - Number(seconds) * 1_000));
  const rendered = started.replaceAll(/\{\{ (?!"[{$]")(.*?) \}\}/gs, (_, action: string) => {
    const result = renderAction(action, sample);
    if (result === undefined) isKnown = false;
    return result ?? '';
  });
  return isKnown ? renderLiteral(rendered) : undefined;
}

function renderAction(action: string, { labels, value }: Sample): string | undefined {
  const [, label, isInAddress] = /^\$labels\.(\w+)( \| urlquery)?$/.exec(action) ?? [];
  if (label !== undefined) return isInAddress ? urlQuery(labels[label] ?? '') : (labels[label] ?? '');
  return value === undefined ? undefined : FORMATS[action]?.(value);
}

/** Go's url.QueryEscape, which leaves fewer characters as they are than encodeURIComponent, and a blank is a plus. */
function urlQuery(text: string): string {
  return encodeURIComponent(text)
    .replaceAll('%20', '+')
    .replaceAll(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`);
}

// https://prometheus.io/docs/prometheus/latest/configuration/template_reference/#numbers
const FORMATS: Readonly<Record<string, (value: number) => string | undefined>> = {
  $value: goNumber,
  // Halves are rounded to even by Go.
  'printf "%.0f" $value': (value) => (Math.abs((value % 1) - 0.5) < 0.01 ? undefined : value.toFixed(0)),
  '$value | humanize': (value) => (Math.abs(value) < 1_000 && Number.isInteger(value) ? String(value) : undefined),
  '$value | humanizePercentage': humanizePercentage,
  '$value | humanizeDuration': (value) => (Number.isInteger(value) && value !== 0 ? duration(value) : undefined),
};

/** A ratio as Prometheus' `humanizePercentage` writes it: `%.4g%%`. */
export function humanizePercentage(ratio: number): string {
  return `${goNumber(Number((ratio * 100).toPrecision(4)), 4)}%`;
}

/** A number as Go's `%g` writes it: with an exponent below 1e-4 and from 1e`digits` on. The default is that of `%v`. */
function goNumber(value: number, digits = 6): string {
  const exponent = value === 0 ? 0 : Math.floor(Math.log10(Math.abs(value)));
  return exponent >= -4 && exponent < digits ? String(value) : goExponential(value);
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
