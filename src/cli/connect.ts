// How a command reaches its Prometheus: the address from the command line, the environment or the project file; credentials
// from files or the environment, so that no list of processes and no commit holds them.
import { relative, resolve } from 'node:path';
import process from 'node:process';
import type { Report } from '../diagnostics/report.ts';
import type { Settings } from '../model/settings.ts';
import { isWithin } from '../output/locate.ts';
import { type Connection, DEFAULT_TIMEOUT_MS, LARGEST_ANSWER_BYTES } from '../prometheus/connection.ts';
import { parseDuration } from '../promql/duration.ts';
import { diskFiles, faultOf } from './project/files.ts';

export interface ConnectOptions {
  /** The address. */
  readonly prometheus?: string;
  /** How long one request may take: `30s`. */
  readonly timeout?: string;
}

type Configured = NonNullable<Settings['prometheus']>;
type FileSetting = 'bearerTokenFile' | 'passwordFile' | 'caFile' | 'certFile' | 'keyFile';

/** The connection of a target of the project; undefined where it cannot be said, which is then reported. */
export function connectionOf(
  root: string,
  { prometheus: configured }: Pick<Settings, 'prometheus'>,
  options: ConnectOptions,
  report: Report,
): Connection | undefined {
  const named = options.prometheus ?? (process.env.PROMETHEUS_URL || undefined);
  const address = named ?? configured?.url;
  const timeoutMs = options.timeout === undefined ? DEFAULT_TIMEOUT_MS : parseDuration(options.timeout);
  if (timeoutMs === undefined || timeoutMs === 0) {
    return wrong(`--timeout takes a duration such as 30s, not ${JSON.stringify(options.timeout)}`, undefined, report);
  }
  if (address === undefined) {
    const help =
      'give its address: --prometheus http://localhost:9090, $PROMETHEUS_URL, or prometheus.url in slo.config.yaml';
    return wrong('there is no Prometheus to ask', help, report);
  }
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (!url || !['http:', 'https:'].includes(url.protocol)) {
    return wrong('the address of Prometheus is no URL of HTTP', 'as in --prometheus http://localhost:9090', report);
  }
  const errorsBefore = report.errorCount;
  if (named === undefined && !mayBeSent(url, outsideCredentials(root, configured), report)) return undefined;
  const read = (setting: FileSetting) => readSetting(root, configured, setting, report);
  const headers = { ...configured?.headers, ...authorization(url, configured?.username, read) };
  const certificates = certificatesOf(read);
  if (report.errorCount > errorsBefore) return undefined;
  return { url: withoutCredentials(url), headers, ...certificates, timeoutMs, largestBytes: LARGEST_ANSWER_BYTES };
}

function certificatesOf(read: (setting: FileSetting) => string | undefined): Pick<Connection, 'ca' | 'cert' | 'key'> {
  const [ca, cert, key] = [read('caFile'), read('certFile'), read('keyFile')];
  return { ...(ca !== undefined && { ca }), ...(cert !== undefined && { cert }), ...(key !== undefined && { key }) };
}

/** Where credentials may be sent although the project file names the address. */
function trustedOrigins(): string[] {
  const listed = (process.env.PROMETHEUS_TRUSTED_ORIGINS ?? '').split(/[\s,]+/);
  return listed.flatMap((text) => (URL.canParse(text) ? [new URL(text).origin] : []));
}

/** Credentials that are not the project's own: of the environment, and in files outside of the project. */
function outsideCredentials(root: string, configured: Configured | undefined): string[] {
  const variables = ['PROMETHEUS_TOKEN', 'PROMETHEUS_USERNAME', 'PROMETHEUS_PASSWORD'] as const;
  const files = CREDENTIAL_FILES.filter((setting) => {
    const path = configured?.[setting];
    return path !== undefined && !isWithin(resolve(root), resolve(root, path));
  });
  return [
    ...variables.filter((name) => process.env[name]).map((name) => `$${name}`),
    ...files.map((setting) => `prometheus.${setting}`),
  ];
}

const CREDENTIAL_FILES = ['bearerTokenFile', 'passwordFile', 'certFile', 'keyFile'] as const;

/** Whether they may be sent to an address that the project file names; reports them where not. A project in a stranger's pull
 *  request must not learn the secrets of whoever looks at it. */
function mayBeSent(url: URL, credentials: readonly string[], report: Report): boolean {
  if (credentials.length === 0 || trustedOrigins().includes(url.origin)) return true;
  wrong(
    `${credentials.join(', ')} would be sent to ${url.origin}, which only slo.config.yaml names`,
    `name the address with --prometheus or $PROMETHEUS_URL, or set PROMETHEUS_TRUSTED_ORIGINS=${url.origin}`,
    report,
  );
  return false;
}

/** A token before a password, what is said here before the environment, that before the project file. */
function authorization(
  url: URL,
  username: string | undefined,
  read: (setting: FileSetting) => string | undefined,
): Record<string, string> {
  const { PROMETHEUS_TOKEN, PROMETHEUS_USERNAME, PROMETHEUS_PASSWORD } = process.env;
  if (url.username !== '') return basic(decoded(url.username), decoded(url.password));
  if (PROMETHEUS_TOKEN) return { authorization: `Bearer ${PROMETHEUS_TOKEN}` };
  if (PROMETHEUS_USERNAME) return basic(PROMETHEUS_USERNAME, PROMETHEUS_PASSWORD ?? read('passwordFile')?.trim() ?? '');
  const token = read('bearerTokenFile')?.trim();
  if (token !== undefined) return { authorization: `Bearer ${token}` };
  if (username === undefined) return {};
  return basic(username, PROMETHEUS_PASSWORD ?? read('passwordFile')?.trim() ?? '');
}

function basic(username: string, password: string): Record<string, string> {
  return { authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}` };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** What is shown of the address must not tell a password. */
function withoutCredentials(url: URL): URL {
  const shown = new URL(url);
  shown.username = '';
  shown.password = '';
  return shown;
}

function readSetting(
  root: string,
  configured: Configured | undefined,
  setting: FileSetting,
  report: Report,
): string | undefined {
  const path = configured?.[setting];
  if (path === undefined) return undefined;
  try {
    return Buffer.from(diskFiles(root).read(relative(root, resolve(root, path)))).toString('utf8');
  } catch (error) {
    const message = `prometheus.${setting} ${JSON.stringify(path)} cannot be read: ${faultOf(error)}`;
    report.add({ code: 'file-unreadable', severity: 'error', message });
    return undefined;
  }
}

function wrong(message: string, help: string | undefined, report: Report): undefined {
  report.add({ code: 'wrong-usage', severity: 'error', message, ...(help !== undefined && { help }) });
  return undefined;
}
