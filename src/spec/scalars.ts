// The scalars of the spec language: texts that carry their unit, names, PromQL. Each is a zod string with a pattern, so
// that the JSON Schema shows it to editors, and an entry in SCALARS, so that a mismatch is told in our own words.
import * as z from 'zod';
import { parseDuration } from '../promql/duration.ts';

// To compile the schemas into functions takes longer than to read a hundred specs with them as they are.
z.config({ jitless: true });

/** How a scalar that does not fit is reported. */
export interface ScalarKind {
  readonly code: 'wrong-unit' | 'invalid-name' | 'invalid-url' | 'invalid-value';
  /** Completes "… must be". */
  readonly expected: string;
  readonly help: string;
  readonly pattern: RegExp;
}

const SCALARS = {
  percentage: {
    code: 'wrong-unit',
    expected: 'a percentage',
    help: 'write the number with its unit, such as 99.9%',
    pattern: /^(?:\d+(?:\.\d+)?|\.\d+)\s?%$/,
  },
  duration: {
    code: 'wrong-unit',
    expected: 'a duration',
    help: 'write whole numbers with their units, largest first, such as 30d, 1h30m or 200ms',
    pattern: /^(?=\d)(?:\d+y)?(?:\d+w)?(?:\d+d)?(?:\d+h)?(?:\d+m)?(?:\d+s)?(?:\d+ms)?$/,
  },
  name: {
    code: 'invalid-name',
    expected: 'a name of lower-case letters, digits and hyphens, at most 63 characters',
    help: 'names become Kubernetes names and label values: start and end with a letter or digit, as in request-success',
    pattern: /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/,
  },
  alertName: {
    code: 'invalid-name',
    expected: 'an alert name in CamelCase',
    help: 'start with a capital and use letters and digits only, as in HighSidecarErrorRate',
    pattern: /^[A-Z][A-Za-z0-9]{0,99}$/,
  },
  labelName: {
    code: 'invalid-name',
    expected: 'a Prometheus label name',
    help: 'use letters, digits and underscores; do not start with a digit or with two underscores',
    pattern: /^(?!__)[A-Za-z_][A-Za-z0-9_]*$/,
  },
  groupLabel: {
    code: 'invalid-name',
    expected: 'a Prometheus label name, with "?" behind it if some series may lack it',
    help: 'use letters, digits and underscores; do not start with a digit or with two underscores',
    pattern: /^(?!__)[A-Za-z_][A-Za-z0-9_]*\??$/,
  },
  metricName: {
    code: 'invalid-name',
    expected: 'a Prometheus metric name',
    help: 'give the bare name without braces; matchers go under "where"',
    pattern: /^[A-Za-z_:][A-Za-z0-9_:]*$/,
  },
  severity: {
    code: 'invalid-value',
    expected: 'a severity in lower case',
    help: 'write a word of letters, digits, "_" and "-" that Alertmanager routes on, such as critical or warning',
    pattern: /^[a-z][a-z0-9_-]*$/,
  },
  responseCode: {
    code: 'invalid-value',
    expected: 'a response code or a class of them',
    help: 'write "429" for one code or "4.." for a class',
    pattern: /^[1-5](\d\d|\.\.)$/,
  },
  eventRate: {
    code: 'wrong-unit',
    expected: 'a rate of events',
    help: 'write a number with its unit, such as 100/s or 6/m',
    pattern: /^\d+(?:\.\d+)?\/[smh]$/,
  },
  url: {
    code: 'invalid-url',
    expected: 'an http or https URL',
    help: 'write the whole address, such as https://runbooks.example.com/istio',
    pattern: /^https?:\/\/[^\s/$.?#][^\s]*$/,
  },
  baseUrl: {
    code: 'invalid-url',
    expected: 'an http or https URL to which a path can be added',
    help: 'write the address without "?" and "#", such as https://grafana.example.com',
    pattern: /^https?:\/\/[^\s/$.?#][^\s?#]*$/,
  },
} as const satisfies Record<string, ScalarKind>;

type ScalarName = keyof typeof SCALARS;

/** Marks an issue's message as "this scalar does not fit", whatever was wrong with it; see `scalarOf`. */
const MARK = 'scalar:';

const scalar = (kind: ScalarName) =>
  z.string({ error: MARK + kind }).regex(SCALARS[kind].pattern, { error: MARK + kind });

/** The scalar that an issue's message speaks of, if it is one of ours. */
export function scalarOf(message: string): ScalarKind | undefined {
  return message.startsWith(MARK) ? SCALARS[message.slice(MARK.length) as ScalarName] : undefined;
}

export const percentage = () => scalar('percentage');
/** Longer ones than Prometheus can hold (292 years) are none. */
export const duration = () =>
  scalar('duration').refine((text) => parseDuration(text) !== undefined, { error: `${MARK}duration` });
export const name = () => scalar('name');
export const alertName = () => scalar('alertName');
export const labelName = () => scalar('labelName');
export const groupLabel = () => scalar('groupLabel');
export const metricName = () => scalar('metricName');
export const severity = () => scalar('severity');
export const responseCode = () => scalar('responseCode');
export const eventRate = () => scalar('eventRate');
export const url = () => scalar('url');
export const baseUrl = () => scalar('baseUrl');
/** PromQL in a user's hand; parsed in `model/`. */
export const promql = () => z.string().min(1).max(16_384);
export const text = () => z.string().max(8_192);

/** Label names to values. Values must be strings: Kubernetes refuses `severity: 1` in a PrometheusRule. */
export const labels = () => z.record(labelName(), z.string());
export const annotations = () => z.record(labelName(), z.string());
