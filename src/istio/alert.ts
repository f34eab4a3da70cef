// What a preset alert is made of, and what it may be told about the mesh. The alerts themselves are in alerts-*.ts.
import type { Metric } from '../metrics/metric.ts';
import type { Expr, Matcher } from '../promql/ast.ts';
import { eq, re } from '../promql/build.ts';
import { MINUTE_MS } from '../text/time.ts';

/** What a preset needs to know. Only the first three can be set for a project; the others have defaults. */
export interface AlertOptions {
  /** Matchers of istiod's targets, such as `app="istiod"`. */
  readonly istiod: readonly Matcher[];
  /** The namespace of istiod's Deployments. */
  readonly namespace: string;
  /** Time between two scrapes, in milliseconds. */
  readonly scrapeInterval: number;
  /** Matchers of the proxies' series; none by default. */
  readonly proxies?: readonly Matcher[];
  /** Matchers that tell gateways from sidecars among the proxies. */
  readonly gateways?: readonly Matcher[];
  /** Reporters that this mesh has. Without sidecars there is no `destination`, with waypoints a `waypoint`. */
  readonly reporters?: readonly string[];
}

export const DEFAULT_ALERT_OPTIONS: Required<AlertOptions> = Object.freeze({
  istiod: [eq('app', 'istiod')],
  namespace: 'istio-system',
  scrapeInterval: 30_000,
  proxies: [],
  gateways: [re('source_workload', '.*gateway.*')],
  reporters: ['source', 'destination'],
});

/** An alert that stands on its own, beside any SLO. */
export interface IstioAlert<Id extends string = string> {
  /** How a spec names it. */
  readonly id: Id;
  /** The alert's name in Prometheus. */
  readonly name: string;
  readonly severity: 'critical' | 'warning';
  /** How long the condition must hold, in milliseconds. */
  readonly for: number;
  /** How long the alert outlives its condition, in milliseconds. */
  readonly keepFiringFor?: number;
  /** One line without templates. */
  readonly summary: string;
  /** What it means and what to do; a Go template of Prometheus. */
  readonly description: string;
  /** What the alert speaks of: the control plane, or the traffic of the mesh. */
  readonly about: 'control-plane' | 'traffic';
  /** An exporter that Istio does not bring along. */
  readonly requires?: 'kube-state-metrics';
  readonly expr: (options: AlertOptions) => Expr;
  /** The metrics it reads. */
  readonly inputs: readonly Metric[];
  /** What circulates instead and where it fails, why this is different, and when it is silent. */
  readonly why: string;
}

/** Alerts whose ids the type checker knows, so that what must exist for each of them cannot be forgotten. */
export function defineAlerts<Id extends string>(alerts: readonly IstioAlert<Id>[]): readonly IstioAlert<Id>[] {
  return Object.freeze(alerts);
}

/**
 * Labels that tell instances of one component apart, whoever scrapes them; the missing ones do not matter. `job` and
 * `service` are left out because one process can be scraped through several Services: with Istio 1.28 and later through
 * one more per revision tag. `max by` these labels counts it once.
 */
export const INSTANCE_LABELS = ['cluster', 'namespace', 'pod', 'instance'] as const;

/** Labels of a whole installation. */
export const INSTALLATION_LABELS = ['cluster', 'namespace'] as const;

/** A range for `rate` that sees at least four scrapes, and never less than five minutes; in milliseconds. */
export function rateRange(scrapeInterval: number): number {
  return Math.max(5 * MINUTE_MS, 4 * scrapeInterval);
}
