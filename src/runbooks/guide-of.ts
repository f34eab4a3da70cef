// The guide for a subject: that of its preset, or of the Istio metric that its SLO reads. Other SLOs have none.
import { lowerIndicator } from '../indicator/lower.ts';
import { rateRange } from '../istio/alert.ts';
import { findPreset } from '../istio/alerts.ts';
import type { Guide, Mesh } from '../istio/guide.ts';
import { METRIC_GUIDES, MISSING_GUIDES, PRESET_GUIDES } from '../istio/guides.ts';
import { findMetric } from '../metrics/catalogue.ts';
import { isIstiodUp } from '../model/istiod.ts';
import type { Settings } from '../model/settings.ts';
import type { BudgetSlo, Slo } from '../model/slo.ts';
import type { Selector } from '../promql/ast.ts';
import { selector } from '../promql/build.ts';
import { selectorsOf } from '../promql/visit.ts';
import type { Context } from './subject.ts';

function meshOf({ istio, scrapeIntervalMs }: Settings): Mesh {
  return { istiod: istio.istiod, namespace: istio.namespace, rangeMs: rateRange(scrapeIntervalMs) };
}

export function guideOf({ subject, settings }: Context): Guide | undefined {
  const mesh = meshOf(settings);
  const [{ purpose }] = subject.rules;
  if (purpose.kind === 'standalone') {
    const preset = purpose.alert.preset && findPreset(purpose.alert.preset.id);
    return preset && PRESET_GUIDES[preset.id](mesh);
  }
  if (purpose.kind === 'leaf-missing') return undefined;
  return purpose.kind === 'absent' ? ofMissing(purpose.slo, mesh) : ofSlo(purpose.slo, mesh);
}

function ofSlo(slo: Slo, mesh: Mesh): Guide | undefined {
  if (isIstiodUp(slo, mesh.istiod)) return PRESET_GUIDES['istiod-down'](mesh);
  const selectors = slo.kind === 'zero-tolerance' ? slo.events : badEvents(slo);
  const metrics = [...new Set(selectors.map(({ metric }) => metric ?? ''))];
  const [metric = ''] = metrics;
  if (metrics.length !== 1 || !Object.hasOwn(METRIC_GUIDES, metric)) return undefined;
  return METRIC_GUIDES[metric]?.({ selectors, by: slo.by }, mesh);
}

/** Why data is missing depends on who exports it. */
function ofMissing(slo: Slo, mesh: Mesh): Guide | undefined {
  const inputs = slo.kind === 'zero-tolerance' ? slo.events : selectorsOf(lowerIndicator(slo).total({ ms: 1 }));
  const [metric] = inputs.map((input) => findMetric(input.metric ?? '')?.metric);
  return metric && MISSING_GUIDES[metric.exportedBy]?.(mesh);
}

/** What is added up to the bad events, or for a latency to all. Good events tell nothing of the bad ones. */
function badEvents({ indicator }: BudgetSlo): readonly Selector[] {
  switch (indicator.kind) {
    case 'ratio':
      return indicator.counted === 'bad' ? indicator.events : [];
    case 'latency':
      return [selector(`${indicator.histogram}_count`, indicator.matchers)];
    case 'native-latency':
    case 'time':
    case 'raw-events':
    case 'raw-ratio':
      return [];
  }
}
