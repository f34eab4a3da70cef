// A receiver of notifications on loopback, for as long as some work lasts.
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Labels } from '../proof/context/label-set.ts';

/** What Alertmanager sends to a webhook (https://prometheus.io/docs/alerting/latest/configuration/#webhook_config). */
export interface Notification {
  /** The name of the receiver in its configuration. */
  readonly receiver: string;
  readonly alerts: readonly { readonly status: 'firing' | 'resolved'; readonly labels: Labels }[];
}

/** Hands `work` an address, and all that was sent to it so far. */
export async function withReceiver<T>(
  work: (url: string, notifications: readonly Notification[]) => Promise<T>,
): Promise<T> {
  const notifications: Notification[] = [];
  const server = createServer(async (request, response) => {
    notifications.push(JSON.parse(await textOf(request)) as Notification);
    response.end();
  });
  const port = await listen(server);
  try {
    return await work(`http://127.0.0.1:${port}/`, notifications);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

/** A port on which nobody listens. Another process may take it before it is used. */
export async function freePort(): Promise<number> {
  const server = createServer();
  const port = await listen(server);
  await new Promise((closed) => server.close(closed));
  return port;
}

async function listen(server: ReturnType<typeof createServer>): Promise<number> {
  await new Promise<void>((listening, refuse) =>
    server.once('error', refuse).listen(0, '127.0.0.1', () => listening()),
  );
  return (server.address() as AddressInfo).port;
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
