// Scenarios in which somebody must be notified, or must not: their alerts go through a real Alertmanager with the generated
// routes and mutes, and this process listens at its receivers.
import { AUDIENCES, configurationToTry } from '../alertmanager/emit.ts';
import type { Compiled, ProvenPart } from '../compiled.ts';
import { printDuration } from '../promql/duration.ts';
import type { Promtool } from '../promtool/find.ts';
import { inParallel, withPromtool } from '../promtool/run.ts';
import { withTemporaryFolder } from '../promtool/temporary.ts';
import type { Labels } from '../proof/context/label-set.ts';
import type { NotificationClaim, Scenario } from '../proof/context/scenario.ts';
import { LABELS } from '../rules/names.ts';
import { AlertmanagerFault, withAlertmanager } from './alertmanager.ts';
import { type FiringChange, firingChanges } from './firing.ts';
import type { Notification } from './receiver.ts';

/** A scenario that expects notifications. */
export interface NotificationTest {
  readonly target: Compiled;
  readonly part: ProvenPart;
  readonly scenario: Scenario;
}

/** What became of it: what is not as expected, in words. */
export interface NotificationOutcome extends NotificationTest {
  readonly failures: readonly string[];
}

/** All scenarios of a project that expect notifications. */
export function notificationTestsOf(target: Compiled): NotificationTest[] {
  return target.tested.flatMap((part) =>
    part.proof.scenarios
      .filter(({ notifications = [] }) => notifications.length > 0)
      .map((scenario) => ({ target, part, scenario })),
  );
}

/** Runs each through an Alertmanager of its own; `onEnd` hears of every one as it ends. The outcomes are in the order of the tests. */
export async function proveNotifications(
  programs: { readonly promtool: Promtool; readonly alertmanager: string },
  tests: readonly NotificationTest[],
  onEnd: () => void,
): Promise<NotificationOutcome[]> {
  const outcomes: NotificationOutcome[] = [];
  await withTemporaryFolder((folder) =>
    withPromtool(programs.promtool, (run) =>
      inParallel(tests, async (test, at) => {
        const changes = await firingChanges(test.part, test.scenario, { folder, run });
        outcomes[at] = { ...test, failures: await failuresOf(programs.alertmanager, test, changes) };
        onEnd();
      }),
    ),
  );
  return outcomes;
}

/** A notification, and from when the alerts fired that it is about. */
interface Sent extends Notification {
  readonly atMs: number;
}

async function failuresOf(
  alertmanager: string,
  { target, scenario }: NotificationTest,
  changes: readonly FiringChange[],
): Promise<string[]> {
  const configuration = configurationToTry(target.files, target.settings);
  try {
    const sent = await withAlertmanager(alertmanager, configuration, async ({ notifications, fire }) => {
      const found: Sent[] = [];
      for (const { atMs, alerts } of changes) {
        await fire(alerts);
        found.push(...notifications.slice(found.length).map((notification) => ({ ...notification, atMs })));
      }
      return found;
    });
    return (scenario.notifications ?? []).flatMap((claim) => failureOf(claim, sent));
  } catch (error) {
    if (error instanceof AlertmanagerFault) return [error.message];
    throw error;
  }
}

function failureOf({ atMs, audience, state, group }: NotificationClaim, sent: readonly Sent[]): string[] {
  const [first] = sent.filter(
    (notification) =>
      notification.atMs <= atMs &&
      notification.receiver === AUDIENCES[audience] &&
      firstFiringOf(notification, group) !== undefined,
  );
  const when = `at ${printDuration(atMs)}: `;
  if (state === 'notified')
    return first ? [] : [`${when}a ${audience} must have been sent${about(group)}, but was not`];
  if (first === undefined) return [];
  const { alertname, [LABELS.tier]: tier } = firstFiringOf(first, group) ?? {};
  const alert = [alertname, tier].filter((word) => word !== undefined).join(' ');
  return [
    `${when}no ${audience} may have been sent${about(group)}, but ${alert} sent one at ${printDuration(first.atMs)}`,
  ];
}

/** The first alert of a notification that fires in a group. */
function firstFiringOf({ alerts }: Notification, group: Labels): Labels | undefined {
  return alerts.find(
    ({ status, labels }) =>
      status === 'firing' && Object.entries(group).every(([label, value]) => labels[label] === value),
  )?.labels;
}

function about(group: Labels): string {
  const labels = Object.entries(group).map(([label, value]) => `${label}=${value}`);
  return labels.length === 0 ? '' : ` for ${labels.join(', ')}`;
}
