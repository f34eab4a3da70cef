// `slo backfill`: blocks of what the recording rules would have recorded, had they always been there.
import { resolve } from 'node:path';
import { type Fill, fillOf, recordingRules } from '../../backfill/fill.ts';
import { stringifySafely } from '../../diagnostics/formats.ts';
import { Report } from '../../diagnostics/report.ts';
import { parseDuration } from '../../promql/duration.ts';
import type { CompiledSlo } from '../../rules/rule.ts';
import { SAMPLE_LIFE_MS } from '../../text/time.ts';
import type { EngineRuleFile, ReplayJob, WrittenBlocks } from '../engine/engine.ts';
import { DEFAULT_INTERVAL_MS, type History, overHistory, replayShown, reportRefused } from '../engine/history.ts';
import { fail } from '../failure.ts';
import type { Location } from '../project/location.ts';
import { compileOneTarget } from '../project/one-target.ts';
import { fullNameOf, slosOf } from '../project/slo-names.ts';
import { EXIT, type Exit, type Terminal, usageError } from '../terminal.ts';
import { type Backfill, backfillJson, backfillText } from './backfill-output.ts';
import { newFolder } from './new-folder.ts';

export interface BackfillOptions {
  /** A data folder of Prometheus, or a snapshot of it. */
  readonly tsdb: string;
  /** Where the blocks go: a folder that is not there yet. */
  readonly out: string;
  /** How far back from the end of the data; as far as the rules look back unless told otherwise. */
  readonly since?: string;
  readonly target?: string;
  readonly format: 'text' | 'json';
}

const RULE_SET = 'specs';

export async function backfill(
  location: Location,
  names: readonly string[],
  options: BackfillOptions,
  terminal: Terminal,
): Promise<Exit> {
  const { since, target, out, format } = options;
  const sinceMs = since === undefined ? undefined : parseDuration(since);
  if (since !== undefined && !sinceMs) {
    return usageError(`--since takes a duration such as 30d, not ${JSON.stringify(since)}`, undefined, terminal);
  }
  const report = new Report();
  const { root, toProject, start } = location;
  const compiled = compileOneTarget(root, { names, target, toProject }, report);
  if (!compiled) return fail(report, terminal);
  const folder = newFolder(resolve(root), resolve(start, out), out, report);
  if (!folder) return fail(report, terminal);
  try {
    const slos = slosOf(compiled.files);
    const fill = (history: History) => fillIn(history, slos, sinceMs, folder.draft, report);
    const result = await overHistory(resolve(start, options.tsdb), fill, { root, report, terminal });
    if (!result) return fail(report, terminal);
    folder.finish();
    const done: Backfill = { ...result, folder: out };
    terminal.out(format === 'json' ? stringifySafely(backfillJson(done)) : backfillText(done), format);
    return EXIT.fine;
  } finally {
    folder.discard();
  }
}

/** Evaluates the rules as far back as they look before the first moment that is written, and writes what they recorded. */
async function fillIn(
  history: History,
  slos: readonly CompiledSlo[],
  sinceMs: number | undefined,
  folder: string,
  report: Report,
): Promise<Omit<Backfill, 'folder'> | undefined> {
  const { engine, firstMs, lastMs } = history;
  // A block that reaches into the future would keep the server from taking samples.
  const endMs = Math.min(lastMs, Date.now());
  const files = slos.map((slo): EngineRuleFile => ({ name: fullNameOf(slo), text: recordingRules(slo) }));
  const whole: ReplayJob = { ruleSet: RULE_SET, files, start: firstMs, end: endMs, interval: DEFAULT_INTERVAL_MS };
  const needs = await engine.needs(whole);
  if ('refused' in needs) {
    reportRefused('the specs', needs.refused, report);
    return undefined;
  }
  const startMs = Math.max(firstMs, endMs - (sinceMs ?? needs.reach));
  const recordedSince = await engine.recordedSince({ ...whole, start: startMs - SAMPLE_LIFE_MS });
  const fills = files.map(({ name }) => fillOf(name, recordedSince[name], startMs, endMs));
  if (!fills.some((fill) => fill.endMs !== undefined)) {
    reportRecorded(fills, report);
    return undefined;
  }
  const job = { ...whole, files: filesOf(files, fills), start: Math.max(firstMs, startMs - needs.reach) };
  const replayed = await replayShown(history, 'the rules', job, report);
  if (!replayed) return undefined;
  const written: WrittenBlocks = await engine.writeBlocks(RULE_SET, folder, startMs);
  return { ...written, startMs, dataFromMs: firstMs, reachMs: needs.reach, fills, failures: replayed.failures };
}

/** The rule files of what is filled in, each up to its end. */
function filesOf(files: readonly EngineRuleFile[], fills: readonly Fill[]): EngineRuleFile[] {
  return fills.flatMap(({ endMs }, at) => {
    const file = files[at];
    return file && endMs !== undefined ? [{ ...file, end: endMs }] : [];
  });
}

function reportRecorded(fills: readonly Fill[], report: Report): void {
  const names = fills.map(({ name }) => name).join(', ');
  report.add({
    code: 'already-recorded',
    severity: 'error',
    message: `there is nothing to fill in: the server has recorded ${names} all the time`,
    help: 'a longer --since reaches further back',
  });
}
