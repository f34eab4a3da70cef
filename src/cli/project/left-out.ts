// Files beside the specs that no command reads although somebody may think so: a spec under another name, a linked folder, a
// project file with another ending. An alert that is silently not built is found out in an outage.
import type { Report } from '../../diagnostics/report.ts';
import { SCENARIO_FILE, SPEC_NAME } from '../../spec/file-names.ts';
import type { Entry, ProjectFiles } from './files.ts';

const YAML = /\.ya?ml$/i;

/** What the outermost fields of a spec look like. */
const FIELDS_OF_A_SPEC: readonly RegExp[] = [/^service:/m, /^(?:slos|alerts):/m];

/** Warns of what looks like a spec below the spec folder and is not read as one. */
export function warnOfLeftOut(files: ProjectFiles, folder: string, report: Report): void {
  for (const entry of entriesOf(files, folder)) {
    const path = `${folder}/${entry.name}`;
    if (entry.isFolder && !/^\.|^node_modules$/.test(entry.name)) warnOfLeftOut(files, path, report);
    const why = reasonFor(files, path, entry);
    if (why !== undefined) warn(`${path} is not read: ${why.reason}`, why.help, report);
  }
}

/** Warns of a project file under a name that is not looked for. */
export function warnOfOtherConfig(files: ProjectFiles, name: string, report: Report): void {
  const others = entriesOf(files, '.').filter((entry) => entry.name !== name && isLikeConfig(entry.name));
  for (const other of others) {
    warn(`${other.name} is not read: the settings of a project are in ${name}`, `rename it to ${name}`, report);
  }
}

function isLikeConfig(name: string): boolean {
  return /^slo\.config\.ya?ml$/i.test(name);
}

interface Why {
  readonly reason: string;
  readonly help: string;
}

function reasonFor(files: ProjectFiles, path: string, { name, isFolder, isLink }: Entry): Why | undefined {
  if (isFolder || SPEC_NAME.test(name) || SCENARIO_FILE.test(name)) return undefined;
  if (isLink && isLinkedFolder(files, path)) {
    return { reason: 'it is a link to a folder, and links are not followed', help: 'move the folder here' };
  }
  if (!YAML.test(name)) return undefined;
  const lower = name.toLowerCase();
  if (SPEC_NAME.test(lower) || SCENARIO_FILE.test(lower)) {
    return { reason: 'capital letters in its ending make it another kind of file', help: `rename it to ${lower}` };
  }
  if (!holdsSpec(files, path)) return undefined;
  return {
    reason: 'it holds a spec, but the name of a spec ends in .slo.yaml',
    help: `rename it to ${name.replace(YAML, '.slo.yaml')}`,
  };
}

function isLinkedFolder(files: ProjectFiles, path: string): boolean {
  try {
    return files.kindOf(path).kind === 'folder';
  } catch {
    // A link that leads out of the project, or to nothing, is no folder of specs either way.
    return true;
  }
}

function holdsSpec(files: ProjectFiles, path: string): boolean {
  try {
    const { kind } = files.kindOf(path);
    if (kind !== 'file') return false;
    const text = Buffer.from(files.read(path)).toString('utf8');
    return FIELDS_OF_A_SPEC.every((field) => field.test(text));
  } catch {
    return false;
  }
}

function entriesOf(files: ProjectFiles, folder: string): readonly Entry[] {
  try {
    return files.entries(folder) ?? [];
  } catch {
    // What cannot be read is told where the specs are looked for.
    return [];
  }
}

function warn(message: string, help: string, report: Report): void {
  report.add({ code: 'left-out', severity: 'warning', message, help });
}
