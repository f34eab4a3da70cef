// Beliefs held against the evidence: what is not so, and how much is.
import type { Belief } from './belief.ts';
import { checkLeaves } from './check-leaves.ts';
import { checkSelector, selected } from './check-selector.ts';
import { checkSeries } from './check-series.ts';
import { countSeries, type Evidence } from './evidence.ts';
import type { Finding } from './finding.ts';
import { isMisspelt } from './near.ts';

export interface Examination {
  readonly findings: readonly Finding[];
  /** How many selectors were looked at, and how many of them are right. */
  readonly examined: number;
  readonly right: number;
  /** Subjects of whose metrics a scrape holds none: they are exported by something else. */
  readonly elsewhere: readonly string[];
  /** How many raw series the selectors of all events find. */
  readonly rawSeries: number;
}

/** `isStrict`: also what a scrape does not show at all is missing. */
export function examine(beliefs: readonly Belief[], evidence: Evidence, isStrict: boolean): Examination {
  const elsewhere =
    (evidence.isScrape || evidence.hasNoValues) && !isStrict ? subjectsElsewhere(beliefs, evidence) : [];
  const looked = beliefs.filter(({ subject }) => !elsewhere.includes(subject.name));
  const read = new Set(looked.map(({ selector }) => selector.metric));
  const found = looked.map((belief) => ({ belief, findings: check(belief, { all: looked, read }, evidence) }));
  return {
    findings: found.flatMap(({ findings }) => findings),
    examined: looked.length,
    right: found.filter(({ findings }) => findings.length === 0).length,
    elsewhere,
    rawSeries: rawSeriesOf(looked, evidence),
  };
}

/** What all events are counted from; two SLOs may read the same series. */
function rawSeriesOf(beliefs: readonly Belief[], evidence: Evidence): number {
  const totals = beliefs.filter(({ role }) => role === 'total' || role === 'bucket');
  const sets = totals.flatMap(({ selector: { metric, matchers } }) => {
    const known = evidence.metrics.get(metric);
    return known ? selected(matchers, known, evidence) : [];
  });
  return countSeries([...new Set(sets)]);
}

/** All beliefs, and the metrics that they read. */
interface Beliefs {
  readonly all: readonly Belief[];
  readonly read: ReadonlySet<string>;
}

function check(belief: Belief, { all, read }: Beliefs, evidence: Evidence): Finding[] {
  if (belief.leaves) return checkLeaves(belief, belief.leaves, evidence);
  if (belief.role === 'bucket' && isNoHistogram(belief, all, evidence)) return [];
  const selector = checkSelector(belief, evidence, read);
  return selector ? [selector] : checkSeries(belief, evidence);
}

/** Whether buckets are missing because the whole histogram is, or is something else: that is told already. */
function isNoHistogram({ subject, selector }: Belief, all: readonly Belief[], evidence: Evidence): boolean {
  if (evidence.metrics.has(selector.metric)) return false;
  const counts = all.filter((other) => other.subject === subject && other.role === 'total');
  return counts.some((total) => {
    const count = evidence.metrics.get(total.selector.metric);
    return count === undefined || count.types.some((type) => type === 'summary');
  });
}

/** A scrape shows one exporter, and what was learnt those of the specs of that day: what reads none of its metrics, nor one of nearly such a name, is about another. */
function subjectsElsewhere(beliefs: readonly Belief[], evidence: Evidence): string[] {
  const names = [...new Set(beliefs.map(({ subject }) => subject.name))];
  return names.filter((name) =>
    beliefs
      .filter(({ subject }) => subject.name === name)
      .every(
        (belief) =>
          !evidence.metrics.has(belief.selector.metric) && !isMisspelt(belief.selector.metric, evidence.names),
      ),
  );
}
