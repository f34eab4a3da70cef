// The part of `slo test` that promtool cannot judge: who is notified of the alerts of a scenario.
import { findAlertmanager } from '../../notifications/find.ts';
import { notificationTestsOf, proveNotifications } from '../../notifications/prove.ts';
import type { Promtool } from '../../promtool/find.ts';
import { showProgress } from '../progress.ts';
import type { Terminal } from '../terminal.ts';
import type { ChosenTests } from './choice.ts';
import { reportNotifications, reportUnheard, type Tally } from './report.ts';

/** Each scenario that expects notifications counts once more. Where no Alertmanager is found, they are skipped. */
export async function testNotifications(
  root: string,
  promtool: Promtool,
  { project, isChosen }: ChosenTests,
  terminal: Terminal,
): Promise<Tally> {
  const tests = project.targets.flatMap(notificationTestsOf).filter(({ part }) => part.sources.some(isChosen));
  if (tests.length === 0) return { passed: 0, failed: 0, skipped: 0 };
  const alertmanager = findAlertmanager(root);
  if (alertmanager === undefined) {
    reportUnheard(tests.length, terminal);
    return { passed: 0, failed: 0, skipped: tests.length };
  }
  const progress = showProgress(tests.length, 'scenarios with notifications');
  const outcomes = await proveNotifications({ promtool, alertmanager }, tests, () => progress.step());
  progress.end();
  for (const outcome of outcomes) reportNotifications(outcome, terminal);
  const failed = outcomes.filter(({ failures }) => failures.length > 0).length;
  return { passed: outcomes.length - failed, failed, skipped: 0 };
}
