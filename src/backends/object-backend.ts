// What the formats that write Kubernetes objects share: parts within the limits of size, metadata, and the kustomization
// that lists the files. The kinds of objects are in the files beside this one.
import type { Report } from '../diagnostics/report.ts';
import { memoized } from '../memoized.ts';
import type { Settings } from '../model/settings.ts';
import { type Artifact, headerOf } from '../output/artifact.ts';
import { type PrintedItem, printYaml } from '../output/yaml/yaml.ts';
import type { CompiledFile } from '../rules/rule.ts';
import { specStem } from '../spec/file-names.ts';
import type { RuleFormat } from '../spec/rule-format.ts';
import type { Backend } from './backend.ts';
import { kustomization } from './kustomization.ts';
import { notForFlux } from './not-for-flux.ts';
import { checkSize, LARGEST_ANNOTATION_BYTES, type SizeLimit, sizeOf } from './object-sizes.ts';
import { type Part, partsOf } from './parts.ts';
import { GroupPrinter } from './printed/printed-slo.ts';
import type { GroupOptions } from './rule-groups.ts';

const HELP = 'an SLO cannot be divided: shorten its texts and expressions, or give some of its alerts to another SLO';

/** A kind of object that holds rule groups. */
export interface ObjectKind {
  readonly format: RuleFormat;
  readonly apiVersion: string;
  readonly kind: string;
  groupOptions(settings: Settings): GroupOptions;
  /** What stands before the further lines of a group. */
  readonly groupIndent: string;
  /** The fields beside `metadata`. */
  body(name: string, groups: readonly PrintedItem[]): object;
  readonly largest: SizeLimit;
}

/** A format that writes one object for each spec file, or for each of its services where that would be too large. */
export function objectBackend(kind: ObjectKind): Backend {
  return Object.freeze({
    name: kind.format,
    emit(files, settings, report) {
      const printer = new GroupPrinter(kind.groupIndent, kind.groupOptions(settings));
      const rules = files.flatMap((file) => objectsOf({ kind, settings, printer }, file, report));
      const { folders, specFolder } = settings;
      const names = rules.map(({ path }) => path.slice(folders.rules.length + 1));
      return rules.length === 0 ? [] : [...rules, kustomization(folders.rules, names, specFolder)];
    },
  } satisfies Backend);
}

/** What the objects of a run have in common. */
interface Run {
  readonly kind: ObjectKind;
  readonly settings: Settings;
  readonly printer: GroupPrinter;
}

function objectsOf({ kind, settings, printer }: Run, file: CompiledFile, report: Report): Artifact[] {
  const stem = specStem(file.path, settings.specFolder);
  const build = memoized((part: Part) => built(kind, part, settings));
  const parts = partsOf(file, stem, printer, (part) => build(part).bytes <= LARGEST_ANNOTATION_BYTES);
  return parts.map((part) => {
    const { value, bytes } = build(part);
    checkSize(`the ${kind.kind} of ${part.what}`, bytes, kind.largest, HELP, report);
    const path = `${settings.folders.rules}/${stem}${part.suffix}.yaml`;
    return { path, content: printYaml(value, { header: [headerOf([file.path], path)] }) };
  });
}

/** An object and its size in bytes. It asks Flux to leave it alone where that is needed. */
function built(kind: ObjectKind, { name, groups }: Part, { rules }: Settings) {
  const body = kind.body(name, groups);
  const texts = [name, ...Object.values(rules.labels), ...Object.values(rules.annotations)];
  const asked = notForFlux([...texts, ...groups.map(({ text }) => text)]);
  const annotations = { ...asked, ...rules.annotations };
  const value = objectValue(kind, name, body, { ...rules, annotations });
  return { value, bytes: sizeOf(value) };
}

function objectValue(
  { apiVersion, kind }: ObjectKind,
  name: string,
  body: object,
  { namespace, labels, annotations }: Settings['rules'],
): object {
  return {
    apiVersion,
    kind,
    metadata: {
      name,
      ...(namespace !== undefined && { namespace }),
      labels: { 'app.kubernetes.io/managed-by': 'slo', ...labels },
      ...(Object.keys(annotations).length > 0 && { annotations }),
    },
    ...body,
  };
}
