// What the boards need to know of a project: which labels, windows, tiers and kinds of SLO there are at all. The boards
// serve every SLO of a project, so they hold what any of them has.
import { memoized } from '../../memoized.ts';
import { findMetric } from '../../metrics/catalogue.ts';
import type { Exporter } from '../../metrics/metric.ts';
import type { BudgetSlo, Identity, Slo, ZeroToleranceSlo } from '../../model/slo.ts';
import { eachSelector } from '../../promql/visit.ts';
import type { CompiledFile, CompiledService, CompiledSlo, Rule } from '../../rules/rule.ts';
import { firstsOfShapes } from '../../rules/shape/alike.ts';
import { distinct } from '../../text/lists.ts';

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
  /** Whether and by what the control plane of a mesh is watched. */
  readonly controlPlane?: ControlPlane;
  /** Whether anything reads the metrics of Istio's proxies. */
  readonly hasMeshTraffic: boolean;
}

/** What a project watches of the control plane. */
export interface ControlPlane {
  /** Names of alerts about it that stand on their own. */
  readonly alerts: readonly string[];
  /** SLOs that read istiod's metrics. */
  readonly slos: readonly Identity[];
  /** Within how many seconds a push should reach its proxy, and what share of them. */
  readonly pushBound: number;
  readonly pushObjective: number;
}

export interface SurveyedTier {
  readonly tier: string;
  readonly longMs: readonly number[];
  readonly shortMs: readonly number[];
}

/** What the boards need to know of all SLOs of a project together. */
export function survey(files: readonly CompiledFile[]): Survey {
  const services = files.flatMap((file) => file.services);
  const slos = services.flatMap((service) => service.slos.map(({ slo }) => slo));
  const budgets = slos.filter((slo) => slo.kind === 'budget');
  const rules = rulesOf(services);
  const severities = rules.flatMap((rule) => (rule.kind === 'alerting' ? [rule.labels.severity ?? ''] : []));
  const controlPlane = controlPlaneOf(services);
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
    ...(controlPlane && { controlPlane }),
    hasMeshTraffic: reads(rules, 'proxy'),
    severities: distinct(severities).filter((severity) => severity !== ''),
  };
}

/** The rules of all services in their order, of SLOs whose rules are the same but for names those of the first. */
function rulesOf(services: readonly CompiledService[]): Rule[] {
  const slos = new Set(firstsOfShapes(services.flatMap((service) => service.slos)));
  const groups = services.flatMap((service) => [
    ...service.slos.filter((slo) => slos.has(slo)).flatMap((slo) => slo.groups),
    ...service.alertGroups,
  ]);
  return groups.flatMap((group) => group.rules);
}

/** What of a project a board shows that is for SLOs of one kind. */
export function ofKind(kind: Slo['kind'], project: Survey): Survey {
  const slos = project.slos.filter((slo) => slo.kind === kind);
  return {
    ...project,
    slos,
    budgets: slos.filter((slo) => slo.kind === 'budget'),
    zeroTolerance: slos.filter((slo) => slo.kind === 'zero-tolerance'),
    groupLabels: distinct(slos.flatMap(({ by }) => by)),
  };
}

function tiersOf(slos: readonly BudgetSlo[]): SurveyedTier[] {
  const tiers = slos.flatMap((slo) => slo.tiers);
  return distinct(tiers.map(({ tier }) => tier)).map((tier) => {
    const sameTier = tiers.filter((alert) => alert.tier === tier);
    return {
      tier,
      longMs: distinct(sameTier.map(({ longMs }) => longMs)),
      shortMs: distinct(sameTier.map(({ shortMs }) => shortMs)),
    };
  });
}

/** The bound and the objective that Istio's own documentation has, where the project sets none. */
const USUAL_PUSH = { pushBound: 1, pushObjective: 0.99 };

function controlPlaneOf(services: readonly CompiledService[]): ControlPlane | undefined {
  const alerts = services
    .flatMap(({ source }) => source.alerts)
    .flatMap(({ preset, settings }) => (preset?.about === 'control-plane' ? [settings.name] : []));
  const all = services.flatMap((service) => service.slos);
  const slos = firstsOfShapes(all).flatMap((first, at) => (readsIstiod(first) ? (all[at]?.slo ?? []) : []));
  if (alerts.length === 0 && slos.length === 0) return undefined;
  return { alerts, slos: slos.map(({ identity }) => identity), ...(pushOf(slos) ?? USUAL_PUSH) };
}

/** What an SLO of push latency asks for. */
function pushOf(slos: readonly Slo[]): Pick<ControlPlane, 'pushBound' | 'pushObjective'> | undefined {
  for (const slo of slos) {
    if (slo.kind !== 'budget' || slo.indicator.kind !== 'latency') continue;
    const { histogram, bound } = slo.indicator;
    if (histogram === 'pilot_proxy_convergence_time' && bound.kind === 'bucket') {
      return { pushBound: bound.le, pushObjective: slo.objective };
    }
  }
  return undefined;
}

const readsIstiod = memoized(({ groups }: CompiledSlo) =>
  reads(
    groups.flatMap((group) => group.rules),
    'istiod',
  ),
);

// Every process of Go or Python exports these.
const OF_ANY_PROCESS = /^(?:go|process)_/;

function reads(rules: readonly Rule[], exporter: Exporter): boolean {
  const metrics = new Set<string>();
  for (const { expr } of rules) eachSelector(expr, ({ metric = '' }) => metrics.add(metric));
  return [...metrics].some((name) => findMetric(name)?.metric.exportedBy === exporter && !OF_ANY_PROCESS.test(name));
}
