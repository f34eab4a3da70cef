// The texts of a Kubernetes object in, an annotation out where Flux must leave it alone.

/**
 * Flux fills in `${…}` in what it applies wherever `postBuild.substitute` is set, so what holds such a text asks it not to
 * (https://fluxcd.io/flux/components/kustomize/kustomizations/#post-build-variable-substitution).
 */
export function notForFlux(texts: readonly string[]): Readonly<Record<string, string>> {
  return texts.some((text) => text.includes('${')) ? { 'kustomize.toolkit.fluxcd.io/substitute': 'disabled' } : {};
}
