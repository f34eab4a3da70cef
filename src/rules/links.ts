// Links of an alert: to the runbook, and to the board that shows its SLO, in its group, at its time. A user's address is
// literal; where the project file gives a base only, the rest of the address is made here.
import type { AlertSettings, GrafanaSettings } from '../model/slo.ts';
import { mul, num, sub, time, vector } from '../promql/build.ts';
import { printDuration } from '../promql/duration.ts';
import { print } from '../promql/print.ts';
import { HOUR_MS } from '../text/time.ts';
import { withoutEnd } from '../text/trim.ts';
import { BOARD_UIDS, groupVariable, identityVariables, VARIABLES } from './boards.ts';
import type { PartialIdentity } from './names.ts';
import type { AlertPurpose } from './rule.ts';
import { goString, literal } from './template.ts';

/** The address of the runbook, as a template; undefined where none is configured. */
export function runbookUrl(settings: AlertSettings, identity: PartialIdentity): string | undefined {
  const { runbook, bases } = settings;
  if (runbook !== undefined) return literal(runbook);
  if (bases.runbook === undefined) return undefined;
  const page = runbookPage(settings);
  const address = bases.runbook.includes('{alert}')
    ? bases.runbook.replaceAll('{alert}', page)
    : `${withoutEnd(bases.runbook, '/')}/${page}`;
  const section = bases.hasPages && identity.slo !== undefined && !address.includes('#') ? anchorOf(identity) : '';
  return literal(address + section);
}

/** What the runbook of an alert is called, in addresses and as a file. One page serves all alerts of a name. */
export function runbookPage({ name }: Pick<AlertSettings, 'name'>): string {
  return name.toLowerCase();
}

/** The heading of an SLO in the generated runbooks. Names hold lower-case letters, digits and hyphens only. */
export function runbookSection({ namespace, service, slo }: PartialIdentity): string {
  return `${slo === undefined ? '' : `${slo} of `}${service}${namespace === undefined ? '' : ` in ${namespace}`}`;
}

/** How Markdown renderers address that heading. */
function anchorOf(identity: PartialIdentity): string {
  return `#${runbookSection(identity).replaceAll(' ', '-')}`;
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
  const { url } = bases.grafana;
  const fixed = fixedVariables(bases.grafana, view);
  const query = [
    ...Object.entries(fixed).map(variable),
    ...view.groupLabels.map((label) => `var-${groupVariable(label)}={{ $labels.${label} | urlquery }}`),
    `from=${startOf(view.lookBackMs)}`,
    'to=now',
  ];
  return `${literal(`${url}/d/${view.uid}`)}?${query.join('&')}`;
}

/** The address of the same board for a page, which knows no group and no moment; literal. */
export function boardAddress({ bases }: Partial<AlertSettings>, purpose: AlertPurpose): string | undefined {
  const view = bases?.grafana && viewOf(purpose);
  if (!view || !bases?.grafana) return undefined;
  const query = Object.entries(fixedVariables(bases.grafana, view)).map(variable).join('&');
  return `${bases.grafana.url}/d/${view.uid}${query && `?${query}`}`;
}

function fixedVariables({ datasource }: GrafanaSettings, { variables }: View): Record<string, string> {
  return { ...(datasource !== undefined && { [VARIABLES.datasource]: datasource }), ...variables };
}

/** Percent-encoded, so without a character that a template or Flux would take for its own. */
function variable([name, value]: readonly [name: string, value: string]): string {
  return `var-${name}=${encodeURIComponent(value)}`;
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
    case 'leaf-missing':
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
    uid: slo.kind === 'budget' ? BOARD_UIDS.detail : BOARD_UIDS.zeroTolerance,
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
