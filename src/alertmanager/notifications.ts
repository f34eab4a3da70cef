// What Alertmanager has to know of the compiled alerts, before any of its formats is printed: which alerts share a
// notification, which wake somebody, and which mute others.
import { INSTALLATION_LABELS } from '../istio/alert.ts';
import type { AlertmanagerSettings, ReceiverHours } from '../model/read/alertmanager.ts';
import type { Matcher } from '../promql/ast.ts';
import { labelsKeptBy } from '../promql/visit.ts';
import { IDENTITY_LABELS, LABELS, SERVICE_LABELS } from '../rules/names.ts';
import { type AlertingRule, alertsOf, type CompiledFile } from '../rules/rule.ts';
import { distinct } from '../text/lists.ts';
import { anyOf, isSet, isUnset, type LabelMatcher } from './labels.ts';
import { type Mute, mutes } from './mutes.ts';

/** Where the alerts of one severity go. */
export interface SeverityRoute {
  readonly severity: string;
  readonly receiver: string;
  /** Whether alerts of this severity wake somebody. */
  readonly isPage: boolean;
  /** When notifications are sent; always if absent. */
  readonly hours?: ReceiverHours;
}

/** Alerts that are grouped in one way. */
export interface AlertRoute {
  readonly matchers: readonly LabelMatcher[];
  readonly groupBy: readonly string[];
}

export interface Notifications {
  readonly severities: readonly SeverityRoute[];
  readonly routes: readonly AlertRoute[];
  readonly mutes: readonly Mute[];
}

/** What is to be told of these alerts to whom. */
export function notificationsOf(
  files: readonly CompiledFile[],
  settings: AlertmanagerSettings,
  istiod: readonly Matcher[],
): Notifications {
  const services = files.flatMap((file) => file.services);
  const ofSlos = services.flatMap(({ slos }) => slos.flatMap(({ groups }) => alertsOf(groups)));
  const standalone = services.flatMap(({ alertGroups }) => alertsOf(alertGroups));
  const groupLabels = distinct(services.flatMap(({ slos }) => slos.flatMap(({ slo }) => slo.by)));
  // Each leaf fails for itself: alerts from there have its label, and so has that on a leaf that does not report.
  const leafLabels = services.flatMap(({ source }) => source.topology?.leafLabel ?? []);
  // A lost leaf is one incident, however many SLOs it had.
  const silent = distinct(ofSlos.flatMap(({ purpose, alert }) => (purpose.kind === 'leaf-missing' ? alert : [])));
  return {
    severities: severitiesOf([...ofSlos, ...standalone], settings),
    routes: [
      ...(silent.length > 0
        ? [{ matchers: [anyOf('alertname', silent)], groupBy: distinct(['alertname', ...leafLabels]) }]
        : []),
      // All alerts of one SLO and group tell of the same incident, whatever their names.
      ...(ofSlos.length > 0
        ? [{ matchers: [isSet('slo')], groupBy: distinct([...IDENTITY_LABELS, ...groupLabels, ...leafLabels]) }]
        : []),
      ...(standalone.length > 0
        ? [{ matchers: [isSet('slo_service'), isUnset('slo')], groupBy: standaloneLabels(standalone, leafLabels) }]
        : []),
    ],
    mutes: mutes(services, { pages: settings.pages, groupLabels, istiod }),
  };
}

function standaloneLabels(rules: readonly AlertingRule[], leafLabels: readonly string[]): string[] {
  const written = rules.flatMap(({ purpose, expr }) =>
    purpose.kind === 'standalone' && !purpose.alert.preset ? (labelsKeptBy(expr) ?? []) : [],
  );
  return distinct(['alertname', ...SERVICE_LABELS, ...INSTALLATION_LABELS, ...written, ...leafLabels]);
}

function severitiesOf(rules: readonly AlertingRule[], settings: AlertmanagerSettings): SeverityRoute[] {
  const { receivers, pages, hours } = settings;
  return distinct(rules.flatMap(({ labels }) => labels[LABELS.severity] ?? [])).map((severity) => {
    const isPage = pages.includes(severity);
    const open = hours[severity];
    return {
      severity,
      receiver: receivers[severity] ?? (isPage ? 'pager' : 'tickets'),
      isPage,
      ...(open && { hours: open }),
    };
  });
}
