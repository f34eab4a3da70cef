// A real Alertmanager for tests, with receivers that this process listens at: configuration in, notifications out.
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { parse } from 'yaml';
import { findAlertmanager } from '../../scripts/tools/alertmanager.ts';
import { printYaml } from '../../src/output/yaml/yaml.ts';
import type { Labels } from './prometheus.ts';
import { freePort, newFolder, startServer } from './server.ts';

export interface Notification {
  readonly receiver: string;
  readonly groupKey: string;
  readonly alerts: readonly { readonly status: string; readonly labels: Labels }[];
  /** When it came: milliseconds of performance.now(). */
  readonly atMs: number;
}

/** How long groups wait. */
export interface Waits {
  readonly page: string;
  readonly group_wait: string;
  readonly group_interval: string;
}

export interface RunningAlertmanager {
  readonly url: string;
  readonly folder: string;
  /** All that the receivers have got so far. */
  readonly notifications: readonly Notification[];
  stop(): Promise<void>;
}

interface Configuration {
  readonly route: object;
  readonly receivers: readonly { readonly name: string }[];
}

/** Starts one with a generated configuration, whose receivers are webhooks of this process and whose groups wait as told. */
export async function startAlertmanager(configuration: string, waits: Waits): Promise<RunningAlertmanager> {
  const notifications: Notification[] = [];
  const receiver = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      notifications.push({ ...JSON.parse(Buffer.concat(chunks).toString('utf8')), atMs: performance.now() });
      response.end();
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  const folder = await newFolder('alertmanager');
  const { port: receiverPort } = receiver.address() as AddressInfo;
  await writeFile(join(folder, 'alertmanager.yml'), quick(configuration, waits, receiverPort));
  const url = `http://127.0.0.1:${await freePort()}`;
  const stopListening = () => {
    receiver.closeAllConnections();
    receiver.close();
  };
  const server = await startServer({
    binary: findAlertmanager().alertmanager ?? '',
    args: [
      `--config.file=${join(folder, 'alertmanager.yml')}`,
      `--storage.path=${folder}`,
      `--web.listen-address=${new URL(url).host}`,
      '--cluster.listen-address=',
    ],
    folder,
    url,
    ready: '/-/ready',
  }).catch((error: unknown) => {
    stopListening();
    throw error;
  });
  const stop = async () => {
    await server.stop();
    stopListening();
  };
  return { url, folder, notifications, stop };
}

function quick(text: string, { page, ...waits }: Waits, port: number): string {
  const { route, receivers, ...rest } = parse(
    text.replaceAll('group_wait: 10s', `group_wait: ${page}`),
  ) as Configuration;
  const webhook = { url: `http://127.0.0.1:${port}/`, send_resolved: true };
  return printYaml({
    ...rest,
    route: { ...route, ...waits },
    receivers: receivers.map(({ name }) => ({ name, webhook_configs: [webhook] })),
  });
}
