// Secrets go to whom the user named, and to nobody that only the project names: what a server is really sent, by plain HTTP and
// by TLS with an authority and a client certificate of their own.
import { execFile, execFileSync } from 'node:child_process';
import { readFileSync, symlinkSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo, Server } from 'node:net';
import { join } from 'node:path';
import { execPath } from 'node:process';
import type { TLSSocket } from 'node:tls';
import { afterEach, describe, expect, it } from '@jest/globals';
import { PROGRAM } from '../support/built-program.ts';
import { Project, SPEC } from './slo-process.ts';

interface Asked {
  readonly authorization: string | undefined;
  readonly client: string | undefined;
}

const servers: Server[] = [];
const asked: Asked[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) server.close();
  asked.length = 0;
});

function answer(request: IncomingMessage, response: ServerResponse): void {
  const socket = request.socket as TLSSocket;
  const client = socket.getPeerCertificate?.()?.subject?.CN as string | undefined;
  asked.push({ authorization: request.headers.authorization, client });
  response.end(JSON.stringify({ status: 'success', data: [] }));
}

async function listen<T extends Server>(server: T): Promise<number> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

interface Result {
  readonly status: number;
  readonly output: string;
}

/** The server is in this process, which must not wait. */
function doctor(project: Project, variables: Record<string, string>, ...args: string[]): Promise<Result> {
  const env = { PATH: process.env.PATH ?? '', HOME: project.root, ...variables };
  return new Promise((resolve) => {
    const options = { cwd: project.root, env };
    execFile(execPath, [PROGRAM, 'doctor', ...args], options, (error, stdout, stderr) =>
      resolve({ status: typeof error?.code === 'number' ? error.code : error ? -1 : 0, output: stdout + stderr }),
    );
  });
}

const SECRET = 'hunter2-secret';
const secretsSent = () => asked.filter(({ authorization }) => authorization !== undefined);

describe('the credentials', () => {
  it.each([
    ['a token of the environment', { PROMETHEUS_TOKEN: SECRET }, ''],
    ['a name and password of the environment', { PROMETHEUS_USERNAME: 'ann', PROMETHEUS_PASSWORD: SECRET }, ''],
    ['a password of the environment', { PROMETHEUS_PASSWORD: SECRET }, ', username: ann'],
    ['a file outside of the project', {}, ', bearerTokenFile: ../outside'],
    ['a file by its whole path', {}, ', bearerTokenFile: /etc/hostname'],
    ['a password file outside', {}, ', username: ann, passwordFile: /etc/hostname'],
    ['a key outside', {}, ', certFile: client.pem, keyFile: /etc/hostname'],
  ])('of %s are not sent to an address that only the project names', async (_what, variables, more) => {
    const port = await listen(createServer(answer));
    const url = `http://127.0.0.1:${port}`;
    const project = new Project({
      'slos/shop.slo.yaml': SPEC,
      'slo.config.yaml': `prometheus: { url: '${url}'${more} }\n`,
    });
    const { status, output } = await doctor(project, variables);
    expect([status, asked]).toEqual([2, []]);
    expect(output).toContain(`would be sent to ${url}, which only slo.config.yaml names`);
    expect(output).not.toContain(SECRET);
    // Another address is trusted, and not this one.
    expect((await doctor(project, { ...variables, PROMETHEUS_TRUSTED_ORIGINS: 'https://127.0.0.1' })).status).toBe(2);
    expect(asked).toEqual([]);
  });

  it('in a file that a link of the project leads to are not read', async () => {
    const url = `http://127.0.0.1:${await listen(createServer(answer))}`;
    const config = `prometheus: { url: '${url}', bearerTokenFile: token }\n`;
    const [stranger, home] = [new Project({ 'slos/shop.slo.yaml': SPEC, 'slo.config.yaml': config }), new Project()];
    home.write('token', SECRET);
    symlinkSync(join(home.root, 'token'), join(stranger.root, 'token'));
    const { status, output } = await doctor(stranger, {});
    expect([status, asked]).toEqual([1, []]);
    expect(output).not.toContain(SECRET);
  });

  it('are sent to an address that the user names, in each way', async () => {
    const url = `http://127.0.0.1:${await listen(createServer(answer))}`;
    const named = new Project({ 'slos/shop.slo.yaml': SPEC, 'slo.config.yaml': `prometheus: { url: '${url}' }\n` });
    const bare = new Project();
    const token = { PROMETHEUS_TOKEN: SECRET };
    const ways: readonly (readonly [Project, Record<string, string>, ...string[]])[] = [
      [bare, token, '--prometheus', url],
      [bare, { ...token, PROMETHEUS_URL: url }],
      [named, { ...token, PROMETHEUS_TRUSTED_ORIGINS: `https://other.example.com, ${url}` }],
    ];
    for (const [project, variables, ...args] of ways) {
      asked.length = 0;
      const { output } = await doctor(project, variables, ...args);
      expect(secretsSent().length).toBeGreaterThan(0);
      expect(new Set(secretsSent().map(({ authorization }) => authorization))).toEqual(new Set([`Bearer ${SECRET}`]));
      expect(output).not.toContain(SECRET);
    }
  });

  it('of the project itself are sent to the address that it names', async () => {
    const url = `http://127.0.0.1:${await listen(createServer(answer))}`;
    const config = `prometheus: { url: '${url}', bearerTokenFile: token }\n`;
    const project = new Project({ 'slos/shop.slo.yaml': SPEC, 'slo.config.yaml': config, token: `${SECRET}\n` });
    await doctor(project, {});
    expect(secretsSent()[0]?.authorization).toBe(`Bearer ${SECRET}`);
  });
});

