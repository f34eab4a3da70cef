// SLOs about the control plane itself.
import type { Matcher } from '../promql/ast.ts';
import { selector } from '../promql/build.ts';
import { isSameTree, selectorsOf } from '../promql/visit.ts';
import type { Slo } from './slo.ts';

/** Whether the SLO asks for nothing but that the targets of istiod answer, which `istiod` selects. */
export function isIstiodUp(slo: Slo, istiod: readonly Matcher[]): boolean {
  if (slo.kind !== 'budget' || slo.indicator.kind !== 'time') return false;
  const up = selector('up', istiod);
  return selectorsOf(slo.indicator.condition).every((read) => isSameTree(read, up));
}
