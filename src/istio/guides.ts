// The guide of every preset alert, and those of the metrics that SLOs on Istio read.
import type { Exporter } from '../metrics/metric.ts';
import type { PresetId } from './alerts.ts';
import type { Guide, Mesh } from './guide.ts';
import { certChainExpiring, rootCertExpiring, workloadCertNotRotating } from './guides-certificates.ts';
import { configConflicts, configPush, injectionFailing, pushSendFailing, xdsRejects } from './guides-config.ts';
import { latencyMetricsMissing, metricsMissing, proxiesDisconnected, versionSkew } from './guides-data.ts';
import {
  istiodDown,
  istiodInstanceUnreachable,
  istiodMetricsMissing,
  istiodReplicasLow,
  istiodRevisionDown,
} from './guides-istiod.ts';
import { failingRequests, gatewayNoRoute, type RequestSubject, slowRequests } from './guides-traffic.ts';

export const PRESET_GUIDES: Readonly<Record<PresetId, (mesh: Mesh) => Guide>> = Object.freeze({
  'istiod-down': istiodDown,
  'istiod-instance-unreachable': istiodInstanceUnreachable,
  'istiod-revision-down': istiodRevisionDown,
  'istiod-replicas-low': istiodReplicasLow,
  'istiod-root-cert-expiring': rootCertExpiring,
  'istiod-root-cert-expiring-soon': rootCertExpiring,
  'istiod-cert-chain-expiring': certChainExpiring,
  'workload-cert-not-rotating': workloadCertNotRotating,
  'sidecar-injection-failing': injectionFailing,
  'mesh-config-conflicts': configConflicts,
  'istiod-push-send-failing': pushSendFailing,
  'istio-metrics-missing': metricsMissing,
  'istio-latency-metrics-missing': latencyMetricsMissing,
  'istio-version-skew': versionSkew,
  'proxies-disconnected': proxiesDisconnected,
  'istio-gateway-no-route': gatewayNoRoute,
});

/** Guides on metrics that are missing, by who exports them. */
export const MISSING_GUIDES: Readonly<Partial<Record<Exporter, (mesh: Mesh) => Guide>>> = Object.freeze({
  istiod: istiodMetricsMissing,
  proxy: metricsMissing,
});

/** Guides of SLOs, by the metric that decides what they are about. */
export const METRIC_GUIDES: Readonly<Record<string, (subject: RequestSubject, mesh: Mesh) => Guide>> = Object.freeze({
  istio_requests_total: failingRequests,
  istio_request_duration_milliseconds_count: slowRequests,
  pilot_proxy_convergence_time_count: (_subject, mesh) => configPush(mesh),
  pilot_total_xds_rejects: (_subject, mesh) => xdsRejects(mesh),
});
