// Alerts on certificates: the root and the chain istiod signs with, and what the workloads hold.
import { AGENT_METRICS } from '../metrics/istio-agent.ts';
import { ISTIOD_METRICS } from '../metrics/istiod.ts';
import { select } from '../metrics/metric.ts';
import type { Expr } from '../promql/ast.ts';
import { lt, min, mul, num } from '../promql/build.ts';
import { MINUTE_MS } from '../text/time.ts';
import { defineAlerts, INSTALLATION_LABELS } from './alert.ts';

const { citadel_server_root_cert_expiry_seconds: ROOT_EXPIRY, citadel_server_cert_chain_expiry_seconds: CHAIN_EXPIRY } =
  ISTIOD_METRICS;
const { istio_agent_cert_expiry_seconds: WORKLOAD_EXPIRY } = AGENT_METRICS;

// Seconds as products, `30 * 86400`, for a person to read.
const days = (count: number): Expr => mul(num(count), num(86_400));
const hours = (count: number): Expr => mul(num(count), num(3_600));

const ROOT_WHY =
  'Nothing circulates for it, and all mutual TLS fails at once when it happens. The least over the instances counts, ' +
  'for one that did not load the new root is enough to break a part of the mesh. The value goes negative after ' +
  'expiry, so the alert goes on. Silent where istiod is not the certificate authority, since the metric is absent ' +
  'then; about roots other than the first of a bundle; and while no istiod can be scraped, which is IstiodDown.';

const ROOT_DESCRIPTION =
  'The root certificate of {{ $labels.namespace }} expires in {{ $value | humanizeDuration }}. Afterwards no ' +
  'workload trusts any other. Rotate it in good time: ' +
  'https://istio.io/latest/docs/tasks/security/cert-management/plugin-ca-cert/';

export const CERTIFICATE_ALERTS = defineAlerts([
  {
    id: 'istiod-root-cert-expiring',
    name: 'IstiodRootCertExpiring',
    about: 'control-plane',
    severity: 'warning',
    for: 15 * MINUTE_MS,
    summary: 'The root certificate of the mesh expires within 30 days',
    description: ROOT_DESCRIPTION,
    expr: ({ istiod }) => lt(min(select(ROOT_EXPIRY, {}, istiod), INSTALLATION_LABELS), days(30)),
    inputs: [ROOT_EXPIRY],
    why: ROOT_WHY,
  },
  {
    id: 'istiod-root-cert-expiring-soon',
    name: 'IstiodRootCertExpiringSoon',
    about: 'control-plane',
    severity: 'critical',
    for: 5 * MINUTE_MS,
    summary: 'The root certificate of the mesh expires within 7 days',
    description: ROOT_DESCRIPTION,
    expr: ({ istiod }) => lt(min(select(ROOT_EXPIRY, {}, istiod), INSTALLATION_LABELS), days(7)),
    inputs: [ROOT_EXPIRY],
    why: ROOT_WHY,
  },
  {
    id: 'istiod-cert-chain-expiring',
    name: 'IstiodCertChainExpiring',
    about: 'control-plane',
    severity: 'warning',
    for: 15 * MINUTE_MS,
    summary: 'The signing certificate of istiod expires within 14 days',
    description:
      'The plugged-in signing certificate of {{ $labels.namespace }} expires in {{ $value | humanizeDuration }}. ' +
      'Istiod cannot issue workload certificates that outlive it. Whoever maintains the secret cacerts must renew it.',
    expr: ({ istiod }) => lt(min(select(CHAIN_EXPIRY, {}, istiod), INSTALLATION_LABELS), days(14)),
    inputs: [CHAIN_EXPIRY],
    why:
      'An intermediate certificate lives months, not ten years, and is renewed by something outside Istio. 14 days ' +
      'are less than what a renewal at two thirds of a 90-day life leaves (30 days), so a renewal that works never ' +
      'reaches them. Silent without a plugged-in CA: then istiod exports no such metric and signs with the root ' +
      'itself.',
  },
  {
    id: 'workload-cert-not-rotating',
    name: 'WorkloadCertNotRotating',
    about: 'control-plane',
    severity: 'warning',
    for: 15 * MINUTE_MS,
    summary: 'Workload certificates are not being renewed',
    description:
      'A workload certificate in {{ $labels.namespace }} has only {{ $value | humanizeDuration }} left, although it ' +
      'should have been renewed at 12 hours. The workload loses mutual TLS when it expires. ' +
      "istio_agent_cert_expiry_seconds of that namespace tells which pods; their agent's log tells why.",
    expr: ({ proxies = [] }) =>
      lt(min(select(WORKLOAD_EXPIRY, { resource_name: 'default' }, proxies), INSTALLATION_LABELS), hours(6)),
    inputs: [WORKLOAD_EXPIRY],
    why:
      "Envoy's days_until_first_cert_expiring counts in days and is always 0 for certificates of 24 hours. These are " +
      'renewed at half their life, so less than 6 hours means that half a day of attempts has failed, and leaves ' +
      'time to act. It fires for nothing where certificates are issued for less than 12 hours: leave it out there. ' +
      "Silent when only Envoy's port 15090 is scraped, which lacks the agent's metrics.",
  },
]);
