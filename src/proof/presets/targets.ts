// Whose series the presets read: instances of istiod and of proxies, with the labels that a scrape gives them.
import type { AlertOptions } from '../../istio/alert.ts';
import type { Selector } from '../../promql/ast.ts';
import { type Labels, labelsKey } from '../context/label-set.ts';
import type { Scenario } from '../context/scenario.ts';
import { type AlertTiming, labelsOf } from './timing.ts';

/** A preset under test, with what it was told about the mesh. */
export interface PresetTiming extends AlertTiming {
  readonly options: Required<AlertOptions>;
}

/** The scenarios of one preset. They come from its options and from the times and labels of its rule, never from its
 *  expression, which is what they put to the test. */
export type PresetScenarios = (timing: PresetTiming) => readonly Scenario[];

/** Labels of istiod's instance number `n`, as a monitor of the operator gives them. */
export function istiodLabels({ options: { namespace } }: Pick<PresetTiming, 'options'>, n = 1): Labels {
  return { cluster: 'east', namespace, pod: `istiod-${n}`, instance: `10.0.0.${n}:15014`, job: 'istiod' };
}

/** Labels of a proxy of the namespace `shop`. */
export function proxyLabels(n = 1): Labels {
  return { cluster: 'east', namespace: 'shop', pod: `cart-${n}`, instance: `10.0.2.${n}:15020`, job: 'envoy-stats' };
}

/** The same instance, found through the Service of a revision tag once more, as with Istio 1.28. */
export const SECOND_SCRAPE: Labels = { job: 'istiod-revision-tag-default' };

/** Others that differ from the first instance in one of the labels by which instances are told apart. */
export const DISTRACTORS: readonly Labels[] = [
  { pod: 'another' },
  { instance: '10.0.9.9:15014' },
  { namespace: 'other' },
  { cluster: 'west' },
];

/** The first instance and its distractors in the same cluster, as far as the matchers of a selector tell them apart. */
export function distinctTargets(of: Selector, target: Labels): Labels[] {
  const all = [{}, ...DISTRACTORS].map((labels) => labelsOf(of, { ...target, ...labels }));
  const names = all.map((labels) => labelsKey(labels));
  return all.filter(({ cluster }, at) => cluster === all[0]?.cluster && names.indexOf(names[at] ?? '') === at);
}
