// One request to a Prometheus over HTTP or HTTPS: what it answered, within the limits of time and length of its connection.
import type { IncomingMessage } from 'node:http';
import { request as requestPlain } from 'node:http';
import { type RequestOptions, request as requestSecure } from 'node:https';
import { withoutEnd } from '../text/trim.ts';
import type { Connection } from './connection.ts';
import { type Answer, fault } from './fault.ts';

export interface Response {
  readonly status: number;
  readonly body: string;
  readonly location?: string;
}

/** Asks for `path` below the address of the connection; parameters go into the body, where no log of a proxy keeps them and
 *  no limit of a URL cuts them off. */
export function send(
  connection: Connection,
  method: 'GET' | 'POST',
  path: string,
  parameters: URLSearchParams,
): Promise<Answer<Response>> {
  const { url, timeoutMs } = connection;
  const target = new URL(url);
  target.pathname = `${withoutEnd(url.pathname, '/')}${path}`;
  if (method === 'GET') target.search = parameters.toString();
  return new Promise((resolve) => {
    const signal = AbortSignal.timeout(timeoutMs);
    const fail = (error: Error) => resolve(signal.aborted ? tooSlow(connection) : unreachable(connection, error));
    try {
      const open = target.protocol === 'https:' ? requestSecure : requestPlain;
      const request = open(target, optionsOf(connection, method, signal), (response) => {
        read(response, connection).then(resolve, fail);
      });
      request.on('error', fail);
      // Otherwise nothing would ever answer, and the program end as if all were well.
      request.on('upgrade', (_response, socket) => {
        socket.destroy();
        fail(new Error('it answers in another protocol than HTTP'));
      });
      request.end(method === 'POST' ? parameters.toString() : undefined);
    } catch (error) {
      // A header with a line break, a key that is none.
      fail(error instanceof Error ? error : new Error(String(error)));
    }
  });
}

function optionsOf(connection: Connection, method: string, signal: AbortSignal): RequestOptions {
  const { headers, ca, cert, key } = connection;
  return {
    method,
    signal,
    headers: {
      accept: 'application/json',
      ...(method === 'POST' && { 'content-type': 'application/x-www-form-urlencoded' }),
      ...headers,
    },
    ...(ca !== undefined && { ca }),
    ...(cert !== undefined && { cert }),
    ...(key !== undefined && { key }),
  };
}

async function read(response: IncomingMessage, { largestBytes }: Connection): Promise<Answer<Response>> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > largestBytes) {
      response.destroy();
      return fault(
        'prometheus-answer-too-large',
        `the answer of Prometheus is longer than ${Math.round(largestBytes / 1024 / 1024)} MB`,
        'ask about fewer SLOs in one run, by their names',
      );
    }
    chunks.push(chunk);
  }
  const { location } = response.headers;
  const body = Buffer.concat(chunks).toString('utf8');
  return { value: { status: response.statusCode ?? 0, body, ...(location !== undefined && { location }) } };
}

function tooSlow({ url, timeoutMs }: Connection): Answer<never> {
  const message = `Prometheus at ${url.origin} did not answer within ${timeoutMs / 1_000} s`;
  return fault('prometheus-too-slow', message, 'allow more time with --timeout');
}

function unreachable({ url }: Connection, error: Error): Answer<never> {
  const message = `Prometheus at ${url.origin} cannot be reached: ${reasonOf(error)}`;
  return fault('prometheus-unreachable', message, 'is the address right, and does the server run?');
}

/** Why a connection failed. Several addresses of one name give an error of many, whose own message is empty. */
function reasonOf(error: Error): string {
  const [first] = error instanceof AggregateError ? (error.errors as readonly unknown[]) : [];
  return first instanceof Error ? first.message : error.message;
}
