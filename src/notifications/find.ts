// Finds an Alertmanager: the one that is named, else the first on the PATH. As with promtool, a program out of the repository
// that is judged is never run unasked.
import { resolve } from 'node:path';
import process from 'node:process';
import { programsOnPath } from '../promtool/program.ts';
import { isInRepository } from '../promtool/repository.ts';

/** Debian's package has the second name. */
const NAMES = ['alertmanager', 'prometheus-alertmanager'];

/** The path of an Alertmanager for the project in `root`; undefined where there is none. */
export function findAlertmanager(root: string): string | undefined {
  const named = process.env.ALERTMANAGER;
  if (named) return named.includes('/') ? resolve(named) : programsOnPath(named)[0];
  return NAMES.flatMap(programsOnPath).find((path) => !isInRepository(root, path));
}
