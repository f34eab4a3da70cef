// What a value must be, where the names of zod's types do not say it, and how one that is not is reported. The key of an
// expectation is what zod carries as the message of an issue; nobody reads it but `expectationOf`.

/** How a value that does not fit is reported. */
export interface Expectation {
  readonly code: 'wrong-unit' | 'wrong-type' | 'invalid-name' | 'invalid-url' | 'invalid-value';
  /** Completes "… must be". */
  readonly expected: string;
  readonly help?: string;
  /** Whether a text would fit. */
  readonly isText?: boolean;
}

/** That of a scalar: a text of one form. */
export interface ScalarExpectation extends Expectation {
  readonly help: string;
  readonly pattern: RegExp;
}

export const SCALARS = {
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
  latency: {
    code: 'wrong-unit',
    expected: 'a duration',
    help: 'write a number with its unit, such as 200ms, 1.5s, 0.5ms or 500us, or whole numbers with units, such as 1m30s',
    pattern: /^(?:(?=\d)(?:\d+y)?(?:\d+w)?(?:\d+d)?(?:\d+h)?(?:\d+m)?(?:\d+s)?(?:\d+ms)?|\d+(?:\.\d+)?(?:us|ms|s))$/,
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
} as const satisfies Record<string, ScalarExpectation>;

/** Values of which there are several forms. */
const ALTERNATIVES = {
  selectors: {
    code: 'wrong-type',
    expected: 'a selector or a list of them',
    help: 'name a counter, such as http_requests_total{job="api"}',
    isText: true,
  },
  tier: { code: 'wrong-type', expected: '"off" or the settings of a tier' },
  burnRateAlerts: { code: 'wrong-type', expected: '"default", "off" or the settings of burn-rate alerts' },
  absenceAlert: { code: 'wrong-type', expected: '"default", "off" or the settings of the absence alert' },
  outageAlert: { code: 'wrong-type', expected: '"default", "off" or the settings of the outage alert' },
  breachAlert: { code: 'wrong-type', expected: '"default", "off" or the settings of the breach alert' },
  silentAlerts: { code: 'wrong-type', expected: '"all" or a list of alerts' },
} as const satisfies Record<string, Expectation>;

export type ScalarName = keyof typeof SCALARS;
export type AlternativeName = keyof typeof ALTERNATIVES;

const EXPECTATIONS = new Map<string, Expectation | ScalarExpectation>([
  ...Object.entries(SCALARS).map(([name, scalar]) => [name, { ...scalar, isText: true }] as const),
  ...Object.entries(ALTERNATIVES),
]);

/** The expectation whose key is the message of an issue; undefined for messages of zod's own. */
export function expectationOf(message: string): Expectation | ScalarExpectation | undefined {
  return EXPECTATIONS.get(message);
}
