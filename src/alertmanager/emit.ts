// Compiled files in, the file for Alertmanager out. Receivers are the user's: the file knows their names alone.
import type { AlertmanagerSettings, ReceiverHours } from '../model/read/alertmanager.ts';
import type { Settings } from '../model/settings.ts';
import { type Artifact, GENERATED_MARKER } from '../output/artifact.ts';
import { printYaml } from '../output/yaml/yaml.ts';
import type { CompiledFile } from '../rules/rule.ts';
import { distinct } from '../text/lists.ts';
import { type LabelMatcher, printMatcher } from './labels.ts';
import { type Notifications, notificationsOf, type SeverityRoute } from './notifications.ts';

const NAME = 'slo';

/** One file; none where no folder is configured for it. */
export function emitAlertmanager(files: readonly CompiledFile[], settings: Settings): Artifact[] {
  const { folders, alertmanager, istio, specFolder } = settings;
  if (folders.alertmanager === undefined || files.length === 0) return [];
  const notifications = notificationsOf(files, alertmanager, istio.istiod);
  const header = [
    `${GENERATED_MARKER} from ${specFolder}/. Do not edit: change the specs or slo.config.yaml and run \`slo build\`.`,
    ...notifications.mutes.map(({ reason }) => reason),
  ];
  const value = WRITERS[alertmanager.format](notifications, alertmanager);
  return [{ path: `${folders.alertmanager}/${NAME}.yaml`, content: printYaml(value, { header: distinct(header) }) }];
}

/** Receivers of the configuration that is tried, by what a notification does there. */
export const AUDIENCES = { page: 'pager', ticket: 'tickets' } as const;

/**
 * The same routes and mutes as one value that Alertmanager reads, to be tried: with one receiver for all pages and one for all
 * other alerts, at any hour, and without waits of its own.
 */
export function configurationToTry(files: readonly CompiledFile[], { alertmanager, istio }: Settings): object {
  const settings = { ...alertmanager, receivers: {}, hours: {} };
  return configuration(notificationsOf(files, settings, istio.istiod), { ...PLAIN, groupWait: undefined });
}

type Writer = (notifications: Notifications, settings: AlertmanagerSettings) => object;

const WRITERS: Readonly<Record<AlertmanagerSettings['format'], Writer>> = {
  config: (notifications) => configuration(notifications, PLAIN),
  vmoperator: (notifications, settings) => ({
    apiVersion: 'operator.victoriametrics.com/v1beta1',
    kind: 'VMAlertmanagerConfig',
    metadata: metadata(settings),
    spec: configuration(notifications, PLAIN),
  }),
  operator: (notifications, settings) => ({
    apiVersion: 'monitoring.coreos.com/v1alpha1',
    kind: 'AlertmanagerConfig',
    metadata: metadata(settings),
    spec: configuration(notifications, OPERATOR),
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

/** What differs between the form of Alertmanager itself and that of AlertmanagerConfig, which has other names for the same. */
interface Dialect {
  readonly matcher: (matcher: LabelMatcher) => unknown;
  readonly groupBy: string;
  /** Undefined where no route has a wait of its own. */
  readonly groupWait: string | undefined;
  readonly activeTimeIntervals: string;
  readonly inhibitRules: string;
  readonly sourceMatchers: string;
  readonly targetMatchers: string;
  /** Intervals by name, and in each of them those that it is made of. */
  readonly intervals: string;
  readonly ranges: string;
  readonly start: string;
  readonly end: string;
  /** Whether each route names the receiver of the route above, rather than inherit it. */
  readonly repeatsReceiver: boolean;
  /** Whether an interval may have a time zone. */
  readonly hasTimeZones: boolean;
}

/** https://prometheus.io/docs/alerting/latest/configuration/ */
const PLAIN: Dialect = {
  matcher: printMatcher,
  groupBy: 'group_by',
  groupWait: 'group_wait',
  activeTimeIntervals: 'active_time_intervals',
  inhibitRules: 'inhibit_rules',
  sourceMatchers: 'source_matchers',
  targetMatchers: 'target_matchers',
  intervals: 'time_intervals',
  ranges: 'time_intervals',
  start: 'start_time',
  end: 'end_time',
  repeatsReceiver: false,
  hasTimeZones: true,
};

const OPERATOR: Dialect = {
  matcher: operatorMatcher,
  groupBy: 'groupBy',
  groupWait: 'groupWait',
  activeTimeIntervals: 'activeTimeIntervals',
  inhibitRules: 'inhibitRules',
  sourceMatchers: 'sourceMatch',
  targetMatchers: 'targetMatch',
  intervals: 'muteTimeIntervals',
  ranges: 'timeIntervals',
  start: 'startTime',
  end: 'endTime',
  repeatsReceiver: true,
  hasTimeZones: false,
};

function configuration(notifications: Notifications, dialect: Dialect): object {
  const intervals = withHours(notifications);
  return {
    route: { receiver: defaultReceiver(notifications), routes: routesOf(notifications, dialect) },
    [dialect.inhibitRules]: notifications.mutes.map(({ source, target, equal }) => ({
      [dialect.sourceMatchers]: source.map(dialect.matcher),
      [dialect.targetMatchers]: target.map(dialect.matcher),
      equal,
    })),
    ...(intervals.length > 0 && {
      [dialect.intervals]: intervals.map(([name, hours]) => ({ name, [dialect.ranges]: [rangeOf(hours, dialect)] })),
    }),
    receivers: receiversOf(notifications),
  };
}

function routesOf(notifications: Notifications, dialect: Dialect): object[] {
  const { routes, severities } = notifications;
  return routes.map(({ matchers, groupBy }) => ({
    ...(dialect.repeatsReceiver && { receiver: defaultReceiver(notifications) }),
    matchers: matchers.map(dialect.matcher),
    [dialect.groupBy]: groupBy,
    routes: severities.map((route) => ({
      matchers: [dialect.matcher(ofSeverity(route))],
      receiver: route.receiver,
      ...(route.isPage && dialect.groupWait !== undefined && { [dialect.groupWait]: PAGE_WAIT }),
      ...(route.hours && { [dialect.activeTimeIntervals]: [intervalName(route.severity)] }),
    })),
  }));
}

function rangeOf({ days, from, to, timeZone }: ReceiverHours, { start, end, hasTimeZones }: Dialect): object {
  return {
    weekdays: days,
    times: [{ [start]: from, [end]: to }],
    ...(hasTimeZones && timeZone !== undefined && { location: timeZone }),
  };
}

function operatorMatcher({ label, op, value }: LabelMatcher): object {
  return { name: label, matchType: op, value };
}

function ofSeverity({ severity }: SeverityRoute): LabelMatcher {
  return { label: 'severity', op: '=', value: severity };
}
