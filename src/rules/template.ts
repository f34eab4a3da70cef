// Text for labels and annotations, which Prometheus runs through Go's text/template. Users' text is literal and is escaped;
// templates are only those written here.
import { memoized } from '../memoized.ts';
import { SERIES } from '../model/series-names.ts';
import type { BudgetSlo, Identity } from '../model/slo.ts';
import { baseWindowMs, fastIntervalMs, slowIntervalMs } from '../model/windows.ts';
import { printDuration } from '../promql/duration.ts';
import { print } from '../promql/print.ts';
import { MINUTE_MS } from '../text/time.ts';
import { recorded } from './names.ts';

/**
 * A text that renders to itself. `{{` would begin an action; `${` is broken up too, because Flux substitutes variables of
 * that form in whatever it applies. Runs of both characters are written one by one, or what stands beside a mark would join
 * it.
 */
export function literal(text: string): string {
  return text.replaceAll(/[{$]{2,}/g, (run) =>
    /\{\{|\$\{/.test(run) ? [...run].map((mark) => `{{ "${mark}" }}`).join('') : run,
  );
}

/** What a text of `literal` renders to. */
export function renderLiteral(text: string): string {
  return text.replaceAll(/\{\{ "([{$])" \}\}/g, '$1');
}

/** `namespace=shop, name=cart: ` for the group that an alert is about, or nothing for an SLO without groups. */
export function groupText(by: readonly string[]): string {
  return by.length === 0 ? '' : `${by.map((label) => `${label}={{ $labels.${label} }}`).join(', ')}: `;
}

/** An SLO as alerts call it: `istio-mesh/request-success`. */
export function sloName({ namespace, service, slo }: Identity): string {
  return [namespace, service, slo].filter((part) => part !== undefined).join('/');
}

/** The measured value of an error ratio, as a percentage. */
export const VALUE_PERCENTAGE = '{{ $value | humanizePercentage }}';

/**
 * How much of the period's budget is left in the group that an alert is about, looked up when the alert is sent, and how much of
 * the time before is not in it yet: a page that comes minutes after an outage has begun may know of a full budget only.
 */
export const budgetLeft = memoized((slo: BudgetSlo): string => {
  const { identity, by, periodMs } = slo;
  const query = queryOfGroup(SERIES.budgetRemaining, identity, by);
  const budget = `${printDuration(periodMs)} budget`;
  const uncounted = `the last ${printDuration(lateByMs(slo))} may not be counted yet.`;
  const overspent = `The ${budget} is overspent by {{ $left | humanizePercentage | reReplaceAll "-" "" }}; ${uncounted}`;
  const left = `{{ $left | humanizePercentage }} of the ${budget} is left; ${uncounted}`;
  const known = `{{ $left := . | first | value }}{{ if lt $left 0.0 }}${overspent}{{ else }}${left}{{ end }}`;
  return `{{ with ${query} }}${known}{{ else }}How much of the ${budget} is left is not known.{{ end }}${leavesMissing(slo)}`;
});

/** The action of a template that looks up a recorded series of the group that an alert is about. */
export function queryOfGroup(name: string, identity: Identity, by: readonly string[]): string {
  const series = print(recorded(name, identity));
  if (by.length === 0) return `query ${goString(series)}`;
  // Names and label names hold neither `%` nor a quote, so the printed selector is safe inside a format.
  const ofGroup = `${series.slice(0, -1)}${by.map((label) => `,${label}=%q`).join('')}}`;
  return `printf ${goString(ofGroup)}${by.map((label) => ` $labels.${label}`).join('')} | query`;
}

/** Which leaves are in no number of the alert, looked up when it is sent. */
function leavesMissing({ identity, topology }: BudgetSlo): string {
  if (!topology) return '';
  const query = goString(print(recorded(SERIES.leafMissing, identity)));
  return `{{ range query ${query} }} The leaf {{ .Labels.${topology.leafLabel} }} does not report and is not counted.{{ end }}`;
}

/**
 * How old what is stated of a budget may be, in whole minutes: half of a base window, until the newest sample of a target and the
 * next evaluation of both groups, and above leaves until what they record has arrived.
 */
function lateByMs({ scrapeIntervalMs, topology }: BudgetSlo): number {
  const offsetMs = topology?.queryOffsetMs ?? 0;
  const groups = slowIntervalMs(scrapeIntervalMs) + fastIntervalMs(scrapeIntervalMs);
  return (
    Math.ceil((baseWindowMs(scrapeIntervalMs) / 2 + scrapeIntervalMs / 2 + groups + offsetMs) / MINUTE_MS) * MINUTE_MS
  );
}

/** A string literal of Go's templates. Names hold no control characters, so JSON's escapes are Go's. */
export function goString(text: string): string {
  return JSON.stringify(text);
}
