// A server on loopback that answers well, badly and not at all: each answer is a value or a problem with a name.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { PLAIN } from '../../../src/diagnostics/paint.ts';
import { renderText } from '../../../src/diagnostics/render.ts';
import { PrometheusClient } from '../../../src/prometheus/client.ts';
import type { Connection } from '../../../src/prometheus/connection.ts';
import type { Answer } from '../../../src/prometheus/fault.ts';

let server: Server | undefined;

afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

async function serve(
  answer: (request: IncomingMessage, response: ServerResponse, body: string) => void,
  changes: Partial<Connection> = {},
): Promise<PrometheusClient> {
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => answer(request, response, Buffer.concat(chunks).toString()));
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const url = new URL(`http://127.0.0.1:${port}/prometheus/`);
  return new PrometheusClient({ url, headers: {}, timeoutMs: 5_000, largestBytes: 100_000, ...changes });
}

const says = (status: number, body: unknown) => (_: IncomingMessage, response: ServerResponse) => {
  response.writeHead(status).end(typeof body === 'string' ? body : JSON.stringify(body));
};
const vector = (result: unknown) => ({ status: 'success', data: { resultType: 'vector', result } });
const faultOf = (answer: Answer<unknown>) => ('fault' in answer ? answer.fault.diagnostic : undefined);

describe('an answer', () => {
  it('holds labels and values, with NaN and infinities', async () => {
    const client = await serve(
      says(
        200,
        vector([
          { metric: { a: 'b' }, value: [1700000000.5, '1.5'] },
          { metric: {}, value: [1700000000, '+Inf'] },
          { metric: {}, value: [1700000000, 'NaN'] },
        ]),
      ),
    );
    expect(await client.query('x')).toEqual({
      value: [
        { labels: { a: 'b' }, value: 1.5, timeMs: 1_700_000_000_500 },
        { labels: {}, value: Number.POSITIVE_INFINITY, timeMs: 1_700_000_000_000 },
        { labels: {}, value: Number.NaN, timeMs: 1_700_000_000_000 },
      ],
    });
  });

  it('is asked for below the path of the address, with the headers of the connection, and the query in the body', async () => {
    const seen: unknown[] = [];
    const client = await serve(
      (request, response, body) => {
        seen.push(
          request.method,
          request.url,
          request.headers['x-scope-orgid'],
          new URLSearchParams(body).get('query'),
        );
        response.end(JSON.stringify(vector([])));
      },
      { headers: { 'X-Scope-OrgID': 'team-a' } },
    );
    await client.query('up{job="a&b"}');
    expect(seen).toEqual(['POST', '/prometheus/api/v1/query', 'team-a', 'up{job="a&b"}']);
  });

  it('is waited for by four questions at a time', async () => {
    let [open, most] = [0, 0];
    const client = await serve((_, response) => {
      open += 1;
      most = Math.max(most, open);
      setTimeout(() => {
        open -= 1;
        response.end(JSON.stringify(vector([])));
      }, 20);
    });
    const answers = await Promise.all(Array.from({ length: 12 }, () => client.query('x')));
    expect(answers).toHaveLength(12);
    expect(most).toBe(4);
  });
});

