// One recording rule of an SLO, with the labels that say whose it is.
import type { Slo } from '../model/slo.ts';
import type { Expr } from '../promql/ast.ts';
import { identityLabels } from './names.ts';
import type { RecordingRule } from './rule.ts';

/** The rule that records `expr` as `series`, with the labels of the SLO and some more. */
export function record(
  slo: Pick<Slo, 'identity'>,
  series: string,
  expr: Expr,
  labels: Record<string, string> = {},
): RecordingRule {
  return { kind: 'recording', record: series, expr, labels: { ...identityLabels(slo.identity), ...labels } };
}
