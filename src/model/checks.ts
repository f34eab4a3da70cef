// What no single SLO can see: mistakes that show only when all of them are looked at together.
import type { Report, Span } from '../diagnostics/report.ts';
import type { AlertSettings, Identity, ServiceSlos, Slo } from './slo.ts';

/** Reports SLOs of one identity, showing both places: their rules would overwrite each other. */
export function checkIdentities(services: readonly ServiceSlos[], report: Report): void {
  const first = new Map<string, Pick<Slo, 'origin'>>();
  for (const slo of services.flatMap(({ written }) => written)) {
    const key = identityKey(slo.identity);
    const earlier = first.get(key);
    if (!earlier) {
      first.set(key, slo);
      continue;
    }
    report.add({
      code: 'duplicate-identity',
      severity: 'error',
      message: `the SLO "${slo.identity.slo}" of "${slo.identity.service}" is defined twice`,
      span: slo.origin,
      related: [{ message: 'first defined here', span: earlier.origin }],
      help: 'rename one; for services of one name in several namespaces, set "namespace"',
    });
  }
}

/** One text for each identity and one identity for each text: names hold no slash. */
function identityKey({ cluster = '', namespace = '', service, slo }: Identity): string {
  return [cluster, namespace, service, slo].join('/');
}

/** Reports alerts whose names differ in capital letters only, with both places: people, a page of runbooks and a disk that ignores
 *  them take such for one. */
export function checkAlertNames(services: readonly ServiceSlos[], report: Report): void {
  const first = new Map<string, { readonly name: string; readonly origin: Span }>();
  const alerts = services.flatMap((service) => [
    ...service.slos.flatMap((slo) => (slo.kind === 'budget' ? slo.thresholds : [])),
    ...service.alerts,
  ]);
  for (const { settings, origin } of alerts) {
    const key = settings.name.toLowerCase();
    const earlier = first.get(key) ?? { name: settings.name, origin };
    first.set(key, earlier);
    if (earlier.name === settings.name) continue;
    report.add({
      code: 'duplicate-alert',
      severity: 'error',
      message: `the alerts "${earlier.name}" and "${settings.name}" differ in capital letters only`,
      span: origin,
      related: [{ message: 'the other one is defined here', span: earlier.origin }],
      help: 'write both alike, or give one another name',
    });
  }
}

/** Reports alerts that nothing tells apart: Prometheus would take them for one. */
export function checkAlerts(services: readonly ServiceSlos[], report: Report): void {
  const first = new Map<string, Span>();
  const check = (identity: object, settings: AlertSettings, origin: Span) => {
    const key = alertKey(identity, settings);
    const earlier = first.get(key);
    if (!earlier) {
      first.set(key, origin);
      return;
    }
    report.add({
      code: 'duplicate-alert',
      severity: 'error',
      message: `the alert "${settings.name}" is defined twice, with the same severity and labels`,
      span: origin,
      related: [{ message: 'first defined here', span: earlier }],
      help: 'remove one, or give it another name, severity or label',
    });
  };
  for (const { identity, slos, alerts } of services) {
    for (const slo of slos.filter((slo) => slo.kind === 'budget')) {
      // Tiers have a label of their own.
      for (const single of [slo.outage, slo.absent]) if (single) first.set(alertKey(slo.identity, single), slo.origin);
      for (const { settings, origin } of slo.thresholds) check(slo.identity, settings, origin);
    }
    for (const { settings, origin } of alerts) check(identity, settings, origin);
  }
}

function alertKey(identity: object, { name, severity, labels }: AlertSettings): string {
  return JSON.stringify([identity, name, severity, Object.entries(labels).sort()]);
}
