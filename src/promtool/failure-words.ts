// A failure of promtool in words that speak of alerts and moments, for one scenario at a time.
import { isCompilerLabel } from '../model/compiler-labels.ts';
import type { AlertClaim } from '../proof/context/scenario.ts';
import { alertPhrase } from '../rules/alert-name.ts';
import { LABELS } from '../rules/names.ts';
import type { FailedAlert, FailedQuery, PrintedAlert, PrintedLabels } from './output.ts';

/** `at 58 min: ErrorBudgetBurn page-fast must be silent, but fires`. A query without a `claim` is about a recorded value. */
export function queryWords(failure: FailedQuery, claim: AlertClaim | undefined): string {
  const got = claim === undefined ? seriesGot(failure) : alertGot(failure, claim);
  return `at ${timeWords(failure.time)}: ${failure.what}, but ${got}`;
}

/** The same for an alert whose labels or texts are not as expected, one line for each difference. */
export function alertWords({ alert, time, expected, got }: FailedAlert): string[] {
  const missing = expected.flatMap((alert) => {
    const found = got.find((other) => isSame(alert.labels, other.labels));
    return found ? textDifferences(alert, found) : [`${title(alert.labels)} must fire, but does not`];
  });
  const extra = got.filter((alert) => !expected.some((other) => isSame(alert.labels, other.labels)));
  const lines = [
    ...missing,
    ...extra.map(({ labels }) => `${firesFor(labels, `${title(labels)} `)}, which it must not`),
  ];
  return (lines.length > 0 ? lines : [`${alert} is not as expected`]).map((line) => `at ${timeWords(time)}: ${line}`);
}

/** `1h2m30s` to `1 h 2 min 30 s`. */
export function timeWords(time: string): string {
  const units: Readonly<Record<string, string>> = { m: 'min' };
  return Array.from(time.matchAll(/(\d+)([a-z]+)/g), ([, count, unit = '']) => `${count} ${units[unit] ?? unit}`).join(
    ' ',
  );
}

function alertGot({ expected, got, error }: FailedQuery, claim: AlertClaim): string {
  if (error !== undefined) return `the query fails: ${error}`;
  if (got.length === 0) return 'does not';
  if (expected.length === 0) {
    return got.map((labels) => firesFor(labels, isNamedBy(claim, labels) ? '' : `${title(labels)} `)).join('; ');
  }
  const differences = [
    ...expected
      .filter((labels) => !got.some((other) => isSame(labels, other)))
      .map((labels) => `not with ${labelWords(labels)}`),
    ...got
      .filter((labels) => !expected.some((other) => isSame(labels, other)))
      .map((labels) => `with ${labelWords(labels)}`),
  ];
  return `fires ${differences.join(', ')}`;
}

/** Whether what must hold names the alert with these labels already. */
function isNamedBy({ alert, tier }: AlertClaim, labels: PrintedLabels): boolean {
  return alert === labels.alertname && tier === labels[LABELS.tier];
}

/** A value is compared inside the query, which returns 1 where it is near enough and 0 where it is not. */
function seriesGot({ expected, got, error }: FailedQuery): string {
  if (error !== undefined) return `the query fails: ${error}`;
  if (expected.length === 0) return `it has one${inGroups(got)}`;
  const missing = expected.filter((sample) => !got.some((other) => isSame(groupOf(sample), groupOf(other))));
  if (missing.length > 0) return `it has no value${inGroups(missing)}`;
  const wrong = got.filter((sample) => !expected.some((other) => isSame(sample, other)));
  return `it is not${inGroups(wrong)}`;
}

function inGroups(samples: readonly PrintedLabels[]): string {
  const groups = samples.map((sample) => labelWords(groupOf(sample))).filter((words) => words !== '');
  return groups.length === 0 ? '' : ` for ${groups.join(' and for ')}`;
}

function textDifferences(expected: PrintedAlert, got: PrintedAlert): string[] {
  const names = [...new Set([...Object.keys(expected.annotations), ...Object.keys(got.annotations)])];
  return names
    .filter((name) => expected.annotations[name] !== got.annotations[name])
    .map(
      (name) =>
        `the ${name} of ${title(expected.labels)} must read ${quoted(expected.annotations[name])}, but reads ${quoted(got.annotations[name])}`,
    );
}

function quoted(text: string | undefined): string {
  return text === undefined ? 'nothing' : JSON.stringify(text);
}

function title({ alertname = 'the alert', [LABELS.tier]: tier }: PrintedLabels): string {
  return alertPhrase(alertname, tier);
}

function firesFor(labels: PrintedLabels, subject: string): string {
  const group = labelWords(groupOf(labels));
  return `${subject}fires${group === '' ? '' : ` for ${group}`}`;
}

/** The group of a sample as a person reads it; empty where nothing is grouped. */
export function groupWords(labels: PrintedLabels): string {
  return labelWords(groupOf(labels));
}

/** Labels of any alert; the empty one stands for the value of the sample. */
const OF_ALERTS: readonly string[] = ['', '__name__', 'alertname', 'alertstate', 'severity'];

/** The labels that tell groups apart: not those that name the SLO or the alert, nor the value of the sample. */
function groupOf(labels: PrintedLabels): PrintedLabels {
  return Object.fromEntries(
    Object.entries(labels).filter(([name]) => !OF_ALERTS.includes(name) && !isCompilerLabel(name)),
  );
}

function labelWords(labels: PrintedLabels): string {
  return Object.entries(labels)
    .filter(([name]) => name !== '' && name !== '__name__')
    .map(([name, value]) => `${name}=${value}`)
    .join(', ');
}

function isSame(left: PrintedLabels, right: PrintedLabels): boolean {
  const names = Object.keys(left);
  return names.length === Object.keys(right).length && names.every((name) => left[name] === right[name]);
}
