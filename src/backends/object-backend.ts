// What the formats that write Kubernetes objects share: parts within the limits of size, metadata, and the kustomization
// that lists the files. The kinds of objects are in the files beside this one.
import { Report } from '../diagnostics/report.ts';
import type { Settings } from '../model/settings.ts';
import type { Artifact } from '../output/artifact.ts';
import { printYaml } from '../output/yaml.ts';
import type { CompiledFile, RuleGroup } from '../rules/rule.ts';
import type { RuleFormat } from '../spec/rule-format.ts';
import { type Backend, headerOf, stemOf } from './backend.ts';
import { type Part, partsOf } from './parts.ts';

/** A kind of object that holds rule groups. */
export interface ObjectKind {
  readonly format: RuleFormat;
  readonly apiVersion: string;
  readonly kind: string;
  /** The fields beside `metadata`. */
  body(name: string, groups: readonly RuleGroup[], settings: Settings): object;
  readonly largest: {
    readonly bytes: number;
    /** Who refuses more. */
    readonly by: string;
  };
}

/** `kubectl apply` without --server-side keeps the object in an annotation of at most 262,144 bytes, as JSON
 *  (apimachinery: TotalAnnotationSizeLimitB). What the API server adds to an object is not in it. */
const LARGEST_ANNOTATION_BYTES = 256 * 1024;

/** A format that writes one object for each spec file, or for each of its services where that would be too large. */
export function objectBackend(kind: ObjectKind): Backend {
  return Object.freeze({
    name: kind.format,
    emit(files, settings, report = new Report()) {
      const rules = files.flatMap((file) => objectsOf(kind, file, settings, report));
      return rules.length === 0 ? [] : [...rules, kustomization(rules, settings)];
    },
  } satisfies Backend);
}

function objectsOf(kind: ObjectKind, file: CompiledFile, settings: Settings, report: Report): Artifact[] {
  const stem = stemOf(file.path, settings);
  const built = new Map<Part, { readonly value: object; readonly bytes: number }>();
  const build = (part: Part) => {
    const known = built.get(part);
    if (known) return known;
    const value = objectValue(kind, part, settings);
    const fresh = { value, bytes: Buffer.byteLength(JSON.stringify(value)) };
    built.set(part, fresh);
    return fresh;
  };
  const parts = partsOf(file, stem, (part) => build(part).bytes <= LARGEST_ANNOTATION_BYTES);
  return parts.map((part) => {
    const { value, bytes } = build(part);
    checkSize(kind, part, bytes, report);
    return {
      path: `${settings.rulesFolder}/${stem}${part.suffix}.yaml`,
      content: printYaml(value, { header: headerOf(file.path) }),
    };
  });
}

function objectValue({ apiVersion, kind, body }: ObjectKind, { name, groups }: Part, settings: Settings): object {
  const { namespace, labels, annotations } = settings.rules;
  return {
    apiVersion,
    kind,
    metadata: {
      name,
      ...(namespace !== undefined && { namespace }),
      labels: { 'app.kubernetes.io/managed-by': 'slo', ...labels },
      ...(Object.keys(annotations).length > 0 && { annotations }),
    },
    ...body(name, groups, settings),
  };
}

function checkSize({ kind, largest }: ObjectKind, { what }: Part, bytes: number, report: Report): void {
  const size = `the ${kind} of ${what} would have ${Math.ceil(bytes / 1024)} KiB`;
  if (bytes > largest.bytes) {
    report.add({
      code: 'object-too-large',
      severity: 'error',
      message: `${size}; ${largest.by} refuses more than ${largest.bytes / 1024}`,
      help: 'an SLO cannot be divided: shorten its texts and expressions, or give some of its alerts to another SLO',
    });
  } else if (bytes > LARGEST_ANNOTATION_BYTES) {
    report.add({
      code: 'object-large',
      severity: 'warning',
      message: `${size}; client-side apply refuses more than ${LARGEST_ANNOTATION_BYTES / 1024}`,
      help: 'apply it with `kubectl apply --server-side`, in Argo CD with ServerSideApply=true; Flux does so anyway',
    });
  }
}

function kustomization(rules: readonly Artifact[], { rulesFolder, specFolder }: Settings): Artifact {
  const value = {
    apiVersion: 'kustomize.config.k8s.io/v1beta1',
    kind: 'Kustomization',
    resources: rules.map(({ path }) => path.slice(rulesFolder.length + 1)).sort(),
  };
  return { path: `${rulesFolder}/kustomization.yaml`, content: printYaml(value, { header: headerOf(specFolder) }) };
}
