// The configuration of docs/alertmanager.md on a real Alertmanager: it gets the alerts of slos/ as Prometheus would send
// them, and this file listens at its receivers. Skipped under a name that says so where there is no Alertmanager.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { findAlertmanager } from '../../scripts/tools/alertmanager.ts';
import { type RunningAlertmanager, startAlertmanager } from '../support/alertmanager.ts';
import { compileText } from '../support/compile-text.ts';
import type { Labels } from '../support/prometheus.ts';

const page = (name: string) => readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8');
const { alertmanager: found, amtool } = findAlertmanager();

/** Long enough for a notification to come that must not come: several times `group_interval`. */
const QUIET_MS = 4_000;
const PATIENCE_MS = 20_000;

const [CONFIGURATION = ''] = /^route:\n.*?(?=^```$)/ms.exec(page('docs/alertmanager.md')) ?? [];
const [SILENCE = ''] = /^amtool silence add .*$/m.exec(page('docs/maintenance.md')) ?? [];

/** The labels of an alert of slos/ in a group, as the rules say them. */
function alertOf(name: string, tier: string, group: Labels): Labels {
  const rules = compileText(page('slos/mesh.slo.yaml')).groups.flatMap((group) => group.rules);
  const rule = rules.find(({ alert, labels }) => alert === name && labels?.slo_tier === tier);
  return { alertname: name, ...rule?.labels, ...group };
}

const CART = { destination_service_namespace: 'shop', destination_service_name: 'cart' };
const ORDERS = { destination_service_namespace: 'shop', destination_service_name: 'orders' };
const pageOf = (group: Labels) => alertOf('ErrorBudgetBurn', 'page-fast', group);
const ticketOf = (group: Labels) => alertOf('ErrorBudgetBurn', 'ticket-fast', group);

const withAlertmanager = found === undefined ? describe.skip : describe;

withAlertmanager(found === undefined ? 'SKIPPED: there is no Alertmanager' : 'the configuration in the docs', () => {
  let alertmanager: RunningAlertmanager;

  // Its groups wait a second, in which a page mutes its ticket.
  beforeAll(async () => {
    alertmanager = await startAlertmanager(CONFIGURATION, { page: '0s', group_wait: '1s', group_interval: '1s' });
  }, 2 * PATIENCE_MS);

  afterAll(() => alertmanager?.stop());

  const send = (...alerts: readonly Labels[]) => post(alerts.map((labels) => ({ labels })));
  const end = (...alerts: readonly Labels[]) => {
    const endsAt = new Date().toISOString();
    return post(alerts.map((labels) => ({ labels, endsAt })));
  };
  const post = async (alerts: readonly object[]) => {
    const body = JSON.stringify(alerts);
    const headers = { 'content-type': 'application/json' };
    expect((await fetch(`${alertmanager.url}/api/v2/alerts`, { method: 'POST', headers, body })).ok).toBe(true);
  };
  const about = (group: Labels, name: string) =>
    alertmanager.notifications.filter(
      ({ receiver: to, alerts }) =>
        to === name &&
        alerts.some(({ labels }) => Object.entries(group).every(([key, value]) => labels[key] === value)),
    );

  it(
    'wakes somebody for each service: the outage of a second one is a notification of its own',
    async () => {
      await send(pageOf(CART));
      await until(() => about(CART, 'pager').length > 0);
      await send(pageOf(ORDERS));
      await until(() => about(ORDERS, 'pager').length > 0);
      const keys = [about(CART, 'pager'), about(ORDERS, 'pager')].map(([first]) => first?.groupKey);
      expect(new Set(keys).size).toBe(2);
      expect(about(ORDERS, 'pager').every(({ alerts }) => alerts.length === 1)).toBe(true);
    },
    PATIENCE_MS,
  );

  it(
    'mutes the ticket of a service that has a page, and of no other',
    async () => {
      const payment = { destination_service_namespace: 'shop', destination_service_name: 'payment' };
      await send(ticketOf(CART), ticketOf(payment));
      await until(() => about(payment, 'tickets').length > 0);
      await sleep(QUIET_MS);
      expect(about(CART, 'tickets')).toEqual([]);
    },
    PATIENCE_MS,
  );

  it(
    'tells a total outage once: one page for all alerts of its SLO and group, no ticket, and one end',
    async () => {
      const search = { destination_service_namespace: 'shop', destination_service_name: 'search' };
      const slow = alertOf('ErrorBudgetBurn', 'page-slow', search);
      await send(pageOf(search), slow, ticketOf(search));
      await until(() => about(search, 'pager').some(({ alerts }) => alerts.length === 2));
      await sleep(QUIET_MS);
      expect(new Set(about(search, 'pager').map(({ groupKey }) => groupKey)).size).toBe(1);
      expect(about(search, 'tickets')).toEqual([]);
      await end(pageOf(search), slow, ticketOf(search));
      await until(() =>
        about(search, 'pager').some(({ alerts }) => alerts.every(({ status }) => status === 'resolved')),
      );
      await sleep(QUIET_MS);
      const ended = about(search, 'pager').filter(({ alerts }) => alerts.every(({ status }) => status === 'resolved'));
      expect(ended).toHaveLength(1);
      expect(about(search, 'tickets')).toEqual([]);
    },
    2 * PATIENCE_MS,
  );

  it(
    'mutes what follows from a missing istiod, and no certificate that expires',
    async () => {
      const ofIstiod = { severity: 'warning', slo_service: 'istiod' };
      await send({ ...ofIstiod, alertname: 'IstiodDown', severity: 'critical', slo: 'availability' });
      await until(() => about({ alertname: 'IstiodDown' }, 'pager').length > 0);
      await send(
        { ...ofIstiod, alertname: 'IstiodReplicasLow' },
        { ...ofIstiod, alertname: 'IndicatorDataMissing', slo: 'config-push' },
        { ...ofIstiod, alertname: 'IstiodRootCertExpiringSoon' },
      );
      await until(() => about({ alertname: 'IstiodRootCertExpiringSoon' }, 'tickets').length > 0);
      await sleep(QUIET_MS);
      expect(about({ alertname: 'IstiodReplicasLow' }, 'tickets')).toEqual([]);
      expect(about({ alertname: 'IndicatorDataMissing' }, 'tickets')).toEqual([]);
    },
    PATIENCE_MS,
  );

  (amtool ? it : it.skip)(
    `the command in docs/maintenance.md mutes its service${amtool ? '' : ' (SKIPPED: there is no amtool)'}`,
    async () => {
      const words = [...SILENCE.matchAll(/([^\s'=]+=)?'([^']*)'|\S+/g)].map(([all, key = '', text]) =>
        text === undefined ? all : key + text,
      );
      const muted = { destination_service_namespace: 'shop', destination_service_name: 'muted' };
      const args = words.slice(1).map((word) => word.replace(/(destination_service_name=)cart/, '$1muted'));
      expect(spawnSync(amtool ?? '', [`--alertmanager.url=${alertmanager.url}`, ...args]).status).toBe(0);
      const heard = { ...muted, destination_service_name: 'heard' };
      await send(pageOf(muted), pageOf(heard));
      await until(() => about(heard, 'pager').length > 0);
      await sleep(QUIET_MS);
      expect(about(muted, 'pager')).toEqual([]);
    },
    PATIENCE_MS,
  );

  (amtool ? it : it.skip)('amtool takes the configurations of the docs', async () => {
    const [window = ''] = /^time_intervals:\n.*?(?=^```$)/ms.exec(page('docs/maintenance.md')) ?? [];
    for (const [name, text] of Object.entries({ routes: CONFIGURATION, window })) {
      const path = join(alertmanager.folder, `${name}.yml`);
      await writeFile(path, text);
      expect(spawnSync(amtool ?? '', ['check-config', path], { encoding: 'utf8' })).toMatchObject({ status: 0 });
    }
  });
});

async function until(holds: () => Promise<boolean | undefined> | boolean): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error('did not happen in time');
    await sleep(100);
  }
}
