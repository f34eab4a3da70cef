// What a scenario speaks of, by any of its names: an SLO, or the alerts of a service that stand on their own.
import { memoized } from '../memoized.ts';
import type { Place } from '../model/place.ts';
import { proofName } from '../proof/prove.ts';
import { standaloneName } from '../proof/standalone/standalone.ts';
import type { CompiledFile } from '../rules/rule.ts';
import type { ScenarioSpec } from '../spec/scenario-schema.ts';
import { didYouMean } from '../text/suggest.ts';
import type { UserTarget } from './user-target.ts';

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
    return place.at('alertsOf').report({
      code: 'scenario-input',
      message: 'the scenario is about both an SLO and the alerts of a service',
      help: 'keep "slo" or "alertsOf"',
    });
  }
  if (slo !== undefined) return findOne(slo, namedTargets(targets).slos, SLO, place.at('slo'));
  if (alertsOf !== undefined) return findOne(alertsOf, namedTargets(targets).services, SERVICE, place.at('alertsOf'));
  return place.at('name').report({
    code: 'missing-field',
    message: 'the scenario has no "slo"',
    help: 'name the SLO that it is about, or with "alertsOf" the service whose own alerts it is about',
  });
}

type Words = readonly [one: string, many: string];

const SLO: Words = ['SLO', 'SLOs'];
const SERVICE: Words = ['service with alerts', 'services with alerts'];

/** Targets of one kind. */
interface Named {
  readonly all: readonly UserTarget[];
  /** By each of their names. */
  readonly byName: ReadonlyMap<string, readonly UserTarget[]>;
}

/** The targets of a file, made ready once for all its scenarios. */
const namedTargets = memoized((targets: readonly UserTarget[]): { readonly slos: Named; readonly services: Named } => ({
  slos: named(targets.filter(({ compiled }) => compiled !== undefined)),
  services: named(targets.filter(({ compiled }) => compiled === undefined)),
}));

function named(all: readonly UserTarget[]): Named {
  const byName = new Map<string, UserTarget[]>();
  for (const target of all) {
    for (const name of namesOf(target)) {
      const known = byName.get(name);
      if (known) known.push(target);
      else byName.set(name, [target]);
    }
  }
  return { all, byName };
}

/** As many names as a hint lists. */
const MOST_LISTED = 20;

function findOne(
  name: string,
  { all, byName }: Named,
  [singular, plural]: Words,
  place: Place,
): UserTarget | undefined {
  const found = byName.get(name) ?? [];
  const [first, second] = found;
  if (first && !second) return first;
  const choice = found.length > 0 ? found : all;
  const full = choice.slice(0, MOST_LISTED).map((target) => namesOf(target).at(-1) ?? '');
  const more = choice.length > MOST_LISTED ? [`${choice.length - MOST_LISTED} more`] : [];
  const guess = first ? undefined : didYouMean(name, byName.keys());
  return place.report({
    code: 'unknown-slo',
    message: first
      ? `several ${plural} are called ${JSON.stringify(name)}`
      : `no ${singular} is called ${JSON.stringify(name)}`,
    help: guess ? `did you mean "${guess}"?` : `${plural}: ${[...full, ...more].join(', ') || 'none'}`,
  });
}

/** Its own name, then with its service, then with its namespace. */
function namesOf({ identity: { namespace, service, slo } }: UserTarget): string[] {
  const short = slo === undefined ? service : `${service}/${slo}`;
  return [...(slo === undefined ? [] : [slo]), short, ...(namespace === undefined ? [] : [`${namespace}/${short}`])];
}
