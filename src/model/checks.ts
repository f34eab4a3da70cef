// What no single SLO can see: mistakes that show only when all of them are looked at together.
import type { Report } from '../diagnostics/report.ts';
import type { Identity, ServiceSlos, Slo } from './slo.ts';

/** Reports SLOs of one identity, showing both places: their rules would overwrite each other. */
export function checkIdentities(services: readonly ServiceSlos[], report: Report): void {
  const first = new Map<string, Slo>();
  for (const slo of services.flatMap(({ slos }) => slos)) {
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
