// ConfigMaps that hold rule files, for a Prometheus or a Thanos Ruler that mounts them or has a sidecar collect them.
import { printYaml } from '../output/yaml/yaml.ts';
import { objectBackend } from './object-backend.ts';
import { INDENT_IN_FILE } from './rule-groups.ts';

export const configMapBackend = objectBackend({
  format: 'configmap',
  apiVersion: 'v1',
  kind: 'ConfigMap',
  groupOptions: ({ rules }) => ({ partial_response_strategy: rules.partialResponse }),
  groupIndent: INDENT_IN_FILE,
  // Sidecars put the files of all ConfigMaps into one folder, so the key carries the whole name.
  body: (name, groups) => ({ data: { [`${name}.rules.yaml`]: printYaml({ groups }) } }),
  // https://kubernetes.io/docs/concepts/configuration/configmap/
  largest: { bytes: 1024 * 1024, by: 'Kubernetes' },
});
