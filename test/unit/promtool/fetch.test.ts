// A promtool is brought into the cache of the user: whole and as its release published it, or not at all. What a server, a
// disk or a checkout does about it is an answer in words.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { download } from '../../../src/promtool/download.ts';
import { cachedPromtool, fetchPromtool } from '../../../src/promtool/fetch.ts';
import { findPromtool } from '../../../src/promtool/find.ts';
import { PLATFORM, type Release } from '../../../src/promtool/release.ts';

const VERSION = '3.99.0';
const PROGRAM = `#!/bin/sh\necho "promtool, version ${VERSION} (branch: x)"\n`;
const FOLDER = `prometheus-${VERSION}.here`;

let archive: Buffer = Buffer.alloc(0);
let server: Server;
let answer: (response: ServerResponse) => void;
let work: string;
let root: string;
const { XDG_CACHE_HOME, PATH, PROMTOOL } = process.env;

const cache = () => join(work, 'cache', 'slo');
const home = () => join(cache(), `promtool-${VERSION}-${PLATFORM}`);
const noted: string[] = [];

function packed(program: string): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'slo-archive-'));
  mkdirSync(join(folder, FOLDER));
  writeFileSync(join(folder, FOLDER, 'promtool'), program, { mode: 0o755 });
  const { stdout } = spawnSync('tar', ['-cz', '-C', folder, FOLDER], { maxBuffer: 1e7 });
  rmSync(folder, { recursive: true });
  return stdout;
}

function releaseOf(bytes: Buffer, address?: string): Release {
  const { port } = server.address() as AddressInfo;
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return {
    version: VERSION,
    moduleVersion: 'v0.399.0',
    address: address ?? `http://127.0.0.1:${port}`,
    archives: { [PLATFORM]: { system: 'here', sha256 } },
  };
}

const fetched = (wanted: Release = releaseOf(archive)) => fetchPromtool(root, (text) => noted.push(text), wanted);

