// An engine that has opened a data folder, and why there is none.
import type { Diagnostic, Report } from '../../diagnostics/report.ts';
import { showProgress } from '../progress.ts';
import type { Terminal } from '../terminal.ts';
import { findEngine } from './build-engine.ts';
import { Engine, EngineFault, type Replayed, type ReplayJob } from './engine.ts';

/** The interval of groups without their own: Prometheus' default. */
export const DEFAULT_INTERVAL_MS = 60_000;

export interface History {
  readonly engine: Engine;
  /** The first and the last moment of which there are samples. */
  readonly firstMs: number;
  readonly lastMs: number;
}

/** For whom an engine works. */
export interface User {
  /** The folder of the project. */
  readonly root: string;
  readonly report: Report;
  readonly terminal: Pick<Terminal, 'note'>;
}

/** Does the work with an engine; reports why that cannot be done. `place` is where the history comes from. */
export async function withEngine<T>(
  place: string,
  work: (engine: Engine) => Promise<T | undefined>,
  { root, report, terminal }: User,
): Promise<T | undefined> {
  const found = await findEngine(root, terminal.note);
  if ('reason' in found) {
    report.add({ code: 'no-engine', severity: 'error', message: found.reason, help: found.help });
    return undefined;
  }
  const engine = new Engine(found.path);
  try {
    return await work(engine);
  } catch (error) {
    if (!(error instanceof EngineFault)) throw error;
    report.add(unreadable(place, error.message));
    return undefined;
  } finally {
    engine.close();
  }
}

/** Does the work over the history of a data folder; reports why that cannot be done. */
export function overHistory<T>(
  folder: string,
  work: (history: History) => Promise<T | undefined>,
  user: User,
): Promise<T | undefined> {
  const open = async (engine: Engine) => {
    const { first, last } = await engine.open(folder);
    if (first !== last) return work({ engine, firstMs: first, lastMs: last });
    user.report.add(unreadable(folder, 'it holds no samples'));
    return undefined;
  };
  return withEngine(folder, open, user);
}

export function unreadable(
  place: string,
  reason: string,
  help = 'name the data folder of a Prometheus, or a snapshot of it',
): Diagnostic {
  return {
    code: 'history-unreadable',
    severity: 'error',
    message: `${JSON.stringify(place)} cannot be replayed: ${reason}`,
    help,
  };
}

/** Reports that a server would not load the rules. */
export function reportRefused(name: string, reason: string, report: Report): void {
  const message = `Prometheus refuses the rules of ${name}: ${reason}`;
  report.add({ code: 'rules-refused', severity: 'error', message });
}

/** Evaluates a rule set and shows how far that is; reports rules that are refused. */
export async function replayShown(
  { engine }: History,
  name: string,
  job: ReplayJob,
  report: Report,
): Promise<Exclude<Replayed, { readonly refused: string }> | undefined> {
  const progress = showProgress(100, `percent of ${name}`);
  let shown = 0;
  const answer = await engine.replay(job, (share) => {
    for (; shown < Math.floor(share * 100); shown++) progress.step();
  });
  progress.end();
  if (!('refused' in answer)) return answer;
  reportRefused(name, answer.refused, report);
  return undefined;
}
