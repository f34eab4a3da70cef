// What `slo backfill` prints: what it has written, of which SLOs and from when to when.
import type { Fill } from '../../backfill/fill.ts';
import { wallClock } from '../../report/calendar.ts';
import { counted, countWords, durationWords } from '../../text/numbers.ts';
import { printable } from '../../text/printable.ts';
import { ENGINE_VERSION } from '../engine/build-engine.ts';
import type { RuleFailure, WrittenBlocks } from '../engine/engine.ts';

export interface Backfill extends WrittenBlocks {
  /** Where the blocks are, as the user named it. */
  readonly folder: string;
  readonly startMs: number;
  /** The first moment of which there is data. */
  readonly dataFromMs: number;
  /** How far the rules look back. */
  readonly reachMs: number;
  readonly fills: readonly Fill[];
  readonly failures: readonly RuleFailure[];
}

const ZONE = 'UTC';

export function backfillText(backfill: Backfill): string {
  const { folder, fills, blocks, series, samples, failures } = backfill;
  const lines = [
    ...fills.map((fill) => `${fill.name}: ${fillWords(fill, backfill)}`),
    '',
    `${counted(blocks, 'block')} with ${countWords(samples)} samples of ${countWords(series)} series are in ${folder}.`,
    ...shortWords(backfill),
    ...failures.map(({ rule, at, error }) => `${rule} failed at ${wallClock(at, ZONE)}: ${error}`),
  ];
  return `${lines.map(printable).join('\n')}\n`;
}

function fillWords({ endMs, recordedSinceMs }: Fill, { startMs }: Backfill): string {
  if (endMs === undefined) return 'nothing to fill in, the server has recorded it all the time';
  const until = recordedSinceMs === undefined ? '' : ', where the samples begin that the server has recorded';
  return `filled in from ${wallClock(startMs, ZONE)} to ${wallClock(endMs, ZONE)} (${ZONE})${until}`;
}

function shortWords({ startMs, dataFromMs, reachMs }: Backfill): string[] {
  if (dataFromMs <= startMs - reachMs) return [];
  const until = wallClock(dataFromMs + reachMs, ZONE);
  return [
    `The data begins at ${wallClock(dataFromMs, ZONE)}, and the rules look back ${durationWords(reachMs)}: until ${until} windows and budgets hold less than they say.`,
  ];
}

/** Times are those of UTC; null is what there is not. */
export function backfillJson({ folder, fills, failures, startMs, dataFromMs, ...written }: Backfill): object {
  const { blocks, samples, series } = written;
  return {
    version: 1,
    engine: ENGINE_VERSION,
    folder,
    blocks,
    samples,
    series,
    dataFrom: moment(dataFromMs),
    slos: fills.map(({ name, endMs, recordedSinceMs }) => ({
      name,
      start: endMs === undefined ? null : moment(startMs),
      end: endMs === undefined ? null : moment(endMs),
      recordedSince: recordedSinceMs === undefined ? null : moment(recordedSinceMs),
    })),
    failures: failures.map(({ rule, at, error }) => ({ rule, at: moment(at), error })),
  };
}

function moment(ms: number): string {
  return new Date(ms).toISOString();
}
