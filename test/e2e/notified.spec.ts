// Scenarios that expect notifications, as a user runs them: through a real Alertmanager with the generated routes.
import { describe, expect, it } from '@jest/globals';
import { findAlertmanager } from '../../scripts/tools/alertmanager.ts';
import { findTools } from '../../scripts/tools/find-promtool.ts';
import type { Project } from '../cli/slo-process.ts';
import { built, lastLine, linesOf, SMALL } from '../cli/small-project.ts';

const { alertmanager } = findAlertmanager();
const [promtool] = findTools();

const SPEC = `${SMALL}          ticket: { long: 6h, short: 30m, factor: 5, severity: warning }
`;

/** A share of the requests of a handler fails for three hours, then every one for half an hour. */
const scenarios = (bad: string, expectations: string) => `scenarios:
  - name: checkouts fail
    slo: success
    group: { handler: /checkout }
    traffic:
      - { for: 3h, bad: ${bad} }
      - { for: 30m, bad: 100% }
      - { for: 1h, bad: 0% }
    expect: [${expectations}]
`;

const project = (bad: string, expectations: string): Project =>
  built({ 'slos/shop.slo.yaml': SPEC, 'slos/shop.slo-test.yaml': scenarios(bad, expectations) });

function test(tried: Project, env: Readonly<Record<string, string>>) {
  const args = ['test', '--promtool', promtool?.promtool ?? '', 'slos/shop.slo-test.yaml'];
  return tried.sloIn('.', args, { env });
}

describe('who is notified in a scenario', () => {
  it('is skipped, told and no success where there is no Alertmanager', () => {
    const outcome = test(project('0%', '{ at: 3h10m, notified: [page] }'), { PATH: '', ALERTMANAGER: '' });
    expect(outcome.status).toBe(1);
    expect(linesOf(outcome)[1]).toMatch(/^SKIPPED who is notified in 1 scenario: there is no alertmanager/);
    expect(lastLine(outcome)).toBe('1 passed, 0 failed, 1 skipped');
  });

  it('fails where the program that is named is no Alertmanager', () => {
    const tried = project('0%', '{ at: 3h10m, notified: [page] }');
    const outcome = test(tried, { ALERTMANAGER: '/bin/false' });
    expect(outcome.status).toBe(1);
    expect(outcome.stdout).toContain('/bin/false does not start as an Alertmanager');
  });
});

const describeOrSkip = alertmanager === undefined ? describe.skip : describe;

describeOrSkip(alertmanager ? 'through an Alertmanager' : 'SKIPPED: there is no Alertmanager', () => {
  const env = { ALERTMANAGER: alertmanager ?? '' };

  it('an outage wakes somebody of its group, and opens no ticket as long as that goes on', () => {
    const expectations = [
      '{ at: 3h, quiet: [page, ticket] }',
      '{ at: 3h20m, fires: [ErrorBudgetBurn/page, ErrorBudgetBurn/ticket] }',
      '{ at: 3h20m, notified: [page], group: { handler: /checkout } }',
      '{ at: 3h20m, quiet: [page], group: { handler: /other } }',
      '{ at: 4h, quiet: [ticket] }',
      // The page is over before the slower window of the ticket is.
      '{ at: 4h30m, notified: [ticket] }',
    ];
    const outcome = test(project('0%', expectations.join(', ')), env);
    expect([outcome.status, lastLine(outcome)]).toEqual([0, '2 passed, 0 failed']);
  });

  it('a ticket that was there before the outage is told', () => {
    const expectations = '{ at: 3h, notified: [ticket], quiet: [page] }, { at: 3h20m, notified: [page, ticket] }';
    const outcome = test(project('8%', expectations), env);
    expect([outcome.status, lastLine(outcome)]).toEqual([0, '2 passed, 0 failed']);
  });

  it('what is otherwise is told with the line of the scenario, the moment and the alert', () => {
    const outcome = test(project('0%', '{ at: 3h5m, notified: [ticket], quiet: [page] }'), env);
    expect(outcome.status).toBe(1);
    expect(linesOf(outcome).slice(1)).toEqual([
      'FAILED  slos/shop.slo-test.yaml:2 shop/success: checkouts fail',
      '        at 3h5m: a ticket must have been sent, but was not',
      expect.stringMatching(/^ {8}at 3h5m: no page may have been sent, but ErrorBudgetBurn page sent one at 3h\d+m/),
      '1 passed, 1 failed',
    ]);
  });
});
