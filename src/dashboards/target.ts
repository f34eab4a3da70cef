// A query as PromQL tree in, the target of a panel out. Grafana's defaults for targets are left to nobody: what is not said
// here (range or instant, format, legend) differs between its versions.
import type { Builder, Dataquery } from '@grafana/grafana-foundation-sdk/cog';
import type { DataSourceRef } from '@grafana/grafana-foundation-sdk/common';
import type { Expr } from '../promql/ast.ts';
import { pretty } from '../promql/pretty.ts';
import { VARIABLES } from '../rules/boards.ts';

/** Without braces, which Flux would take for a variable of its own. */
export const DATASOURCE: DataSourceRef = { type: 'prometheus', uid: `$${VARIABLES.datasource}` };

/** How a query is run: over the time range, as heat map buckets over it, at its end, or at its end with labels as columns. */
export type QueryKind = 'range' | 'heatmap' | 'instant' | 'table';

export interface Query {
  readonly expr: Expr;
  /** With `{{label}}` for labels. */
  readonly legend?: string;
}

/** What a query is called in its panel: A, B, … */
export function refId(at: number): string {
  return String.fromCharCode('A'.charCodeAt(0) + at);
}

const FORMATS = { range: 'time_series', heatmap: 'heatmap', instant: 'time_series', table: 'table' } as const;

/** The SDK's own builder of Prometheus queries would load 145 files, which is a third of the time a build may take. */
export function targetOf({ expr, legend = '' }: Query, kind: QueryKind, at: number): Builder<Dataquery> {
  const isInstant = kind === 'instant' || kind === 'table';
  const target = {
    datasource: DATASOURCE,
    editorMode: 'code',
    expr: pretty(expr),
    format: FORMATS[kind],
    instant: isInstant,
    legendFormat: legend,
    range: !isInstant,
    refId: refId(at),
  };
  return { build: () => target as unknown as Dataquery };
}