beforeAll(async () => {
  archive = packed(PROGRAM);
  server = createServer((_request, response) => answer(response)).listen(0, '127.0.0.1');
  await new Promise((settle) => server.once('listening', settle));
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

beforeEach(() => {
  work = mkdtempSync(join(tmpdir(), 'slo-fetch-'));
  root = join(work, 'project');
  mkdirSync(root);
  // Neither Go nor a promtool of this machine is on it.
  mkdirSync(join(work, 'bin'));
  symlinkSync(spawnSync('which', ['tar'], { encoding: 'utf8' }).stdout.trim(), join(work, 'bin', 'tar'));
  Object.assign(process.env, { XDG_CACHE_HOME: join(work, 'cache'), PATH: join(work, 'bin'), PROMTOOL: '' });
  noted.length = 0;
  answer = (response) => response.end(archive);
});

afterEach(() => {
  chmodSync(work, 0o755);
  rmSync(work, { recursive: true, force: true });
  Object.assign(process.env, { PATH, PROMTOOL: PROMTOOL ?? '' });
  if (XDG_CACHE_HOME === undefined) delete process.env.XDG_CACHE_HOME;
  else process.env.XDG_CACHE_HOME = XDG_CACHE_HOME;
});

/** Whether anything at all was left in the cache. */
const isEmpty = () => !existsSync(cache()) || readdirSync(cache()).length === 0;

describe('a promtool that is brought', () => {
  it('is found again, and nothing else is left in the cache', async () => {
    expect(await fetched()).toEqual({ path: join(home(), 'promtool') });
    expect(cachedPromtool(root, releaseOf(archive))).toBe(join(home(), 'promtool'));
    expect([readdirSync(cache()).length, noted.length]).toEqual([1, 1]);
  });

  it('is brought by ten at once', async () => {
    const all = await Promise.all(Array.from({ length: 10 }, () => fetched()));
    expect(new Set(all.map((result) => 'path' in result && result.path))).toEqual(new Set([join(home(), 'promtool')]));
    expect(readdirSync(cache())).toEqual([`promtool-${VERSION}-${PLATFORM}`]);
  });

  it('takes the place of one that was altered, and of what a killed run left behind', async () => {
    mkdirSync(join(cache(), 'unfinished-old'), { recursive: true });
    utimesSync(join(cache(), 'unfinished-old'), 0, 0);
    await fetched();
    appendFileSync(join(home(), 'promtool'), '# altered\n');
    expect(cachedPromtool(root, releaseOf(archive))).toBeUndefined();
    await fetched();
    expect(readFileSync(join(home(), 'promtool'), 'utf8')).toBe(PROGRAM);
    expect(readdirSync(cache()).length).toBe(1);
  });

  it('has to be what the release published', async () => {
    answer = (response) => response.end(packed(PROGRAM.replace('version', 'version ')));
    expect(await fetched()).toEqual({ reason: expect.stringContaining('its SHA-256 is') });
    expect(isEmpty()).toBe(true);
  });

  it('has to be of the version that was wanted', async () => {
    const other = packed(PROGRAM.replace(VERSION, '3.98.0'));
    answer = (response) => response.end(other);
    expect(await fetched(releaseOf(other))).toEqual({ reason: expect.stringContaining('it has version 3.98.0') });
    expect(isEmpty()).toBe(true);
  });

  it.each<readonly [string, (response: ServerResponse) => void, RegExp]>([
    [
      'an interrupted download',
      (response) => {
        response.writeHead(200, { 'content-length': archive.length });
        response.write(archive.subarray(0, 50), () => response.destroy());
      },
      /http:.*: \w+/,
    ],
    ['a page of a proxy', (response) => response.writeHead(403).end('<html>'), /the server answers 403/],
    ['an empty file', (response) => response.end(), /its SHA-256 is/],
    ['redirects without end', (response) => response.writeHead(302, { location: '/again' }).end(), /redirect/],
  ])('is none after %s', async (_name, respond, reason) => {
    answer = respond;
    expect(await fetched()).toEqual({ reason: expect.stringMatching(reason) });
    expect(isEmpty()).toBe(true);
  });

  it('is none without a network, and every way that was tried is told', async () => {
    const { reason } = { reason: '', ...(await fetched(releaseOf(archive, 'http://127.0.0.1:1'))) };
    expect(reason).toMatch(/127\.0\.0\.1:1.*; built with Go, which takes minutes: Go is not installed/);
    expect(isEmpty()).toBe(true);
  });

  it('is none where the cache cannot be written', async () => {
    mkdirSync(join(work, 'cache'));
    writeFileSync(cache(), '');
    expect(await fetched()).toEqual({ reason: expect.stringContaining('EEXIST') });
  });
});

describe('the cache', () => {
  it('is refused in the repository of the project, also through a link', async () => {
    mkdirSync(join(work, '.git'));
    expect(await fetched()).toEqual({ reason: expect.stringContaining('lies in the repository') });
    rmSync(join(work, '.git'), { recursive: true });
    symlinkSync(root, join(work, 'cache'));
    expect(await fetched()).toEqual({ reason: expect.stringContaining('lies in the repository') });
    expect(readdirSync(root)).toEqual([]);
  });

  it('is refused where everybody can write', async () => {
    mkdirSync(cache(), { recursive: true });
    chmodSync(cache(), 0o777);
    expect(await fetched()).toEqual({ reason: expect.stringContaining('can be written by others') });
  });

  it('has no program that is a link, even to a sound one', async () => {
    await fetched();
    const elsewhere = join(work, 'elsewhere');
    writeFileSync(elsewhere, PROGRAM, { mode: 0o755 });
    rmSync(join(home(), 'promtool'));
    symlinkSync(elsewhere, join(home(), 'promtool'));
    expect(cachedPromtool(root, releaseOf(archive))).toBeUndefined();
  });

  it('is asked last: what is on the PATH comes first', async () => {
    await fetched();
    const onPath = join(work, 'bin', 'promtool');
    writeFileSync(onPath, PROGRAM.replaceAll(VERSION, '2.50.0'), { mode: 0o755 });
    expect(findPromtool(root)).toEqual({ path: onPath, version: '2.50.0' });
  });
});

describe('download', () => {
  const limits = { silenceMs: 200, totalMs: 2_000, bytes: 1_000 };
  const from = (path: string) => download(`${releaseOf(archive).address}/x`, 'none', path, limits);

  it.each<readonly [string, (response: ServerResponse) => void, string]>([
    ['says nothing', () => undefined, 'silent for 0.2 s'],
    ['stops in the middle', (response) => response.write('some'), 'silent for 0.2 s'],
    ['never ends', (response) => void response.write('x'.repeat(5_000)), 'it has more than'],
    [
      'drips',
      (response) => {
        const drip = setInterval(() => response.write('x'), 50);
        response.on('close', () => clearInterval(drip));
      },
      'longer than 2 s',
    ],
  ])('ends where a server %s', async (_name, respond, reason) => {
    answer = respond;
    await expect(from(join(work, 'file'))).rejects.toThrow(reason);
  });
});
