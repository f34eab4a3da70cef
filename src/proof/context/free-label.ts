// Labels of which an SLO says nothing: a scenario may give its series any value of them.
import { lowerIndicator } from '../../indicator/lower.ts';
import { selectorsOf } from '../../promql/visit.ts';
import type { TestContext } from './context.ts';

/** Whether no selector and no group says anything of a label. */
export function isFree({ slo }: Pick<TestContext, 'slo'>, label: string): boolean {
  const { total, bad } = lowerIndicator(slo);
  const all = total({ ms: 60_000 });
  const selectors = [all, bad({ ms: 60_000 }, all, all)].flatMap(selectorsOf);
  return !slo.by.includes(label) && selectors.every(({ matchers }) => matchers.every((other) => other.label !== label));
}
