// Which SLO a board shows: the variables that an identity consists of.
import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import type { VariableModel } from '@grafana/grafana-foundation-sdk/dashboard';
import { SERIES } from '../model/series-names.ts';
import type { Matcher } from '../promql/ast.ts';
import { re, selector } from '../promql/build.ts';
import { groupVariable } from '../rules/boards.ts';
import { LABELS } from '../rules/names.ts';
import type { Survey } from './overview/survey.ts';
import { CHOSEN, measured, type SeriesName } from './slo-series.ts';
import { datasourceVariable, labelVariable } from './variable.ts';

/**
 * The variables of an identity, each offering what the ones before it leave, among SLOs that have a constant. With `one`, a
 * single SLO has to be chosen.
 */
export function identityVariables(
  project: Survey,
  how: 'one' | 'many',
  having: SeriesName = SERIES.info,
): Builder<VariableModel>[] {
  const ownerName = 'owner';
  const narrowed = (count: number, ...also: readonly Matcher[]) =>
    selector(having, [...CHOSEN.slice(0, count), ...also]);
  const hasOwners = project.hasOwner && how === 'many';
  // A service is chosen among those of the owners; "all" are then theirs, and not `.*`.
  const byOwner = hasOwners ? [re(LABELS.owner, `$${ownerName}`)] : [];
  const single = how === 'one';
  return [
    datasourceVariable(),
    labelVariable({
      name: 'cluster',
      title: 'Cluster',
      label: 'slo_cluster',
      among: narrowed(0),
      allValue: '.*',
      hidden: !project.hasCluster,
    }),
    labelVariable({
      name: 'namespace',
      title: 'Namespace',
      label: 'slo_namespace',
      among: narrowed(1),
      allValue: '.*',
      hidden: !project.hasNamespace,
    }),
    ...(hasOwners
      ? [labelVariable({ name: ownerName, title: 'Owner', label: LABELS.owner, among: narrowed(2), allValue: '.*' })]
      : []),
    labelVariable({ name: 'service', title: 'Service', label: 'slo_service', among: narrowed(2, ...byOwner), single }),
    labelVariable({
      name: 'slo',
      title: 'SLO',
      label: 'slo',
      among: narrowed(3, ...byOwner),
      single,
      ...(!single && { allValue: '.*' }),
    }),
  ];
}

/** One variable for each label by which SLOs are grouped; it takes series without the label while nothing is chosen. */
export function groupVariables({ groupLabels, budgets }: Survey): Builder<VariableModel>[] {
  const hasBudget = (label: string) => budgets.some(({ by }) => by.includes(label));
  return groupLabels.map((label, at) => {
    const series = hasBudget(label) ? SERIES.totalRate : SERIES.breachEvents;
    const among = measured(series, { groupLabels: groupLabels.slice(0, at) });
    return labelVariable({ name: groupVariable(label), title: label, label, among, allValue: '.*' });
  });
}
