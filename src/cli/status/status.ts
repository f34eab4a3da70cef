// `slo status`: how the SLOs of the project stand now, by what their rules have recorded.
import process from 'node:process';
import { clearScreenDown, cursorTo } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { stringifySafely } from '../../diagnostics/formats.ts';
import { Report } from '../../diagnostics/report.ts';
import { PrometheusClient } from '../../prometheus/client.ts';
import { parseDuration } from '../../promql/duration.ts';
import { type SloStatus, type StatusSample, statusOf, statusQueries } from '../../status/status.ts';
import { type AskOptions, askedTargets, groupCount, groupsFault } from '../asked-slos.ts';
import type { Location } from '../project/location.ts';
import { EXIT, type Exit, type Terminal, usageError } from '../terminal.ts';
import { statusJson, type TargetStatus } from './status-json.ts';
import { statusText } from './status-text.ts';

export interface StatusOptions extends AskOptions {
  readonly format: 'text' | 'json';
  /** Again and again, with this much time between. */
  readonly watch?: string | true;
  readonly exitCode?: boolean;
}

const DEFAULT_WATCH = '15s';

export async function status(
  location: Location,
  names: readonly string[],
  options: StatusOptions,
  terminal: Terminal,
): Promise<Exit> {
  const groups = groupCount(options);
  if (groups === undefined) return usageError(groupsFault(options), undefined, terminal);
  const watch = options.watch === true ? DEFAULT_WATCH : options.watch;
  const everyMs = watch === undefined ? undefined : parseDuration(watch);
  if (watch !== undefined && !everyMs) {
    return usageError(`--watch takes a duration such as 15s, not ${JSON.stringify(watch)}`, undefined, terminal);
  }
  const print = (found: readonly TargetStatus[]) =>
    terminal.out(
      options.format === 'json' ? stringifySafely(statusJson(found)) : statusText(found, groups, terminal.paint),
      options.format,
    );
  if (everyMs === undefined) return once(location, names, options, print, terminal);
  const printAnew = (found: readonly TargetStatus[]) => {
    clear();
    print(found);
  };
  for (;;) {
    const exit = await once(location, names, options, printAnew, terminal);
    // A server that does not answer may do so again; a wrong address never will.
    if (exit === EXIT.usage) return exit;
    await sleep(everyMs);
  }
}

function clear(): void {
  if (!process.stdout.isTTY) return;
  cursorTo(process.stdout, 0, 0);
  clearScreenDown(process.stdout);
}

async function once(
  location: Location,
  names: readonly string[],
  options: StatusOptions,
  print: (found: readonly TargetStatus[]) => void,
  terminal: Terminal,
): Promise<Exit> {
  const report = new Report();
  const found = await look(location, names, options, report);
  if (report.hasErrors) {
    terminal.report(report.diagnostics);
    return report.diagnostics.some(({ code }) => code === 'wrong-usage') ? EXIT.usage : EXIT.wrong;
  }
  print(found);
  return options.exitCode && found.some(({ slos }) => slos.some(isTrouble)) ? EXIT.wrong : EXIT.fine;
}

/** How the SLOs stand, target by target; reports what keeps that from being known. */
async function look(
  location: Location,
  names: readonly string[],
  options: StatusOptions,
  report: Report,
): Promise<TargetStatus[]> {
  const found: TargetStatus[] = [];
  for (const { settings, slos, connection } of askedTargets(location, names, options, report)) {
    const answers = await askAll(new PrometheusClient(connection), statusQueries(slos), report);
    if (!answers) break;
    const name = settings.target === undefined ? {} : { target: settings.target };
    found.push({ ...name, slos: statusOf(slos, answers) });
  }
  return found;
}

function isTrouble({ state }: SloStatus): boolean {
  return state === 'firing' || state === 'overspent' || state === 'no data';
}

async function askAll(
  client: PrometheusClient,
  queries: readonly string[],
  report: Report,
): Promise<ReadonlyMap<string, readonly StatusSample[]> | undefined> {
  const answers = await Promise.all(queries.map(async (query) => [query, await client.query(query)] as const));
  const values = new Map<string, readonly StatusSample[]>();
  for (const [query, answer] of answers) {
    if ('fault' in answer) {
      report.add(answer.fault.diagnostic);
      return undefined;
    }
    values.set(query, answer.value);
  }
  return values;
}
