// Whether a selector finds what it should: its metric, its labels, their values.
import { labelValue } from '../exposition/exposition.ts';
import { findMetric, TARGET_LABELS } from '../metrics/catalogue.ts';
import type { Matcher } from '../promql/ast.ts';
import { accepts } from '../promql/matches.ts';
import { print } from '../promql/print.ts';
import { distinct } from '../text/lists.ts';
import type { Belief } from './belief.ts';
import type { Evidence, MetricEvidence, SeriesSet } from './evidence.ts';
import { type Finding, findingOf } from './finding.ts';
import { listed, nearLabels, nearNames, slippedName, suggestion } from './near.ts';
import { isRare } from './question.ts';
import { isPlausible } from './shape.ts';

/** The values by which series are told apart; a label is there or not even where no value is known. */
function hasValues(label: string, { hasNoValues }: Evidence): boolean {
  return hasNoValues !== true || label === 'le';
}

/** The labels that Prometheus adds to a scrape are in none: what asks for them cannot be held against it. */
export function isUnknowable(label: string, metric: MetricEvidence, { isScrape }: Evidence): boolean {
  return isScrape && !metric.labels.includes(label) && (TARGET_LABELS as readonly string[]).includes(label);
}

/** The series that all of the matchers accept, as far as that can be known. */
export function selected(
  matchers: readonly Matcher[],
  metric: MetricEvidence,
  evidence: Evidence,
): readonly SeriesSet[] {
  const known = matchers.filter(({ label }) => hasValues(label, evidence) && !isUnknowable(label, metric, evidence));
  return metric.series.filter(({ labels }) =>
    known.every((matcher) => accepts(matcher, labelValue(labels, matcher.label))),
  );
}

/** What is wrong with the selector of a belief: at most one thing, the first that explains the others. `read` is what all
 *  beliefs read. */
export function checkSelector(belief: Belief, evidence: Evidence, read: ReadonlySet<string>): Finding | undefined {
  const metric = evidence.metrics.get(belief.selector.metric);
  if (!metric) return checkName(belief, evidence, read);
  if (metric.series.length === 0) {
    return belief.mayBeAbsent ? undefined : staleMetric(belief);
  }
  const { matchers } = belief.selector;
  const around = { ...metric, series: seriesAround(belief, metric, evidence) };
  const lost = matchers.find((matcher) => isLabelMissing(matcher, belief, around, evidence));
  if (lost)
    return wasThere(lost, metric, evidence) ? staleLabel(belief, lost) : labelMissing(belief, lost, metric, evidence);
  if (selected(matchers, metric, evidence).length > 0) return undefined;
  return checkValues(belief, around, evidence);
}

/** Among which series those of a selector are looked for: bad events among all events of the SLO, since other services or
 *  clusters may well have what these lack. */
function seriesAround({ within, selector }: Belief, metric: MetricEvidence, evidence: Evidence): readonly SeriesSet[] {
  const totals = within.filter((total) => total.metric === selector.metric);
  const events = new Set(totals.flatMap(({ matchers }) => selected(matchers, metric, evidence)));
  return events.size === 0 ? metric.series : [...events];
}

function checkName(belief: Belief, { names, isScrape }: Evidence, read: ReadonlySet<string>): Finding | undefined {
  const { metric } = belief.selector;
  // Prometheus makes it for each target that it scrapes.
  if (isScrape && metric === 'up') return undefined;
  const near = nearNames(metric, names);
  const isOtherName = near.some((name) => name.toLowerCase() === metric.toLowerCase());
  if (belief.mayBeAbsent && !isOtherName) return isKnown(metric) ? undefined : checkSlip(belief, names, read);
  return findingOf(belief, {
    code: 'metric-missing',
    message: `there is no metric "${metric}"`,
    help: suggestion(near) ?? 'is what exports it scraped?',
  });
}

function isKnown(metric: string): boolean {
  return findMetric(metric) !== undefined;
}

/** A counter that is born with its first event may be misspelt, too: a name that nearly is the same and that nobody reads tells. */
function checkSlip(belief: Belief, names: readonly string[], read: ReadonlySet<string>): Finding | undefined {
  const { metric } = belief.selector;
  const meant = slippedName(
    metric,
    names.filter((name) => !read.has(name)),
  );
  if (meant === undefined) return undefined;
  return findingOf(belief, {
    code: 'metric-missing',
    severity: 'warning',
    message: `there is no metric "${metric}", but there is "${meant}", which no SLO reads`,
    help: `did you mean "${meant}"? If "${metric}" is born with its first event, all is well`,
  });
}

