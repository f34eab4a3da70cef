// The kustomization that lists the objects of an output folder, so that a GitOps tool needs the folder only.
import type { Artifact } from '../output/artifact.ts';
import { printYaml } from '../output/yaml.ts';
import { headerOf } from './backend.ts';

/** `names` are paths relative to the folder. */
export function kustomization(folder: string, names: readonly string[], source: string): Artifact {
  const value = {
    apiVersion: 'kustomize.config.k8s.io/v1beta1',
    kind: 'Kustomization',
    resources: [...names].sort(),
  };
  return { path: `${folder}/kustomization.yaml`, content: printYaml(value, { header: headerOf(source) }) };
}
