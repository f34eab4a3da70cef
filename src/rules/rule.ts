// Prometheus rules as data: what a rule file says, before anything is printed. Durations are milliseconds.
import type {
  BudgetSlo,
  Identity,
  ServiceSlos,
  Slo,
  StandaloneAlert,
  ThresholdAlert,
  Tier,
  Topology,
  ZeroToleranceSlo,
} from '../model/slo.ts';
import type { Expr, Matcher } from '../promql/ast.ts';

export interface RecordingRule {
  readonly kind: 'recording';
  readonly record: string;
  readonly expr: Expr;
  readonly labels: Readonly<Record<string, string>>;
}

/** What an alert is for: what `slo explain` tells of it and what its proof must show. */
export type AlertPurpose =
  | { readonly kind: 'burn-rate'; readonly slo: BudgetSlo; readonly tier: Tier }
  | { readonly kind: 'threshold'; readonly slo: BudgetSlo; readonly threshold: ThresholdAlert }
  | { readonly kind: 'outage'; readonly slo: BudgetSlo }
  | { readonly kind: 'breach'; readonly slo: ZeroToleranceSlo }
  | { readonly kind: 'absent'; readonly slo: Slo }
  | { readonly kind: 'leaf-missing'; readonly slo: Slo; readonly topology: Topology }
  | { readonly kind: 'standalone'; readonly alert: StandaloneAlert };

export interface AlertingRule {
  readonly kind: 'alerting';
  readonly alert: string;
  readonly expr: Expr;
  readonly forMs: number;
  readonly keepFiringForMs: number;
  /** Values are templates; whatever is not ours is escaped. */
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly purpose: AlertPurpose;
  /** On its own labels, besides those of its purpose: what tells it from the other alerts of its name. Empty where it has none. */
  readonly apart: readonly Matcher[];
}

export type Rule = RecordingRule | AlertingRule;

/** Rules that Prometheus evaluates in order, at one interval. */
export interface RuleGroup {
  readonly name: string;
  /** How soon an answer is needed: pages, what may wait for minutes, alerts that stand on their own. */
  readonly pace: 'fast' | 'slow' | 'standalone';
  readonly intervalMs: number;
  readonly rules: readonly Rule[];
}

/** An SLO with the groups that it compiles to. */
export interface CompiledSlo {
  readonly slo: Slo;
  readonly groups: readonly RuleGroup[];
}

/** One document of a spec file, compiled. `alertGroups` hold the alerts that stand on their own. */
export interface CompiledService {
  readonly identity: Omit<Identity, 'slo'>;
  readonly source: ServiceSlos;
  readonly slos: readonly CompiledSlo[];
  readonly alertGroups: readonly RuleGroup[];
}

/** One spec file, compiled: what becomes one PrometheusRule. */
export interface CompiledFile {
  /** Path of the spec file, as shown to people. */
  readonly path: string;
  readonly services: readonly CompiledService[];
}

/** The alerts among the rules of the groups, in their order. */
export function alertsOf(groups: readonly RuleGroup[]): AlertingRule[] {
  return groups.flatMap(({ rules }) => rules).filter((rule) => rule.kind === 'alerting');
}
