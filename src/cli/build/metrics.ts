// What a build did, as metrics for the textfile collector of node_exporter: whether it went well, how much it compiled, how
// long it took. Names and units pass `promtool check metrics`.
import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { Gauge, Registry } from 'prom-client';
import type { Diagnostic } from '../../diagnostics/report.ts';
import { GENERATED_MARKER } from '../../output/artifact.ts';
import { planFile } from '../../output/plan.ts';
import { applyPlan } from '../../output/write.ts';
import { EXIT } from '../terminal.ts';
import { VERSION } from '../version.ts';
import type { BuildResult } from './build.ts';
import { countRules } from './count-rules.ts';

/** How long a build took, and when it ended in Unix time. */
export interface BuildTime {
  readonly seconds: number;
  readonly endedAtSeconds: number;
}

/** The metrics in the text format of Prometheus. */
export function metricsText({ exit, targets, diagnostics }: BuildResult, time: BuildTime): Promise<string> {
  const registry = new Registry();
  const gauge = (name: string, help: string, values: readonly (readonly [Record<string, string>, number])[]): void => {
    const labelNames = Object.keys(values[0]?.[0] ?? {});
    const metric = new Gauge({ name, help, labelNames, registers: [registry] });
    for (const [labels, value] of values) metric.set(labels, value);
  };
  const counted = targets.map(({ name, files }) => [name, countRules(files)] as const);
  gauge('slo_build_info', 'The version of slo, as a label; always 1.', [[{ version: VERSION }, 1]]);
  gauge('slo_build_success', 'Whether the last build went well (1) or not (0).', [[{}, exit === EXIT.fine ? 1 : 0]]);
  gauge('slo_build_timestamp_seconds', 'When the last build ended, in Unix time.', [[{}, time.endedAtSeconds]]);
  gauge('slo_build_duration_seconds', 'How long the last build took.', [[{}, time.seconds]]);
  gauge('slo_build_problems', 'Problems of the specs in the last build.', [
    [{ severity: 'error' }, countOf(diagnostics, 'error')],
    [{ severity: 'warning' }, countOf(diagnostics, 'warning')],
  ]);
  gauge(
    'slo_build_slos',
    'SLOs of the last build.',
    counted.map(([target, { slos }]) => [{ target }, slos]),
  );
  gauge(
    'slo_build_rules',
    'Rules of the last build.',
    counted.flatMap(([target, { alerts, recordings }]) => [
      [{ target, kind: 'alert' }, alerts] as const,
      [{ target, kind: 'recording' }, recordings] as const,
    ]),
  );
  return registry.metrics();
}

function countOf(diagnostics: readonly Diagnostic[], severity: Diagnostic['severity']): number {
  return diagnostics.filter((diagnostic) => diagnostic.severity === severity).length;
}

/** Writes the file, from the folder of the project, whole or not at all; tells why not. Only a file of metrics that an earlier
 *  build wrote is replaced. */
export async function writeMetrics(root: string, file: string, text: string): Promise<string | undefined> {
  const path = resolve(root, file);
  // The folder is the collector's: one that is not there is a slip of the pen.
  if (!existsSync(dirname(path))) return 'there is no folder for it';
  const { failures } = await applyPlan(planFile(resolve(root), path, `# ${GENERATED_MARKER}\n${text}`));
  return failures[0]?.message;
}
