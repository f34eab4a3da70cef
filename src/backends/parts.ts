// A compiled file in, the parts out that each become one object: the whole file while it fits into one, and otherwise its
// services, or SLOs. Never cut by number, so that a new SLO moves no other into another object.
import { createHash } from 'node:crypto';
import type { Identity } from '../model/slo.ts';
import type { PrintedItem } from '../output/yaml/yaml.ts';
import type { CompiledFile, CompiledService } from '../rules/rule.ts';
import { withoutEnd } from '../text/trim.ts';
import { objectName } from './backend.ts';
import type { GroupPrinter } from './printed/printed-slo.ts';

/** Groups that go into one object. */
export interface Part {
  /** Follows the path of the spec in the name of the file; empty for all of it. */
  readonly suffix: string;
  /** `metadata.name` of the object. */
  readonly name: string;
  /** For people: the file, the service or the SLO. */
  readonly what: string;
  readonly groups: readonly PrintedItem[];
}

/** A name has 253 characters at most; the operator makes a key of 253 of it with a namespace of 63 and a uid. */
const LONGEST_NAME = 147;

/** The parts of a file, each as large as `fits` allows. A single SLO is a part whether it fits or not. */
export function partsOf(
  file: CompiledFile,
  stem: string,
  printer: GroupPrinter,
  fits: (part: Part) => boolean,
): Part[] {
  const whole = { suffix: '', name: objectName(stem), what: file.path, groups: printer.ofFile(file) };
  if (fits(whole)) return [whole];
  return servicesOf(file).flatMap((documents) => {
    const groups = printer.ofFile({ ...file, services: documents });
    const [first] = documents;
    const service = part(stem, first?.identity, undefined, groups);
    return groups.length > 0 && !fits(service) ? slosOf(documents, stem, printer) : [service];
  });
}

/** The documents of a file, those about one service together. */
function servicesOf({ services }: CompiledFile): CompiledService[][] {
  const keyOf = ({ identity }: CompiledService) => `${identity.namespace ?? ''}/${identity.service}`;
  return [...new Set(services.map(keyOf))].map((key) => services.filter((service) => keyOf(service) === key));
}

function slosOf(documents: readonly CompiledService[], stem: string, printer: GroupPrinter): Part[] {
  const alerts = printer.ofGroups(documents.flatMap(({ alertGroups }) => alertGroups));
  return [
    ...documents.flatMap(({ slos }) =>
      slos.map((compiled) => {
        const { identity } = compiled.slo;
        return part(stem, identity, identity.slo, printer.ofSlo(compiled));
      }),
    ),
    ...(alerts.length > 0 ? [part(stem, documents[0]?.identity, undefined, alerts)] : []),
  ];
}

/** The hash keeps apart what the names, which may be cut, do not. */
function part(
  stem: string,
  identity: Omit<Identity, 'slo'> | undefined,
  slo: string | undefined,
  groups: readonly PrintedItem[],
): Part {
  const { namespace, service = '' } = identity ?? {};
  const names = [namespace, service, slo].filter((name) => name !== undefined);
  const hash = createHash('sha256')
    .update(JSON.stringify([stem, namespace ?? null, service, slo ?? null]))
    .digest('hex')
    .slice(0, 8);
  const base = cut(objectName(stem), LONGEST_NAME - hash.length - 1);
  const readable = cut([service, slo].filter((name) => name !== undefined).join('-'), LONGEST_NAME - base.length - 10);
  const suffix = `.${[readable, hash].filter((word) => word !== '').join('-')}`;
  return { suffix, name: base + suffix, what: names.join('/'), groups };
}

/** At most `length` characters, and no hyphen or dot at the end. */
function cut(name: string, length: number): string {
  return withoutEnd(name.slice(0, Math.max(length, 0)), '-.');
}