function staleMetric(belief: Belief): Finding {
  return findingOf(belief, {
    code: 'metric-stale',
    message: `the metric "${belief.selector.metric}" had series within the last day and has none now`,
    help: 'does what exports it still run, and is it scraped? `up` tells',
  });
}

/** Whether series of the last day had the label, and none has it now: a server tells the labels of a day. */
function wasThere(
  { label }: Matcher,
  { labels, series }: MetricEvidence,
  { isScrape, hasNoValues }: Evidence,
): boolean {
  if (isScrape || hasNoValues) return false;
  return labels.includes(label) && series.every((set) => labelValue(set.labels, label) === '');
}

function staleLabel(belief: Belief, { label }: Matcher): Finding {
  return findingOf(belief, {
    code: 'metric-stale',
    message: `"${belief.selector.metric}" had series with the label "${label}" within the last day and has none now`,
    help: 'does what exports them still run, and is it scraped?',
  });
}

/** Whether no series has the label at all. A matcher that a missing label passes is harmless where it leaves something out,
 *  but where it chooses the bad or the good events it chooses all of them. */
function isLabelMissing(
  matcher: Matcher,
  { role, selector }: Belief,
  metric: MetricEvidence,
  evidence: Evidence,
): boolean {
  const { label } = matcher;
  if (label === 'le' || label === '__name__') return false;
  if (metric.series.some(({ labels }) => labelValue(labels, label) !== '')) return false;
  if (isUnknowable(label, metric, evidence)) return false;
  if (findMetric(selector.metric)?.metric.optionalLabels?.includes(label)) return false;
  return !accepts(matcher, '') || ((role === 'bad' || role === 'good') && matcher.op !== '=');
}

function labelMissing(belief: Belief, { label }: Matcher, { labels }: MetricEvidence, { isScrape }: Evidence): Finding {
  const exported = labels.filter((other) => other === `exported_${label}`);
  const near = distinct([...exported, ...nearLabels(label, labels)]);
  // Service discovery may add any label to a target; what tells bad events comes from the exporter.
  const mayBeAdded =
    isScrape &&
    exported.length === 0 &&
    nearNames(label, labels).length === 0 &&
    belief.role !== 'bad' &&
    belief.role !== 'good';
  const known = labels.length === 0 ? 'its series have no labels' : `labels: ${listed(labels)}`;
  return findingOf(belief, {
    code: 'label-missing',
    severity: mayBeAdded ? 'warning' : 'error',
    message: `no series of "${belief.selector.metric}" has the label "${label}"`,
    help: [suggestion(near), known, ...(mayBeAdded ? ['a scrape does not show labels that Prometheus adds'] : [])]
      .filter((part) => part !== undefined)
      .join('; '),
  });
}

function checkValues(belief: Belief, metric: MetricEvidence, evidence: Evidence): Finding | undefined {
  const { selector } = belief;
  const culprit = selector.matchers.find((matcher) => selected([matcher], metric, evidence).length === 0);
  if (!culprit) return isRare(belief) ? undefined : neverTogether(belief, metric, evidence);
  const { label } = culprit;
  const now = metric.series.map(({ labels }) => labelValue(labels, label)).filter((value) => value !== '');
  const seen = [...new Set([...now, ...(metric.earlier.get(label) ?? [])])].sort();
  if (isRare(belief) && (isPlausible(culprit, seen) || seen.some((value) => accepts(culprit, value)))) return undefined;
  const near = culprit.op === '=' ? nearNames(culprit.value, seen).slice(0, 1) : [];
  return findingOf(belief, {
    code: 'value-missing',
    message: `no series of "${selector.metric}" has ${print({ kind: 'selector', matchers: [culprit] }).slice(1, -1)}`,
    help: [suggestion(near), `values of "${label}": ${listed(seen, true)}`]
      .filter((part) => part !== undefined)
      .join('; '),
  });
}

function neverTogether(belief: Belief, metric: MetricEvidence, evidence: Evidence): Finding {
  const { selector } = belief;
  const parts = selector.matchers.map((matcher) => {
    const others = selector.matchers.filter((other) => other !== matcher);
    return { label: matcher.label, found: selected(others, metric, evidence) };
  });
  const lost = parts.find(({ found }) => found.length > 0);
  const values = distinct((lost?.found ?? []).map(({ labels }) => labelValue(labels, lost?.label ?? ''))).sort();
  return findingOf(belief, {
    code: 'selector-empty',
    message: `no series matches ${print(selector)}`,
    help: lost
      ? `each of its matchers finds series, but none finds those of the others, whose values of "${lost.label}" are ${listed(values, true)}`
      : 'each of its matchers finds series, but none finds those of the others',
  });
}
