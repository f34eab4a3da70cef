// The specs that `slo init --istio` starts a project with.
import { incident } from './http.ts';

export const MESH_SPEC = `# yaml-language-server: $schema=./slo.schema.json
service: mesh
description: What every service in the mesh may count on.
slos:
  - name: request-success
    description: 99.9 % of the requests succeed, for each destination service.
    objective: 99.9%
    indicator:
      istio:
        # Of one namespace: requests: { where: destination_service_namespace="shop" }
        requests: {}
  - name: request-latency
    description: 99 % of the requests are answered within 250 ms, for each destination service.
    objective: 99%
    indicator:
      istio:
        # The buckets of Istio near it are 100, 250 and 500 ms.
        latency:
          below: 250ms
alerts:
  - istio: istio-metrics-missing
`;

export const CONTROL_PLANE_SPEC = `# yaml-language-server: $schema=./slo.schema.json
service: istiod
description: What the control plane promises to the mesh.
slos:
  - name: config-push
    description: 99 % of the configuration pushes reach their proxy within a second.
    objective: 99%
    indicator:
      istio:
        configPush:
          below: 1s
  - name: xds-rejects
    description: No proxy rejects its configuration.
    indicator:
      istio:
        xdsRejects: {}
# \`slo explain presets\` tells of each, and of those that need kube-state-metrics.
alerts:
  - istio: istiod-down
  - istio: istiod-root-cert-expiring
  - istio: sidecar-injection-failing
`;

export const MESH_SCENARIOS = incident(
  'mesh/request-success',
  '    group: { destination_service_namespace: shop, destination_service_name: cart }\n',
);
