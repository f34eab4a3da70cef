// Compiled files in, the file for Alertmanager out. Receivers are the user's: the file knows their names alone.
import type { AlertmanagerSettings, ReceiverHours } from '../model/read/alertmanager.ts';
import type { Settings } from '../model/settings.ts';
import { type Artifact, GENERATED_MARKER } from '../output/artifact.ts';
import { printYaml } from '../output/yaml/yaml.ts';
import type { CompiledFile } from '../rules/rule.ts';
import { distinct, type LabelMatcher, printMatcher } from './labels.ts';
import { type Notifications, notificationsOf, type SeverityRoute } from './notifications.ts';

const NAME = 'slo';

/** One file; none where no folder is configured for it. */
export function emitAlertmanager(files: readonly CompiledFile[], settings: Settings): Artifact[] {
  const { alertmanagerFolder, alertmanager, istio, specFolder } = settings;
  if (alertmanagerFolder === undefined || files.length === 0) return [];
  const notifications = notificationsOf(files, alertmanager, istio.istiod);
  const header = [
    `${GENERATED_MARKER} from ${specFolder}/. Do not edit: change the specs or slo.config.yaml and run \`slo build\`.`,
    ...notifications.mutes.map(({ reason }) => reason),
  ];
  const value = WRITERS[alertmanager.format](notifications, alertmanager);
  return [{ path: `${alertmanagerFolder}/${NAME}.yaml`, content: printYaml(value, { header: distinct(header) }) }];
}

type Writer = (notifications: Notifications, settings: AlertmanagerSettings) => object;

const WRITERS: Readonly<Record<AlertmanagerSettings['format'], Writer>> = {
  config: (notifications) => plain(notifications),
  vmoperator: (notifications, settings) => ({
    apiVersion: 'operator.victoriametrics.com/v1beta1',
    kind: 'VMAlertmanagerConfig',
    metadata: metadata(settings),
    spec: plain(notifications),
  }),
  operator: (notifications, settings) => ({
    apiVersion: 'monitoring.coreos.com/v1alpha1',
    kind: 'AlertmanagerConfig',
    metadata: metadata(settings),
    spec: operatorSpec(notifications),
  }),
};

function metadata({ namespace, labels }: AlertmanagerSettings): object {
  return {
    name: NAME,
    ...(namespace !== undefined && { namespace }),
    labels: { 'app.kubernetes.io/managed-by': NAME, ...labels },
  };
}

/** What takes the alerts that no route below takes. */
function defaultReceiver({ severities }: Notifications): string {
  return severities.findLast(({ isPage }) => !isPage)?.receiver ?? severities[0]?.receiver ?? 'tickets';
}

function receiversOf(notifications: Notifications): readonly { readonly name: string }[] {
  const names = [defaultReceiver(notifications), ...notifications.severities.map(({ receiver }) => receiver)];
  return distinct(names).map((name) => ({ name }));
}

/** A page should not wait for others that may follow. */
const PAGE_WAIT = '10s';

function intervalName(severity: string): string {
  return `${NAME}-hours-${severity}`;
}

function withHours({ severities }: Notifications): readonly (readonly [string, ReceiverHours])[] {
  return severities.flatMap(({ severity, hours }) => (hours ? [[intervalName(severity), hours] as const] : []));
}

/** The form of Alertmanager itself (https://prometheus.io/docs/alerting/latest/configuration/). */
function plain(notifications: Notifications): object {
  const { routes, severities, mutes } = notifications;
  const intervals = withHours(notifications);
  return {
    route: {
      receiver: defaultReceiver(notifications),
      routes: routes.map(({ matchers, groupBy }) => ({
        matchers: matchers.map(printMatcher),
        group_by: groupBy,
        routes: severities.map((route) => ({
          matchers: [printMatcher(ofSeverity(route))],
          receiver: route.receiver,
          ...(route.isPage && { group_wait: PAGE_WAIT }),
          ...(route.hours && { active_time_intervals: [intervalName(route.severity)] }),
        })),
      })),
    },
    inhibit_rules: mutes.map(({ source, target, equal }) => ({
      source_matchers: source.map(printMatcher),
      target_matchers: target.map(printMatcher),
      equal,
    })),
    ...(intervals.length > 0 && {
      time_intervals: intervals.map(([name, { days, from, to, timeZone }]) => ({
        name,
        time_intervals: [
          {
            weekdays: days,
            times: [{ start_time: from, end_time: to }],
            ...(timeZone !== undefined && { location: timeZone }),
          },
        ],
      })),
    }),
    receivers: receiversOf(notifications),
  };
}

/** The form of AlertmanagerConfig, which has other names for the same. */
function operatorSpec(notifications: Notifications): object {
  const { routes, severities, mutes } = notifications;
  const intervals = withHours(notifications);
  return {
    route: {
      receiver: defaultReceiver(notifications),
      routes: routes.map(({ matchers, groupBy }) => ({
        receiver: defaultReceiver(notifications),
        matchers: matchers.map(operatorMatcher),
        groupBy,
        routes: severities.map((route) => ({
          matchers: [operatorMatcher(ofSeverity(route))],
          receiver: route.receiver,
          ...(route.isPage && { groupWait: PAGE_WAIT }),
          ...(route.hours && { activeTimeIntervals: [intervalName(route.severity)] }),
        })),
      })),
    },
    inhibitRules: mutes.map(({ source, target, equal }) => ({
      sourceMatch: source.map(operatorMatcher),
      targetMatch: target.map(operatorMatcher),
      equal,
    })),
    ...(intervals.length > 0 && {
      muteTimeIntervals: intervals.map(([name, { days, from, to }]) => ({
        name,
        timeIntervals: [{ weekdays: days, times: [{ startTime: from, endTime: to }] }],
      })),
    }),
    receivers: receiversOf(notifications),
  };
}

function operatorMatcher({ label, op, value }: LabelMatcher): object {
  return { name: label, matchType: op, value };
}

function ofSeverity({ severity }: SeverityRoute): LabelMatcher {
  return { label: 'severity', op: '=', value: severity };
}
