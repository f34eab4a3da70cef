// The schemas of custom resources, as their operators publish them (test/fixtures/crd), as judges of what is delivered.
// prometheusrules.yaml: prometheus-operator 0.93.0, example/prometheus-operator-crd. grafanadashboards.yaml:
// grafana-operator 5.18.0, config/crd/bases. Both are under the Apache License 2.0.
import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { parse } from 'yaml';

interface Crd {
  readonly spec: {
    readonly group: string;
    readonly names: { readonly kind: string };
    readonly versions: readonly { readonly name: string; readonly schema: { readonly openAPIV3Schema: object } }[];
  };
}

// Patterns are RE2 there. Of what JavaScript spells otherwise these schemas have (?i) alone.
const RE2 = Object.assign(
  (pattern: string) => new RegExp(pattern.replace('(?i)', ''), pattern.includes('(?i)') ? 'i' : ''),
  { code: 'RE2' },
);

/** A check of objects against `test/fixtures/crd/NAME.yaml`: what is wrong with one, an empty list if it is sound. */
export function crdCheck(name: string): (object: unknown) => readonly string[] {
  const { spec }: Crd = parse(readFileSync(new URL(`../fixtures/crd/${name}.yaml`, import.meta.url), 'utf8'));
  // The API server knows more keywords (x-kubernetes-*) and formats (int64) than JSON schema.
  const ajv = new Ajv({ allErrors: true, strict: false, validateFormats: false, code: { regExp: RE2 } });
  const versions = new Map(
    spec.versions.map((version) => [`${spec.group}/${version.name}`, ajv.compile(version.schema.openAPIV3Schema)]),
  );
  return (object) => {
    const { apiVersion = '', kind } = object as { readonly apiVersion?: string; readonly kind?: string };
    const validate = versions.get(apiVersion);
    if (validate === undefined || kind !== spec.names.kind) return [`no ${spec.names.kind}: ${apiVersion} ${kind}`];
    return validate(object)
      ? []
      : (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
  };
}
