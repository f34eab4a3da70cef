// What commands ask a Prometheus about SLOs: which SLOs of which targets, where, and how many groups of each are shown.
import type { Report } from '../diagnostics/report.ts';
import type { Settings } from '../model/settings.ts';
import type { Slo } from '../model/slo.ts';
import type { Connection } from '../prometheus/connection.ts';
import { type ConnectOptions, connectionOf } from './connect.ts';
import { compileProject } from './project/compile-project.ts';
import type { Location } from './project/location.ts';
import { chooseFiles } from './project/slo-choice.ts';
import { slosOf } from './project/slo-names.ts';

export interface AskOptions extends ConnectOptions {
  readonly target?: string;
  /** How many groups of each SLO are shown: a whole number, or `all`. */
  readonly groups: string;
}

/** The SLOs of a target of the project, and the Prometheus that has recorded them. */
export interface AskedTarget {
  readonly settings: Settings;
  readonly slos: readonly Slo[];
  readonly connection: Connection;
}

/** The SLOs of these names, all without names, by target; none where a problem is reported. */
export function askedTargets(
  { root, toProject }: Location,
  names: readonly string[],
  options: AskOptions,
  report: Report,
): readonly AskedTarget[] {
  const { target } = options;
  const { targets } = compileProject(root, target === undefined ? {} : { target }, report);
  const asked: AskedTarget[] = [];
  for (const { settings, files } of report.hasErrors ? [] : targets) {
    const slos = slosOf(chooseFiles(files, names, toProject, report)).map(({ slo }) => slo);
    const connection = report.hasErrors ? undefined : connectionOf(root, settings, options, report);
    if (!connection) return [];
    asked.push({ settings, slos, connection });
  }
  return asked;
}

/** The number behind `--groups`; undefined if it is neither a whole number nor `all`. */
export function groupCount({ groups }: AskOptions): number | undefined {
  if (groups === 'all') return Number.POSITIVE_INFINITY;
  return /^\d{1,9}$/.test(groups) ? Number(groups) : undefined;
}

/** What is wrong with a value of `--groups`. */
export function groupsFault({ groups }: AskOptions): string {
  return `--groups takes a whole number or "all", not ${JSON.stringify(groups)}`;
}
