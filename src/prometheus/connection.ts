// How a Prometheus is reached, and what is granted to it: time, and bytes of an answer.

export interface Connection {
  /** Where the API begins, without `/api/v1`; it may have a path (`https://mimir/prometheus`) and holds no password. */
  readonly url: URL;
  /** Sent with each request: authorization, tenant. Their values are secrets and are never printed. */
  readonly headers: Readonly<Record<string, string>>;
  /** PEM texts: authorities to trust in the place of the usual ones, and the certificate of this client with its key. */
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  /** How long one request may take, in milliseconds. */
  readonly timeoutMs: number;
  /** How long an answer may be. */
  readonly largestBytes: number;
}

/** What one answer may hold: half a million series of a few labels. */
export const LARGEST_ANSWER_BYTES = 64 * 1024 * 1024;
export const DEFAULT_TIMEOUT_MS = 30_000;
