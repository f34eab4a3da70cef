// Names of SLOs, spec files and folders of a command in, what they stand for out.
import type { Report } from '../../diagnostics/report.ts';
import { isBelow } from '../../output/locate.ts';
import type { CompiledFile } from '../../rules/rule.ts';
import { didYouMean } from '../../text/suggest.ts';
import { namesOf, slosOf } from './slo-names.ts';

/** The files, or what is left of them with the SLOs of these names and those in these files and folders. Reports names that
 *  stand for neither. */
export function chooseFiles(
  files: readonly CompiledFile[],
  names: readonly string[],
  toProject: (path: string) => string,
  report: Report,
): readonly CompiledFile[] {
  if (names.length === 0) return files;
  const paths = names.map(toProject);
  const isNamed = (file: CompiledFile) => paths.some((path) => isBelow(file.path, path));
  const known = slosOf(files).flatMap(namesOf);
  for (const [at, name] of names.entries()) {
    const isPath = files.some(({ path }) => isBelow(path, paths[at] ?? name));
    if (!isPath && !known.includes(name)) reportUnknown(name, known, report);
  }
  return files
    .map((file) => (isNamed(file) ? file : withSlos(file, names)))
    .filter(({ services }) => services.length > 0);
}

/** Of a file what is left of it with these SLOs alone. */
function withSlos(file: CompiledFile, names: readonly string[]): CompiledFile {
  const services = file.services.map((service) => ({
    ...service,
    alertGroups: [],
    slos: service.slos.filter((compiled) => namesOf(compiled).some((name) => names.includes(name))),
  }));
  return { ...file, services: services.filter(({ slos }) => slos.length > 0) };
}

function reportUnknown(name: string, known: readonly string[], report: Report): void {
  const guess = didYouMean(name, known);
  report.add({
    code: 'unknown-name',
    severity: 'error',
    message: `${JSON.stringify(name)} is neither an SLO nor a spec file`,
    help: guess ? `did you mean "${guess}"?` : '`slo list` shows the SLOs with their specs',
  });
}
