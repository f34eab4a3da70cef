// Compiled files in, how much there is in them out: what a build says, and what its metrics say.
import type { CompiledFile } from '../../rules/rule.ts';
import { firstsOfShapes } from '../../rules/shape/alike.ts';

/** How many SLOs, alerting rules and recording rules the files hold; alerts that stand on their own count too. */
export function countRules(files: readonly CompiledFile[]) {
  const services = files.flatMap((file) => file.services);
  const slos = services.flatMap((service) => service.slos);
  const groups = [
    ...firstsOfShapes(slos).flatMap((slo) => slo.groups),
    ...services.flatMap((service) => service.alertGroups),
  ];
  const rules = groups.flatMap((group) => group.rules);
  const alerts = rules.filter(({ kind }) => kind === 'alerting').length;
  return { slos: slos.length, alerts, recordings: rules.length - alerts };
}
