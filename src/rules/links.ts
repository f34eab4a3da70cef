// Links of an alert: to the runbook, and to the board that shows its SLO, in its group, at its time. A user's address is
// literal; where the project file gives a base only, the rest of the address is made here.
import type { AlertSettings } from '../model/slo.ts';
import { mul, num, sub, time, vector } from '../promql/build.ts';
import { printDuration } from '../promql/duration.ts';
import { print } from '../promql/print.ts';
import { BOARD_UIDS, groupVariable, identityVariables, VARIABLES } from './boards.ts';
import type { AlertPurpose } from './rule.ts';
import { goString, literal } from './template.ts';
import { HOUR_MS } from './windows.ts';

/** The address of the runbook, as a template; undefined where none is configured. */
export function runbookUrl({ name, runbook, bases }: AlertSettings): string | undefined {
  if (runbook !== undefined) return literal(runbook);
  if (bases.runbook === undefined) return undefined;
  const page = name.toLowerCase();
  const address = bases.runbook.includes('{alert}')
    ? bases.runbook.replaceAll('{alert}', page)
    : `${bases.runbook.replace(/\/+$/, '')}/${page}`;
  return literal(address);
}

/** What of a board a link opens. */
interface View {
  readonly uid: string;
  /** Variables with their values. */
  readonly variables: Readonly<Record<string, string>>;
  /** Labels of the alert that the board has variables for. */
  readonly groupLabels: readonly string[];
  readonly lookBackMs: number;
}

/** The address of the dashboard, as a template; undefined where none is configured, or no board shows the alert. */
export function dashboardUrl({ dashboard, bases }: AlertSettings, purpose: AlertPurpose): string | undefined {
  if (dashboard !== undefined) return literal(dashboard);
  const view = bases.grafana && viewOf(purpose);
  if (!view || !bases.grafana) return undefined;
  const { url, datasource } = bases.grafana;
  const fixed = { ...(datasource !== undefined && { [VARIABLES.datasource]: datasource }), ...view.variables };
  const query = [
    ...Object.entries(fixed).map(([name, value]) => `var-${name}=${literal(encodeURIComponent(value))}`),
    ...view.groupLabels.map((label) => `var-${groupVariable(label)}={{ $labels.${label} | urlquery }}`),
    `from=${startOf(view.lookBackMs)}`,
    'to=now',
  ];
  return `${literal(`${url}/d/${view.uid}`)}?${query.join('&')}`;
}

/** Alertmanager repeats an alert after 4 hours unless told otherwise: the link of the first repetition still shows how it
 *  began. */
const LEAST_LOOK_BACK_MS = 6 * HOUR_MS;

function viewOf(purpose: AlertPurpose): View | undefined {
  switch (purpose.kind) {
    case 'burn-rate':
      return ofSlo(purpose, purpose.slo.by, purpose.tier.longMs);
    case 'threshold':
      return ofSlo(purpose, purpose.slo.by, purpose.threshold.overMs);
    case 'outage':
      return ofSlo(purpose, purpose.slo.by, 0);
    case 'breach':
      return ofSlo(purpose, purpose.slo.by, purpose.slo.windowMs);
    case 'absent':
      // Data that is missing altogether has no group.
      return ofSlo(purpose, [], 0);
    case 'standalone':
      return ofStandalone(purpose);
  }
}

function ofSlo(
  { slo }: Exclude<AlertPurpose, { kind: 'standalone' }>,
  groupLabels: readonly string[],
  windowMs: number,
): View {
  return {
    uid: BOARD_UIDS.detail,
    variables: identityVariables(slo.identity),
    groupLabels,
    lookBackMs: Math.max(windowMs, LEAST_LOOK_BACK_MS),
  };
}

/** No board knows what an alert of a user's own expression is about. */
function ofStandalone({ alert: { preset } }: Extract<AlertPurpose, { kind: 'standalone' }>): View | undefined {
  if (!preset) return undefined;
  const uid = preset.about === 'control-plane' ? BOARD_UIDS.controlPlane : BOARD_UIDS.overview;
  return { uid, variables: {}, groupLabels: [], lookBackMs: LEAST_LOOK_BACK_MS };
}

/**
 * The moment `lookBackMs` before the alert was sent, in Unix milliseconds, worked out when the text is rendered: who opens
 * the link the next morning sees the incident, and not the last hours. Templates have neither a clock nor arithmetic, so a
 * query does both; it reads no series.
 */
function startOf(lookBackMs: number): string {
  const start = vector(mul(sub(time(), num(lookBackMs / 1_000)), num(1_000)));
  return `{{ with query ${goString(print(start))} }}{{ . | first | value | printf "%.0f" }}{{ else }}now-${printDuration(lookBackMs)}{{ end }}`;
}
