// A file of the web whose checksum is known in advance: all of it, or none of it. The server is not believed in anything.
import { createHash } from 'node:crypto';
import { closeSync, openSync, writeSync } from 'node:fs';
import { SECOND_MS } from '../text/time.ts';

export interface Limits {
  /** Longest silence of the server. */
  readonly silenceMs: number;
  readonly totalMs: number;
  readonly bytes: number;
}

/** An archive of Prometheus has 110 MB. */
const LIMITS: Limits = { silenceMs: 30 * SECOND_MS, totalMs: 900 * SECOND_MS, bytes: 300 * 1024 * 1024 };

/** Writes what an address holds into a new file. Throws in words for a person. */
export async function download(address: string, sha256: string, path: string, limits: Limits = LIMITS): Promise<void> {
  const { silenceMs, totalMs, bytes } = limits;
  const stop = new AbortController();
  const abort = (why: string) => () => stop.abort(new Error(why));
  const silence = setTimeout(abort(`the server was silent for ${silenceMs / SECOND_MS} s`), silenceMs);
  const total = setTimeout(abort(`it took longer than ${totalMs / SECOND_MS} s`), totalMs);
  const file = openSync(path, 'wx', 0o600);
  const hash = createHash('sha256');
  try {
    let length = 0;
    for await (const chunk of await open(address, stop.signal)) {
      silence.refresh();
      length += chunk.length;
      if (length > bytes) throw new Error(`it has more than ${bytes / 1024 / 1024} MB`);
      hash.update(chunk);
      for (let at = 0; at < chunk.length; ) at += writeSync(file, chunk, at);
    }
  } catch (error) {
    throw new Error(messageOf(stop.signal.aborted ? stop.signal.reason : error));
  } finally {
    closeSync(file);
    clearTimeout(silence);
    clearTimeout(total);
    // The rest of an answer that nobody wants.
    stop.abort();
  }
  const sum = hash.digest('hex');
  if (sum !== sha256) throw new Error(`its SHA-256 is ${sum}, and that of the release is ${sha256}`);
}

async function open(address: string, signal: AbortSignal): Promise<AsyncIterable<Uint8Array>> {
  const response = await fetch(address, { signal, credentials: 'omit', referrerPolicy: 'no-referrer' });
  if (!response.ok || response.body === null) throw new Error(`the server answers ${response.status}`);
  return response.body;
}

/** Why something failed, in one line. `fetch` says so in the cause of its error, which may hold one for each address tried. */
export function messageOf(error: unknown): string {
  const { message, cause, errors = [] } = Object(error) as { message?: string; cause?: unknown; errors?: unknown[] };
  const inner = cause ?? errors[0];
  if (inner !== undefined) return messageOf(inner);
  return message || String(error);
}
