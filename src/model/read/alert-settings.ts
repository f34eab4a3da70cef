// What an alert carries, merged from the project's defaults down to the alert itself: the nearer wins, labels and
// annotations are merged by name.
import type { AlertSettings, LinkBases } from '../slo.ts';
import { durationToMs } from '../units.ts';

/** One level of settings, as the spec writes it. */
export interface AlertLayer {
  readonly name?: string | undefined;
  readonly severity?: string | undefined;
  readonly for?: string | undefined;
  readonly keepFiringFor?: string | undefined;
  readonly labels?: Readonly<Record<string, string>> | undefined;
  readonly annotations?: Readonly<Record<string, string>> | undefined;
  readonly runbook?: string | undefined;
  readonly dashboard?: string | undefined;
  readonly summary?: string | undefined;
  readonly description?: string | undefined;
}

/** What an alert is called, and how severe and how patient it is, where neither spec nor project says. */
export interface AlertDefaults {
  readonly name: string;
  readonly severity: string;
  readonly forMs: number;
  readonly keepFiringForMs: number;
}

/** Merges `layers`, the farthest first. */
export function mergeAlert(defaults: AlertDefaults, layers: readonly AlertLayer[], bases: LinkBases): AlertSettings {
  const last = <K extends keyof AlertLayer>(key: K) => layers.findLast((layer) => layer[key] !== undefined)?.[key];
  const name = last('name') ?? defaults.name;
  const [hold, keep] = [last('for'), last('keepFiringFor')];
  const [runbook, dashboard] = [last('runbook'), last('dashboard')];
  const [summary, description] = [last('summary'), last('description')];
  return {
    name,
    severity: last('severity') ?? defaults.severity,
    forMs: hold === undefined ? defaults.forMs : durationToMs(hold),
    keepFiringForMs: keep === undefined ? defaults.keepFiringForMs : durationToMs(keep),
    labels: Object.assign({}, ...layers.map(({ labels }) => labels)),
    annotations: Object.assign({}, ...layers.map(({ annotations }) => annotations)),
    ...(runbook !== undefined && { runbook }),
    ...(dashboard !== undefined && { dashboard }),
    ...(summary !== undefined && { summary }),
    ...(description !== undefined && { description }),
    bases,
  };
}
