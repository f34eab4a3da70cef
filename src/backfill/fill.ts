// SLOs in, out comes what of their history is filled in: by which rules, from when and until when. Times are milliseconds.
import { groupValue } from '../backends/rule-groups.ts';
import { printYaml } from '../output/yaml/yaml.ts';
import type { CompiledSlo } from '../rules/rule.ts';

/** The rules of an SLO that record, as a rule file; alerts that would have fired long ago are nobody's business. */
export function recordingRules({ groups }: CompiledSlo): string {
  const recording = groups
    .map((group) => ({ ...group, rules: group.rules.filter(({ kind }) => kind === 'recording') }))
    .filter(({ rules }) => rules.length > 0);
  return printYaml({ groups: recording.map((group) => groupValue(group)) });
}

/** What is filled in of one SLO. */
export interface Fill {
  /** As on the command line: `shop/requests`. */
  readonly name: string;
  /** The last moment that is filled in; undefined where the server has recorded the SLO all the time. */
  readonly endMs?: number;
  /** Since when the server has recorded it by itself. */
  readonly recordedSinceMs?: number;
}

/** Up to the moment before the first sample that the server has recorded: no sample is written beside another. */
export function fillOf(name: string, recordedSinceMs: number | undefined, startMs: number, endMs: number): Fill {
  if (recordedSinceMs === undefined) return { name, endMs };
  return { name, recordedSinceMs, ...(recordedSinceMs > startMs && { endMs: recordedSinceMs - 1 }) };
}
