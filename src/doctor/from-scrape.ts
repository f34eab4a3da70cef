// A saved scrape and the questions in, evidence out.
import { type Exposition, labelsKey, labelsNamed, type Sample, typeNamesOf } from '../exposition/exposition.ts';
import { groupBy } from '../text/lists.ts';
import type { Evidence, MetricEvidence, SeriesSet } from './evidence.ts';
import type { MetricQuestion } from './question.ts';

/** The evidence of several scrapes together, say of istiod and of a proxy. */
export function evidenceFromScrapes(scrapes: readonly Exposition[], questions: readonly MetricQuestion[]): Evidence {
  const byName = groupBy(
    scrapes.flatMap(({ samples }) => samples),
    ({ name }) => name,
  );
  const typesOf = (series: string) => [
    ...new Set(
      scrapes.flatMap(({ types }) =>
        typeNamesOf(series)
          .flatMap((name) => types.get(name) ?? [])
          .slice(0, 1),
      ),
    ),
  ];
  const metrics = questions.flatMap(({ metric, labels }): [string, MetricEvidence][] => {
    const samples = byName.get(metric);
    return samples ? [[metric, evidenceOf(samples, labels, typesOf(metric))]] : [];
  });
  return { isScrape: true, names: [...byName.keys()], metrics: new Map(metrics) };
}

function evidenceOf(samples: readonly Sample[], asked: readonly string[], types: readonly string[]): MetricEvidence {
  const sets = new Map<string, SeriesSet>();
  for (const { labels } of samples) {
    const set = labelsNamed(labels, asked);
    const key = labelsKey(set);
    sets.set(key, { labels: set, count: (sets.get(key)?.count ?? 0) + 1 });
  }
  const labels = [...new Set(samples.flatMap(({ labels }) => Object.keys(labels)))];
  return { types, labels, series: [...sets.values()], earlier: new Map() };
}
