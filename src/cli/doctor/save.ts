// What `slo doctor --save` writes: what was learnt of metrics, in a file for git that `slo lint` and `slo build` read.
import { resolve } from 'node:path';
import type { Report } from '../../diagnostics/report.ts';
import type { Learnt } from '../../doctor/learn.ts';
import type { Settings } from '../../model/settings.ts';
import { GENERATED_MARKER } from '../../output/artifact.ts';
import { planFile } from '../../output/plan.ts';
import { applyPlan } from '../../output/write.ts';
import { printYaml } from '../../output/yaml/yaml.ts';
import type { LearntMetrics } from '../../spec/learnt/metrics-schema.ts';
import { counted } from '../../text/numbers.ts';
import { type Terminal, writeFailed } from '../terminal.ts';

/** Where it is written, by the path from the project, and what `slo lint` reads. */
export interface SavePlace {
  readonly root: string;
  readonly path: string;
  readonly settings: Settings | undefined;
}

/** The text of the file: the same for the same metrics, whenever and wherever it is written. */
export function learntText(from: LearntMetrics['from'], { metrics }: Learnt): string {
  const value: LearntMetrics = { from, metrics: [...metrics] };
  const header = [`${GENERATED_MARKER} doctor --save. slo lint and slo build hold the specs against it.`];
  return printYaml(value, { header });
}

/** Writes the file, whole or not at all; what else is in its place is left as it is, and reported. */
export async function save(
  { root, path, settings }: SavePlace,
  from: LearntMetrics['from'],
  learnt: Learnt,
  report: Report,
  terminal: Terminal,
): Promise<void> {
  const plan = planFile(resolve(root), resolve(root, path), learntText(from, learnt));
  const { failures } = await applyPlan(plan);
  const [failure] = failures;
  if (failure) {
    report.add(writeFailed({ path, message: failure.message }));
    return;
  }
  const { metrics, leftOut } = learnt;
  const what = plan.files.some(({ kind }) => kind === 'unchanged') ? 'holds what is known of' : 'now holds';
  terminal.note(`${path} ${what} ${counted(metrics.length, 'metric')}${leftOut > 0 ? `; ${leftOut} left out` : ''}`);
  const read = settings?.metricsFile.path;
  if (read !== undefined && resolve(root, read) !== resolve(root, path)) {
    terminal.note(`slo lint reads ${read}: set "metrics: ${path}" in slo.config.yaml`);
  }
}
