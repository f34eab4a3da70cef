// Which files of a project bear a name. Finding a project needs this alone, and is done before every command.
import type { Report } from '../../diagnostics/report.ts';
import { withoutEnd } from '../../text/trim.ts';
import { type Entry, faultOf, type ProjectFiles } from './files.ts';

/** The files below a folder whose names fit, sorted by path. Folders that cannot be read are reported. */
export function findFiles(files: ProjectFiles, folder: string, name: RegExp, report: Report): string[] {
  const found: string[] = [];
  const visit = (directory: string): void => {
    for (const entry of entriesOf(files, directory, report)) {
      const path = `${directory}/${entry.name}`;
      if (name.test(entry.name)) found.push(path);
      else if (entry.isFolder && !/^\.|^node_modules$/.test(entry.name)) visit(path);
    }
  };
  visit(withoutEnd(folder, '/'));
  return found.sort();
}

function entriesOf(files: ProjectFiles, directory: string, report: Report): readonly Entry[] {
  try {
    return files.entries(directory) ?? [];
  } catch (error) {
    const message = `${directory} cannot be read: ${faultOf(error)}`;
    report.add({ code: 'file-unreadable', severity: 'error', message });
    return [];
  }
}
