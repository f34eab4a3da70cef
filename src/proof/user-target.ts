// The SLO that a scenario speaks of, by any of its names.
import { didYouMean } from '../diagnostics/suggest.ts';
import { below, type Place, reject, type UserTarget } from './user-place.ts';

/** The one SLO of that name, or undefined when there is none or more than one (which is then reported). */
export function findTarget(name: string, targets: readonly UserTarget[], place: Place): UserTarget | undefined {
  const found = targets.filter((target) => namesOf(target).includes(name));
  const [first, second] = found;
  if (first && !second) return first;
  const full = (found.length > 0 ? found : targets).map((target) => namesOf(target).at(-1) ?? '');
  const guess = didYouMean(name, targets.flatMap(namesOf));
  return reject(below(place, 'slo'), {
    code: 'unknown-slo',
    message: first ? `several SLOs are called ${JSON.stringify(name)}` : `no SLO is called ${JSON.stringify(name)}`,
    help: !first && guess ? `did you mean "${guess}"?` : `SLOs: ${full.join(', ')}`,
  });
}

/** Its own name, then with its service, then with its namespace. */
function namesOf({ compiled }: UserTarget): string[] {
  const { namespace, service, slo } = compiled.slo.identity;
  return [slo, `${service}/${slo}`, ...(namespace === undefined ? [] : [`${namespace}/${service}/${slo}`])];
}
