// A folder that is there as a whole or not at all: filled under another name beside its place, and then moved there.
import { existsSync, lstatSync, mkdirSync, readdirSync, renameSync, rmdirSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import process from 'node:process';
import type { Report } from '../../diagnostics/report.ts';
import { beforeEnd } from '../../output/before-end.ts';
import { namedFault } from '../../output/locate.ts';
import { faultOf } from '../project/files.ts';

export interface NewFolder {
  /** Where it is filled: not there yet. */
  readonly draft: string;
  /** Moves it to its place. */
  finish(): void;
  /** Removes what has not been moved. */
  discard(): void;
}

/** Reports that the place is taken, or cannot be made. `path` and `project`, the folder of the project, are absolute. */
export function newFolder(project: string, path: string, shown: string, report: Report): NewFolder | undefined {
  const refuse = (message: string): undefined => {
    const help = 'name a folder that is not there yet';
    report.add({ code: 'folder-taken', severity: 'error', message: `${JSON.stringify(shown)} ${message}`, help });
  };
  try {
    const fault = namedFault(project, path);
    if (fault !== undefined) return refuse(fault);
    if (lstatSync(path, { throwIfNoEntry: false })?.isDirectory() === false) return refuse('is no folder');
    if (existsSync(path) && readdirSync(path).length > 0) return refuse('is not empty, and nothing is overwritten');
    mkdirSync(dirname(path), { recursive: true });
  } catch (error) {
    return refuse(`cannot be made: ${faultOf(error)}`);
  }
  const draft = `${path}.slo-${process.pid}`;
  const remove = (): void => rmSync(draft, { recursive: true, force: true });
  const cancel = beforeEnd(remove);
  return {
    draft,
    finish: () => {
      if (existsSync(path)) rmdirSync(path);
      renameSync(draft, path);
    },
    discard: () => {
      cancel();
      remove();
    },
  };
}