describe('a problem has a name:', () => {
  const cases: readonly (readonly [string, string, Parameters<typeof serve>[0], Partial<Connection>?])[] = [
    ['credentials are wanted', 'prometheus-refuses', says(401, 'no')],
    ['the tenant is not allowed', 'prometheus-refuses', says(403, { status: 'error', error: 'no' })],
    ['a page of HTML', 'prometheus-answer', says(200, '<html>Grafana</html>')],
    ['nothing', 'prometheus-answer', says(200, '')],
    ['another path', 'prometheus-answer', says(404, 'not found')],
    [
      'a redirection to a login',
      'prometheus-answer',
      (_, response) => response.writeHead(302, { location: '/login' }).end(),
    ],
    ['a number in the place of a list', 'prometheus-answer', says(200, vector(7))],
    ['a label that is a number', 'prometheus-answer', says(200, vector([{ metric: { a: 1 }, value: [1, '1'] }]))],
    ['null', 'prometheus-answer', says(200, 'null')],
    ['a moment that no date holds', 'prometheus-answer', says(200, vector([{ metric: {}, value: [9e15, '1'] }]))],
    [
      'an error that is no text',
      'prometheus-query',
      says(400, { status: 'error', error: { toString: 1, valueOf: 1 } }),
    ],
    [
      'a query that fails',
      'prometheus-query',
      says(422, { status: 'error', errorType: 'execution', error: 'too many samples' }),
    ],
    [
      'an error of ten thousand levels',
      'prometheus-query',
      says(400, `{"status":"error","error":${'['.repeat(1e4)}${']'.repeat(1e4)}}`),
    ],
    [
      'four hundred thousand mistakes',
      'prometheus-answer',
      says(200, `{"status":"success","data":{"resultType":"vector","result":[0${',0'.repeat(4e5)}]}}`),
      { largestBytes: 10_000_000 },
    ],
    ['a megabyte', 'prometheus-answer-too-large', says(200, 'x'.repeat(1_000_000))],
    [
      'more series than anybody looks at',
      'prometheus-answer-too-large',
      says(200, JSON.stringify(vector(Array.from({ length: 500_001 }, () => 0)))),
      { largestBytes: 10_000_000 },
    ],
    [
      'another protocol',
      'prometheus-unreachable',
      ({ socket }) =>
        void socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n'),
    ],
    ['an answer that never comes', 'prometheus-too-slow', () => undefined, { timeoutMs: 100 }],
    ['an answer that never ends', 'prometheus-too-slow', (_, response) => void response.write('{'), { timeoutMs: 100 }],
    ['a connection that breaks', 'prometheus-unreachable', (request) => void request.socket.destroy()],
  ];

  it.each(cases)('%s', async (_what, ...[code, answer, changes]) => {
    const client = await serve(answer, changes);
    expect(faultOf(await client.query('x'))?.code).toBe(code);
  });

  it('a header that is none', async () => {
    const client = await serve(says(200, vector([])), { headers: { authorization: 'Bearer a\nb' } });
    const problem = faultOf(await client.query('x'));
    expect(problem?.code).toBe('prometheus-unreachable');
    expect(JSON.stringify(problem)).not.toContain('Bearer');
  });

  it('a server that quotes a secret across the end of what is shown', async () => {
    const error = `${'x'.repeat(460)}s3cr3t-token`;
    const client = await serve(says(400, { status: 'error', error }), {
      headers: { authorization: 'Bearer s3cr3t-token' },
    });
    expect(faultOf(await client.query('x'))?.message).not.toContain('s3c');
  });

  it.each([
    ['a token', 'Bearer s3cr3t-token'],
    ['a password', `Basic ${Buffer.from('ada:s3cr3t-password').toString('base64')}`],
  ])('a server that quotes %s does not have it printed', async (_what, authorization) => {
    const quotes = ({ headers }: IncomingMessage, response: ServerResponse) => {
      const quoted = [headers.authorization, Buffer.from(headers.authorization?.split(' ')[1] ?? '', 'base64')];
      response.writeHead(400).end(JSON.stringify({ status: 'error', error: `you sent ${quoted.join(', ')}` }));
    };
    const client = await serve(quotes, { headers: { authorization } });
    const shown = JSON.stringify(faultOf(await client.query('x')));
    expect(shown).toContain('you sent');
    expect(shown).not.toMatch(/s3cr3t|czNjcjN0|[A-Za-z0-9+]{12,}==?/);
  });

  it('a server that says control characters shows none of them', async () => {
    const client = await serve(says(400, { status: 'error', errorType: 'bad_data', error: '\u001b[31mred\u0007' }));
    const problem = faultOf(await client.query('x'));
    const shown = problem ? renderText([problem], PLAIN) : '';
    expect(shown).toContain('red');
    expect(['\u001b', '\u0007'].filter((control) => shown.includes(control))).toEqual([]);
  });
});
