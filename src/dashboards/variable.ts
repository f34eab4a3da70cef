// The variables of a board: what a person chooses at its top. Each asks the recorded series what there is to choose from.
import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import {
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  VariableHide,
  type VariableModel,
  VariableRefresh,
  VariableSort,
} from '@grafana/grafana-foundation-sdk/dashboard';
import type { Expr } from '../promql/ast.ts';
import { print } from '../promql/print.ts';
import { VARIABLES } from '../rules/boards.ts';
import { DATASOURCE } from './target.ts';

/** Chooses the values of a label, among those in what a selector returns. */
export interface LabelVariable {
  readonly name: string;
  readonly title: string;
  readonly label: string;
  readonly among: Expr;
  /** One value has to be chosen; otherwise any number, at first all. */
  readonly single?: boolean;
  /** What choosing all means, where it is more than every value there is: `.*` takes series without the label too. */
  readonly allValue?: string;
  /** Known to links, and nothing to choose in this project. */
  readonly hidden?: boolean;
}

export function datasourceVariable(): Builder<VariableModel> {
  return new DatasourceVariableBuilder(VARIABLES.datasource).label('Data source').type('prometheus');
}

export function labelVariable(variable: LabelVariable): Builder<VariableModel> {
  const { name, title, label, among, single = false, allValue, hidden = false } = variable;
  const query = `label_values(${print(among)}, ${label})`;
  const builder = new QueryVariableBuilder(name)
    .label(title)
    .datasource(DATASOURCE)
    .definition(query)
    .query({ query, refId: 'StandardVariableQuery', qryType: 1 })
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.AlphabeticalAsc)
    .multi(!single)
    .includeAll(!single);
  if (!single) builder.current({ text: ['All'], value: ['$__all'] });
  if (allValue !== undefined) builder.allValue(allValue);
  return hidden ? builder.hide(VariableHide.HideVariable) : builder;
}
