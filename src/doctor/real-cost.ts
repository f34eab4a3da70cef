// What the rules cost in this world: the samples that they read, reckoned with the series that really exist.
import { costOf } from '../explain/cost.ts';
import { labelValue } from '../exposition/exposition.ts';
import type { Selector } from '../promql/ast.ts';
import type { CompiledFile, CompiledSlo } from '../rules/rule.ts';
import { MINUTE_MS, SECOND_MS } from '../text/time.ts';
import { type Belief, subjectOf } from './belief.ts';
import { selected } from './check-selector.ts';
import { countSeries, type Evidence, type SeriesSet } from './evidence.ts';

/** Samples that the rules of all SLOs read, per second, as `slo explain` reckons them. */
export function realSamplesPerSecond(
  files: readonly CompiledFile[],
  beliefs: readonly Belief[],
  evidence: Evidence,
): number {
  const slos = files.flatMap(({ services }) => services.flatMap((service) => service.slos));
  const perMinute = slos.reduce((sum, compiled) => {
    const groups = countGroups(compiled, beliefs, evidence);
    const rawSeries = (selector: Selector) => countSeries(seriesOf(selector, evidence));
    return sum + costOf(compiled, { rawSeries, groups }).samplesPerMinute;
  }, 0);
  return (perMinute * SECOND_MS) / MINUTE_MS;
}

/** How many groups the SLO has: series of each recorded name. */
function countGroups(compiled: CompiledSlo, beliefs: readonly Belief[], evidence: Evidence): number {
  const { name } = subjectOf(compiled);
  const all = beliefs.filter(({ subject, role }) => subject.name === name && (role === 'total' || role === 'events'));
  const groups = all
    .flatMap(({ selector }) => seriesOf(selector, evidence))
    .map(({ labels }) => JSON.stringify(compiled.slo.by.map((label) => labelValue(labels, label))));
  return Math.max(1, new Set(groups).size);
}

function seriesOf({ metric = '', matchers }: Selector, evidence: Evidence): readonly SeriesSet[] {
  const known = evidence.metrics.get(metric);
  return known ? selected(matchers, known, evidence) : [];
}
