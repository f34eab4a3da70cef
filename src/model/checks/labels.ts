// Label names that the compiler needs for itself, and what a user's labels may not shadow.
import { isGroupingLabel } from '../../promql/names.ts';
import type { SloAlertsSpec } from '../../spec/alert-schema.ts';
import type { Path } from '../../spec/locate.ts';
import { isCompilerLabel } from '../compiler-labels.ts';
import type { Place } from '../place.ts';

interface Labelled {
  readonly labels?: Readonly<Record<string, string>> | undefined;
  readonly alerts?: SloAlertsSpec | undefined;
}

/** Labels that every alert or every recorded series has already. */
function isReserved(label: string): boolean {
  return label === 'alertname' || label === 'severity' || label === 'le' || isCompilerLabel(label);
}

/** Labels that alerts have for a reason of the project or the SLO. */
export interface LabelsInUse {
  readonly by: readonly string[];
  /** That tells leaves apart; absent where there are none. */
  readonly leafLabel?: string | undefined;
}

/** Reports user labels at `place`, and those of the alerts there, that would shadow ours or those in use. */
export function checkLabels({ labels, alerts }: Labelled, inUse: LabelsInUse, place: Place): void {
  for (const label of Object.keys(labels ?? {})) {
    const message = overwritten(label, inUse);
    if (message === undefined) continue;
    place.at('labels', label).report({
      code: 'reserved-label',
      part: 'key',
      message,
      help: label === 'severity' ? 'use the "severity" field of the alert or tier' : 'choose another name',
    });
  }
  for (const [alert, steps] of labelledAlerts(alerts)) {
    if (typeof alert === 'object') checkLabels({ labels: alert.labels }, inUse, place.at('alerts', ...steps));
  }
}

/** What a user's label of this name would overwrite. */
function overwritten(label: string, { by, leafLabel }: LabelsInUse): string | undefined {
  if (by.includes(label)) return `the label "${label}" would overwrite the one that the indicator groups by`;
  if (label === leafLabel) return `the label "${label}" would overwrite the one that tells the leaves apart`;
  return isReserved(label) ? `the label "${label}" is set by the compiler` : undefined;
}

type AnyAlert = Labelled | string | undefined;

function labelledAlerts({ burnRate, threshold = [], absent, outage, breach }: SloAlertsSpec = {}) {
  const tiers = typeof burnRate === 'object' ? Object.entries<AnyAlert>(burnRate.tiers ?? {}) : [];
  const alerts: readonly (readonly [alert: AnyAlert, place: Path])[] = [
    [burnRate, ['burnRate']],
    ...tiers.map(([name, tier]) => [tier, ['burnRate', 'tiers', name]] as const),
    ...threshold.map((alert, at) => [alert, ['threshold', at]] as const),
    [absent, ['absent']],
    [outage, ['outage']],
    [breach, ['breach']],
  ];
  return alerts;
}

/** Reports group labels of the SLO at `place` that would shadow ours, or each other. */
export function checkGroupLabels(by: readonly string[], place: Place): void {
  by.forEach((label, at) => {
    const isTaken = isReserved(label) || !isGroupingLabel(label);
    if (!isTaken && by.indexOf(label) === at) return;
    place.at('indicator', 'by', at).report({
      code: 'reserved-label',
      message: isReserved(label)
        ? `grouping by "${label}" would overwrite a label of the compiler`
        : isTaken
          ? `"${label}" is a word of PromQL, which cannot be grouped by`
          : `"${label}" is listed twice`,
      help: isTaken ? 'relabel it at scrape time, or group by another label' : 'remove it',
    });
  });
}
