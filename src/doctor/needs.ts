// What the SLOs of some files need of a server, each with the belief by which it is told.
import { MISSING_BEFORE_MS } from '../indicator/counting.ts';
import type { CompiledFile } from '../rules/rule.ts';
import { type Belief, subjectOf } from './belief.ts';
import type { Need } from './check-server.ts';

/** The needs of each SLO, told by one of its beliefs. */
export function needsOf(files: readonly CompiledFile[], beliefs: readonly Belief[]): Need[] {
  const slos = files.flatMap(({ services }) => services.flatMap((service) => service.slos));
  return slos.flatMap((compiled): Need[] => {
    const { slo } = compiled;
    const { name } = subjectOf(compiled);
    const belief = beliefs.find(({ subject, mayBeAbsent }) => subject.name === name && !mayBeAbsent);
    const isLeaf = slo.topology?.part === 'leaf';
    // Windows and the period are kept above the leaves.
    const ofBudget = isLeaf ? MISSING_BEFORE_MS : slo.periodMs;
    const periodMs = slo.kind === 'budget' ? ofBudget : slo.windowMs;
    return belief ? [{ belief, periodMs, scrapeIntervalMs: slo.scrapeIntervalMs, isLeaf }] : [];
  });
}
