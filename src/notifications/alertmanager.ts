// A real Alertmanager on loopback, for as long as some work lasts.
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeEnd } from '../output/before-end.ts';
import { printYaml } from '../output/yaml/yaml.ts';
import { withTemporaryFolder, writeAll } from '../promtool/temporary.ts';
import type { Labels } from '../proof/context/label-set.ts';
import { HOUR_MS } from '../text/time.ts';
import { freePort, type Notification, withReceiver } from './receiver.ts';

/** How the groups wait: in the order of the defaults, 30 s and 5 min, and so short that nobody waits for a test. */
const WAITS = { group_wait: '200ms', group_interval: '500ms' };

/** Several times the longest wait, on a machine that is busy. */
const SETTLED_MS = 2_000;

const READY_WITHIN_MS = 20_000;

/** What its configuration must have to be tried. */
interface Configuration {
  readonly route: object;
  readonly receivers: readonly { readonly name: string }[];
}

/** An Alertmanager that has a configuration, and whose receivers are this process. */
export interface RunningAlertmanager {
  /** All notifications so far. */
  readonly notifications: readonly Notification[];
  /** Lets exactly these alerts fire, and waits until everybody has been notified. */
  fire(alerts: readonly Labels[]): Promise<void>;
}

/** Why none runs. */
export class AlertmanagerFault extends Error {}

/** Hands `work` a new Alertmanager, which has ended when the work or this process ends. */
export async function withAlertmanager<T>(
  program: string,
  configuration: object,
  work: (alertmanager: RunningAlertmanager) => Promise<T>,
): Promise<T> {
  return await withReceiver((receiver, notifications) =>
    withTemporaryFolder(async (folder) => {
      const file = 'alertmanager.yaml';
      writeAll(folder, [{ path: file, content: printYaml(tried(configuration as Configuration, receiver), {}) }]);
      const url = `http://127.0.0.1:${await freePort()}`;
      const args = [
        `--config.file=${join(folder, file)}`,
        `--storage.path=${folder}`,
        `--web.listen-address=${new URL(url).host}`,
        '--cluster.listen-address=',
      ];
      return await whileRunning(program, args, async (child) => {
        await untilReady(program, url, child);
        return await work({ notifications, fire: firing(url) });
      });
    }),
  );
}

function tried({ route, receivers, ...rest }: Configuration, url: string): object {
  const webhook_configs = [{ url, send_resolved: true }];
  return {
    ...rest,
    route: { ...route, ...WAITS },
    receivers: receivers.map(({ name }) => ({ name, webhook_configs })),
  };
}

async function whileRunning<T>(
  program: string,
  args: readonly string[],
  work: (child: ChildProcess) => Promise<T>,
): Promise<T> {
  const child = spawn(program, args, { stdio: 'ignore' });
  // A program that cannot be started tells so here, and is found not to be ready.
  child.on('error', () => undefined);
  const ended = new Promise((end) => child.once('close', end));
  const cancel = beforeEnd(() => child.kill('SIGKILL'));
  try {
    return await work(child);
  } finally {
    cancel();
    if (child.kill('SIGKILL')) await ended;
  }
}

async function untilReady(program: string, url: string, child: ChildProcess): Promise<void> {
  const deadline = performance.now() + READY_WITHIN_MS;
  while (child.pid !== undefined && child.exitCode === null && performance.now() < deadline) {
    const answer = await fetch(`${url}/-/ready`).catch(() => undefined);
    if (answer?.ok) return;
    await sleep(50);
  }
  throw new AlertmanagerFault(`${program} does not start as an Alertmanager`);
}

/** Sends alerts as Prometheus does: those that fire, and of those that did the end. */
function firing(url: string): RunningAlertmanager['fire'] {
  const keyOf = (labels: Labels) => JSON.stringify(Object.entries(labels).sort());
  let before: readonly Labels[] = [];
  return async (alerts) => {
    const now = Date.now();
    const keys = new Set(alerts.map(keyOf));
    const over = before.filter((labels) => !keys.has(keyOf(labels)));
    before = alerts;
    const sent = (labels: Labels, endsMs: number) => ({ labels, endsAt: new Date(endsMs).toISOString() });
    const body = [...alerts.map((labels) => sent(labels, now + HOUR_MS)), ...over.map((labels) => sent(labels, now))];
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(`${url}/api/v2/alerts`, { method: 'POST', headers, body: JSON.stringify(body) });
    if (!answer.ok) throw new AlertmanagerFault(`Alertmanager refuses alerts: ${await answer.text()}`);
    await sleep(SETTLED_MS);
  };
}
