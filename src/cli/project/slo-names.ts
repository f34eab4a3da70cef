// How SLOs are called on the command line.
import type { Slo } from '../../model/slo.ts';
import type { CompiledFile, CompiledSlo } from '../../rules/rule.ts';

/** How an SLO may be called: by its name, with its service, and with its namespace. */
export function namesOf({ slo }: Pick<CompiledSlo, 'slo'>): readonly [string, ...string[]] {
  const { namespace, service, slo: name } = slo.identity;
  return [name, `${service}/${name}`, ...(namespace === undefined ? [] : [`${namespace}/${service}/${name}`])];
}

/** The longest of its names, which tells it apart from all others. */
export function fullNameOf(compiled: CompiledSlo): string {
  return nameOfSlo(compiled.slo);
}

/** The same of an SLO that need not be compiled. */
export function nameOfSlo(slo: Slo): string {
  return namesOf({ slo }).at(-1) ?? '';
}

/** All SLOs of the files, in their order. */
export function slosOf(files: readonly CompiledFile[]): CompiledSlo[] {
  return files.flatMap(({ services }) => services.flatMap(({ slos }) => slos));
}
