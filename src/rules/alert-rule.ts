// One alerting rule from its parts: identity and user labels, texts, links. What it fires on is its caller's business.
import type { AlertSettings } from '../model/slo.ts';
import type { Expr } from '../promql/ast.ts';
import { dashboardUrl, runbookUrl } from './links.ts';
import { identityLabels, LABELS, type PartialIdentity } from './names.ts';
import type { AlertingRule, AlertPurpose } from './rule.ts';
import { literal } from './template.ts';

export interface AlertParts {
  readonly settings: AlertSettings;
  readonly identity: PartialIdentity;
  readonly expr: Expr;
  readonly purpose: AlertPurpose;
  /** Labels of this kind of alert, told apart from others of its name by them. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Templates of ours; a user's own summary and description replace them. */
  readonly summary: string;
  readonly description: string;
}

/** The rule of an alert, with the labels, texts and links that every alert has. */
export function alertRule({
  settings,
  identity,
  expr,
  purpose,
  labels = {},
  summary,
  description,
}: AlertParts): AlertingRule {
  const [runbook, dashboard] = [runbookUrl(settings, identity), dashboardUrl(settings, purpose)];
  return {
    kind: 'alerting',
    alert: settings.name,
    expr,
    forMs: settings.forMs,
    keepFiringForMs: settings.keepFiringForMs,
    labels: {
      [LABELS.severity]: literal(settings.severity),
      ...identityLabels(identity),
      ...labels,
      ...escapeAll(settings.labels),
    },
    annotations: {
      summary: settings.summary === undefined ? summary : literal(settings.summary),
      description: settings.description === undefined ? description : literal(settings.description),
      ...(runbook !== undefined && { runbook_url: runbook }),
      ...(dashboard !== undefined && { dashboard_url: dashboard }),
      ...escapeAll(settings.annotations),
    },
    purpose,
    apart: [],
  };
}

function escapeAll(texts: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, literal(text)]));
}
