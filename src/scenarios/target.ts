// What a scenario speaks of, by any of its names: an SLO, or the alerts of a service that stand on their own.
import { proofName } from '../proof/prove.ts';
import { standaloneName } from '../proof/standalone/standalone.ts';
import type { CompiledFile } from '../rules/rule.ts';
import type { ScenarioSpec } from '../spec/scenario-schema.ts';
import { didYouMean } from '../text/suggest.ts';
import { below, type Place, reject, type UserTarget } from './place.ts';

/** Everything in a file of which a scenario may speak. */
export function targetsOf({ path, services }: CompiledFile): UserTarget[] {
  return services.flatMap((service) => [
    ...service.slos.map((compiled) => ({
      name: proofName(compiled.slo.identity),
      spec: path,
      origin: compiled.slo.origin,
      identity: compiled.slo.identity,
      // Made when a scenario is about it.
      get groups() {
        return compiled.groups;
      },
      compiled,
    })),
    ...(service.alertGroups.length > 0
      ? [
          {
            name: standaloneName(service),
            spec: path,
            origin: service.source.alerts[0]?.origin,
            identity: service.identity,
            groups: service.alertGroups,
          },
        ]
      : []),
  ]);
}

/** The one target of a scenario, or undefined when there is none or more than one (which is then reported). */
export function findTarget(
  { slo, alertsOf }: ScenarioSpec,
  targets: readonly UserTarget[],
  place: Place,
): UserTarget | undefined {
  if (slo !== undefined && alertsOf !== undefined) {
    return reject(below(place, 'alertsOf'), {
      code: 'scenario-input',
      message: 'the scenario is about both an SLO and the alerts of a service',
      help: 'keep "slo" or "alertsOf"',
    });
  }
  if (slo !== undefined) return findOne(slo, targets.filter(isSlo), SLO, below(place, 'slo'));
  if (alertsOf !== undefined) {
    return findOne(
      alertsOf,
      targets.filter((target) => !isSlo(target)),
      SERVICE,
      below(place, 'alertsOf'),
    );
  }
  return reject(below(place, 'name'), {
    code: 'missing-field',
    message: 'the scenario has no "slo"',
    help: 'name the SLO that it is about, or with "alertsOf" the service whose own alerts it is about',
  });
}

type Words = readonly [one: string, many: string];

const SLO: Words = ['SLO', 'SLOs'];
const SERVICE: Words = ['service with alerts', 'services with alerts'];

function isSlo({ compiled }: UserTarget): boolean {
  return compiled !== undefined;
}

function findOne(
  name: string,
  targets: readonly UserTarget[],
  [singular, plural]: Words,
  place: Place,
): UserTarget | undefined {
  const found = targets.filter((target) => namesOf(target).includes(name));
  const [first, second] = found;
  if (first && !second) return first;
  const full = (found.length > 0 ? found : targets).map((target) => namesOf(target).at(-1) ?? '');
  const guess = didYouMean(name, targets.flatMap(namesOf));
  return reject(place, {
    code: 'unknown-slo',
    message: first
      ? `several ${plural} are called ${JSON.stringify(name)}`
      : `no ${singular} is called ${JSON.stringify(name)}`,
    help: !first && guess ? `did you mean "${guess}"?` : `${plural}: ${full.join(', ') || 'none'}`,
  });
}

/** Its own name, then with its service, then with its namespace. */
function namesOf({ identity: { namespace, service, slo } }: UserTarget): string[] {
  const short = slo === undefined ? service : `${service}/${slo}`;
  return [...(slo === undefined ? [] : [slo]), short, ...(namespace === undefined ? [] : [`${namespace}/${short}`])];
}