/** An authority, a server for 127.0.0.1 and a client, made anew: a test brings no key. */
function makeCertificates(project: Project): void {
  const run = (...args: string[]) => execFileSync('openssl', args, { cwd: project.root, stdio: 'pipe' });
  const subject = (name: string) => ['-subj', `/CN=${name}`];
  run(
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-days',
    '2',
    '-keyout',
    'ca.key',
    '-out',
    'ca.pem',
    ...subject('ca'),
  );
  project.write('san.cnf', 'subjectAltName=IP:127.0.0.1\n');
  for (const name of ['server', 'client']) {
    run('req', '-newkey', 'rsa:2048', '-nodes', '-keyout', `${name}.key`, '-out', `${name}.csr`, ...subject(name));
    run(
      ...['x509', '-req', '-in', `${name}.csr`, '-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial'],
      ...['-days', '2', '-out', `${name}.pem`, '-extfile', 'san.cnf'],
    );
  }
}

describe('by TLS', () => {
  it('an authority and a client certificate of their own are used, and nothing without them', async () => {
    const project = new Project();
    makeCertificates(project);
    const read = (file: string) => readFileSync(join(project.root, file));
    const options = { ca: read('ca.pem'), cert: read('server.pem'), key: read('server.key') };
    const port = await listen(createSecureServer({ ...options, requestCert: true, rejectUnauthorized: true }, answer));
    const url = `https://127.0.0.1:${port}`;
    const config = (files: string) => project.write('slo.config.yaml', `prometheus: { url: '${url}', ${files} }\n`);

    config('caFile: ca.pem, certFile: client.pem, keyFile: client.key');
    await doctor(project, {});
    expect(asked[0]?.client).toBe('client');

    for (const files of ['caFile: ca.pem', 'certFile: client.pem, keyFile: client.key']) {
      asked.length = 0;
      config(files);
      const { status, output } = await doctor(project, {});
      expect([files, status, asked]).toEqual([files, 1, []]);
      expect(output).toContain('prometheus-unreachable');
    }
    config('caFile: san.cnf, certFile: ca.key, keyFile: client.key');
    const broken = await doctor(project, {});
    expect(broken.status).toBe(1);
    expect(broken.output).toContain('prometheus-unreachable');
    expect(broken.output).not.toMatch(/\n\s+at |PRIVATE KEY/);
  });
});
