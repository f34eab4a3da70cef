// What the SLOs of some files need of a server, each with the belief by which it is told.
import type { CompiledFile } from '../rules/rule.ts';
import { type Belief, subjectOf } from './belief.ts';
import type { Need } from './check-server.ts';

export function needsOf(files: readonly CompiledFile[], beliefs: readonly Belief[]): Need[] {
  const slos = files.flatMap(({ services }) => services.flatMap((service) => service.slos));
  return slos.flatMap((compiled): Need[] => {
    const { slo } = compiled;
    const { name } = subjectOf(compiled);
    const belief = beliefs.find(({ subject, mayBeAbsent }) => subject.name === name && !mayBeAbsent);
    const periodMs = slo.kind === 'budget' ? slo.periodMs : slo.windowMs;
    return belief ? [{ belief, periodMs, scrapeIntervalMs: slo.scrapeIntervalMs }] : [];
  });
}
