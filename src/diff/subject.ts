// A state of a project in, the things that it is compared by out: SLOs and the alerts beside them, each with its rules.
import type { Settings } from '../model/settings.ts';
import type { Slo } from '../model/slo.ts';
import type { Artifact } from '../output/artifact.ts';
import { isBelow } from '../output/locate.ts';
import { standaloneAlert } from '../rules/alerts.ts';
import { lowerSlo } from '../rules/lower.ts';
import type { CompiledFile, CompiledService } from '../rules/rule.ts';
import { sloName } from '../rules/template.ts';
import { ALERT_LIKENESSES, alertForms, type Form, type OwnAlert, sloForms } from './form.ts';
import { type PlacedRule, placeRule, placeRules } from './placed-rule.ts';

/** A project at one moment, compiled. */
export interface State {
  readonly files: readonly CompiledFile[];
  readonly settings: Settings;
  readonly artifacts: readonly Artifact[];
  /** The generated files that lie in the folder of the rules, by their paths; absent where they do not matter. */
  readonly committed?: ReadonlyMap<string, string>;
}

/** Whether a file of this path would be one of the rules; those of tests may lie in a folder below. */
export function isOfRules(path: string, { settings: { folders } }: State): boolean {
  const isTest = folders.tests !== undefined && isBelow(path, folders.tests);
  return isBelow(path, folders.rules) && !isTest;
}

interface Placed {
  readonly name: string;
  /** Path of the spec file. */
  readonly file: string;
  readonly rules: readonly PlacedRule[];
}

export interface SloSubject extends Placed {
  readonly kind: 'SLO';
  readonly slo: Slo;
}

export interface AlertSubject extends Placed {
  readonly kind: 'alert';
  readonly alert: OwnAlert;
}

export type Subject = SloSubject | AlertSubject;

/** All SLOs and alerts of a state, in the order of the specs. */
export function subjectsOf({ files }: Pick<State, 'files'>): Subject[] {
  return files.flatMap(({ path, services }) =>
    services.flatMap((service) => [...sloSubjects(path, service), ...alertSubjects(path, service)]),
  );
}

function sloSubjects(file: string, { slos }: CompiledService): SloSubject[] {
  return slos.map(({ slo, groups }) => {
    const cluster = slo.identity.cluster === undefined ? '' : `${slo.identity.cluster}: `;
    return { kind: 'SLO', name: `${cluster}${sloName(slo.identity)}`, file, slo, rules: placeRules(groups) };
  });
}

function alertSubjects(file: string, { identity, source, alertGroups }: CompiledService): AlertSubject[] {
  if (alertGroups.length === 0) return [];
  const rules = placeRules(alertGroups);
  return source.alerts.map((alert, at) => {
    const rule = rules[at];
    const service = [identity.namespace, identity.service].filter((part) => part !== undefined).join('/');
    const name = `${service}: ${alert.settings.name}`;
    return { kind: 'alert', name, file, alert: { ...alert, identity }, rules: rule ? [rule] : [] };
  });
}

/** How a subject is recognised in another state, the surest sign first. */
export const LIKENESSES: readonly ((subject: Subject) => string)[] = [0, 1, 2, 3].map(
  (at) => (subject) =>
    subject.kind === 'alert'
      ? `alert ${ALERT_LIKENESSES[at]?.(subject.alert)}`
      : `SLO ${SLO_LIKENESSES[at]?.(subject.slo)}`,
);

/** An SLO that was renamed still measures the same. */
const SLO_LIKENESSES: readonly ((slo: Slo) => string)[] = [
  ({ identity }) => JSON.stringify(identity),
  ({ identity: { service, slo } }) => JSON.stringify([service, slo]),
  (slo) => JSON.stringify([slo.identity.namespace, slo.identity.service, measured(slo)]),
  measured,
];

function measured(slo: Slo): string {
  return JSON.stringify(slo.kind === 'budget' ? slo.indicator : slo.events);
}

/** One subject in both states as forms, and the rules that a form compiles to; undefined if they have nothing in common. */
export interface ComparedForms {
  readonly before: Form;
  readonly after: Form;
  readonly rulesOf: (form: Form) => readonly PlacedRule[];
}

export function formsOf(before: Subject, after: Subject): ComparedForms | undefined {
  if (before.kind === 'SLO' && after.kind === 'SLO') {
    const forms = sloForms(before.slo, after.slo);
    return forms && { ...forms, rulesOf: (form) => placeRules(lowerSlo(forms.thingOf(form)).groups) };
  }
  if (before.kind !== 'alert' || after.kind !== 'alert') return undefined;
  const forms = alertForms(before.alert, after.alert);
  // Which group it stands in depends on the alerts around it.
  const group = { name: '', intervalMs: 0 };
  return {
    ...forms,
    rulesOf: (form) => {
      const alert = forms.thingOf(form);
      return [placeRule(standaloneAlert(alert, alert.identity), group)];
    },
  };
}
