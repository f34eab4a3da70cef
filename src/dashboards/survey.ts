// What the boards need to know of a project: which labels, windows, tiers and kinds of SLO there are at all. The boards
// serve every SLO of a project, so they hold what any of them has.
import type { BudgetSlo, Slo, ZeroToleranceSlo } from '../model/slo.ts';
import type { CompiledFile } from '../rules/rule.ts';

export interface Survey {
  readonly slos: readonly Slo[];
  readonly budgets: readonly BudgetSlo[];
  readonly zeroTolerance: readonly ZeroToleranceSlo[];
  /** Labels by which SLOs are grouped, each once, in the order of the specs. */
  readonly groupLabels: readonly string[];
  /** Parts of an identity that are set anywhere. */
  readonly hasCluster: boolean;
  readonly hasNamespace: boolean;
  readonly hasOwner: boolean;
  /** Names of the tiers, with the windows that they have in any SLO; in the order of the specs. */
  readonly tiers: readonly SurveyedTier[];
  /** Severities of all alerts, in the order of the specs. */
  readonly severities: readonly string[];
  /** The names of all recorded series. */
  readonly recorded: ReadonlySet<string>;
}

export interface SurveyedTier {
  readonly tier: string;
  readonly longMs: readonly number[];
  readonly shortMs: readonly number[];
}

export function survey(files: readonly CompiledFile[]): Survey {
  const services = files.flatMap((file) => file.services);
  const slos = services.flatMap((service) => service.slos.map(({ slo }) => slo));
  const budgets = slos.filter((slo) => slo.kind === 'budget');
  const rules = services
    .flatMap(({ slos: own, alertGroups }) => [...own.flatMap(({ groups }) => groups), ...alertGroups])
    .flatMap((group) => group.rules);
  const severities = rules.flatMap((rule) => (rule.kind === 'alerting' ? [rule.labels.severity ?? ''] : []));
  return {
    slos,
    budgets,
    zeroTolerance: slos.filter((slo) => slo.kind === 'zero-tolerance'),
    groupLabels: distinct(slos.flatMap(({ by }) => by)),
    hasCluster: services.some(({ identity }) => identity.cluster !== undefined),
    hasNamespace: services.some(({ identity }) => identity.namespace !== undefined),
    hasOwner: slos.some(({ owner }) => owner !== undefined),
    tiers: tiersOf(budgets),
    recorded: new Set(rules.flatMap((rule) => (rule.kind === 'recording' ? [rule.record] : []))),
    severities: distinct(severities).filter((severity) => severity !== ''),
  };
}

function tiersOf(slos: readonly BudgetSlo[]): SurveyedTier[] {
  const tiers = slos.flatMap((slo) => slo.tiers);
  return distinct(tiers.map(({ tier }) => tier)).map((tier) => {
    const own = tiers.filter((one) => one.tier === tier);
    return {
      tier,
      longMs: distinct(own.map(({ longMs }) => longMs)),
      shortMs: distinct(own.map(({ shortMs }) => shortMs)),
    };
  });
}

function distinct<T>(items: readonly T[]): T[] {
  return [...new Set(items)];
}
