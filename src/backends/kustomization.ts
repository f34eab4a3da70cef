// The kustomization that lists the objects of an output folder, so that a GitOps tool needs the folder only.
import { type Artifact, headerOf } from '../output/artifact.ts';
import { printYaml } from '../output/yaml/yaml.ts';

/** `names` are paths relative to the folder. */
export function kustomization(folder: string, names: readonly string[], source: string): Artifact {
  const value = {
    apiVersion: 'kustomize.config.k8s.io/v1beta1',
    kind: 'Kustomization',
    resources: [...names].sort(),
  };
  const path = `${folder}/kustomization.yaml`;
  return { path, content: printYaml(value, { header: [headerOf([source], path)] }), isList: true };
}
