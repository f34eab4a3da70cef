// PrometheusRule objects for prometheus-operator, one for each spec file, and the kustomization that lists them.
import type { Settings } from '../model/settings.ts';
import type { Artifact } from '../output/artifact.ts';
import { printYaml } from '../output/yaml.ts';
import type { CompiledFile } from '../rules/rule.ts';
import { type Backend, headerOf, stemOf } from './backend.ts';
import { groupsOf, groupValue } from './rule-groups.ts';

export const prometheusRuleBackend: Backend = Object.freeze({
  name: 'operator',
  emit(files, settings) {
    const rules = files.map((file) => ruleArtifact(file, settings));
    return rules.length === 0 ? [] : [...rules, kustomization(rules, settings)];
  },
} satisfies Backend);

function ruleArtifact(file: CompiledFile, settings: Settings): Artifact {
  const { namespace, labels, annotations } = settings.rules;
  const value = {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'PrometheusRule',
    metadata: {
      name: objectName(stemOf(file.path, settings)),
      ...(namespace !== undefined && { namespace }),
      labels: { 'app.kubernetes.io/managed-by': 'slo', ...labels },
      ...(Object.keys(annotations).length > 0 && { annotations }),
    },
    spec: { groups: groupsOf(file).map(groupValue) },
  };
  return {
    path: `${settings.rulesFolder}/${stemOf(file.path, settings)}.yaml`,
    content: printYaml(value, { header: headerOf(file.path) }),
  };
}

/** Kubernetes names hold no slash; file names of specs hold no dot, so a dot in its place cannot make two names one. */
function objectName(stem: string): string {
  return `slo-${stem.replaceAll('/', '.')}`;
}

function kustomization(rules: readonly Artifact[], { rulesFolder, specFolder }: Settings): Artifact {
  const value = {
    apiVersion: 'kustomize.config.k8s.io/v1beta1',
    kind: 'Kustomization',
    resources: rules.map(({ path }) => path.slice(rulesFolder.length + 1)).sort(),
  };
  return { path: `${rulesFolder}/kustomization.yaml`, content: printYaml(value, { header: headerOf(specFolder) }) };
}
