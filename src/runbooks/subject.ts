// What one section of a runbook is about: the alerts of one name that belong to one SLO, or one that stands on its own.
import type { Settings } from '../model/settings.ts';
import type { AlertSettings, Slo } from '../model/slo.ts';
import { type AlertingRule, type AlertPurpose, alertsOf, type CompiledFile } from '../rules/rule.ts';

export interface Subject {
  /** The spec file. */
  readonly source: string;
  readonly service: string;
  readonly slo?: Slo;
  /** All of one name. */
  readonly rules: readonly [AlertingRule, ...AlertingRule[]];
}

/** What every part of a page may ask. */
export interface Context {
  readonly subject: Subject;
  readonly settings: Settings;
}

/** The rules of a purpose, with the purpose. */
export function rulesOf<K extends AlertPurpose['kind']>(
  { rules }: Subject,
  kind: K,
): { readonly rule: AlertingRule; readonly purpose: Extract<AlertPurpose, { kind: K }> }[] {
  return rules.flatMap((rule) =>
    rule.purpose.kind === kind ? [{ rule, purpose: rule.purpose as Extract<AlertPurpose, { kind: K }> }] : [],
  );
}

/** The subjects of all alerts, in the order of the specs. */
export function subjectsOf(files: readonly CompiledFile[]): Subject[] {
  return files.flatMap(({ path, services }) =>
    services.flatMap(({ identity, slos, alertGroups }) => {
      const base = { source: path, service: identity.service };
      return [
        ...slos.flatMap(({ slo, groups }) => byName(alertsOf(groups)).map((rules) => ({ ...base, slo, rules }))),
        ...alertsOf(alertGroups).map((rule): Subject => ({ ...base, rules: [rule] })),
      ];
    }),
  );
}

function byName(rules: readonly AlertingRule[]): [AlertingRule, ...AlertingRule[]][] {
  return rules
    .filter(({ alert }, at) => rules.findIndex((other) => other.alert === alert) === at)
    .map((first) => [first, ...rules.filter((rule) => rule !== first && rule.alert === first.alert)]);
}

/** The settings of the alert, as they were written. */
export function settingsOf(purpose: AlertPurpose): Partial<AlertSettings> {
  switch (purpose.kind) {
    case 'burn-rate':
      return purpose.tier.settings;
    case 'threshold':
      return purpose.threshold.settings;
    case 'outage':
      return purpose.slo.outage ?? {};
    case 'breach':
      return purpose.slo.breach ?? {};
    case 'absent':
      return purpose.slo.absent ?? {};
    case 'leaf-missing':
      return purpose.slo.leafMissing ?? {};
    case 'standalone':
      return purpose.alert.settings;
  }
}
