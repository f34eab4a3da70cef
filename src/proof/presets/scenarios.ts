// The registry: which scenarios put which preset to the test. None can be forgotten, for its type asks for every id.
import type { PresetId } from '../../istio/alerts.ts';
import { certChainExpiring, rootCertExpiring, rootCertExpiringSoon, workloadCertNotRotating } from './certificates.ts';
import { meshConfigConflicts } from './config.ts';
import { istioLatencyMetricsMissing, istioMetricsMissing, istioVersionSkew } from './data.ts';
import { sidecarInjectionFailing } from './injection.ts';
import { istiodDown, istiodInstanceUnreachable } from './istiod.ts';
import { istiodReplicasLow, istiodRevisionDown } from './replicas.ts';
import { istiodPushSendFailing } from './sends.ts';
import type { PresetScenarios } from './targets.ts';
import { istioGatewayNoRoute, proxiesDisconnected } from './traffic.ts';

export const PRESET_SCENARIOS: Readonly<Record<PresetId, PresetScenarios>> = Object.freeze({
  'istiod-down': istiodDown,
  'istiod-instance-unreachable': istiodInstanceUnreachable,
  'istiod-revision-down': istiodRevisionDown,
  'istiod-replicas-low': istiodReplicasLow,
  'istiod-root-cert-expiring': rootCertExpiring,
  'istiod-root-cert-expiring-soon': rootCertExpiringSoon,
  'istiod-cert-chain-expiring': certChainExpiring,
  'workload-cert-not-rotating': workloadCertNotRotating,
  'sidecar-injection-failing': sidecarInjectionFailing,
  'mesh-config-conflicts': meshConfigConflicts,
  'istiod-push-send-failing': istiodPushSendFailing,
  'istio-metrics-missing': istioMetricsMissing,
  'istio-latency-metrics-missing': istioLatencyMetricsMissing,
  'istio-version-skew': istioVersionSkew,
  'proxies-disconnected': proxiesDisconnected,
  'istio-gateway-no-route': istioGatewayNoRoute,
});
