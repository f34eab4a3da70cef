// The names of staging folders: how they are made, and how those of a killed run are known again.
import { createHash, randomBytes } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

const STAGING_NAME = /^\.slo-([1-9]\d{0,9})-([0-9a-f]{8})[0-9a-f]{8}\.tmp$/;

/** A process that writes. */
export interface Owner {
  readonly pid: number;
  /** Where the number means something: the machine since it was started, and the container. */
  readonly machine: string;
}

/** A new name for the staging folder of the process `pid` here. Hidden, and with an ending that no tool loads. */
export function stagingName(pid: number): string {
  return `.slo-${pid}-${thisMachine()}${randomBytes(4).toString('hex')}.tmp`;
}

/** The process whose staging folder has this name (without its folder); undefined for any other name. */
export function stagingOwner(name: string): Owner | undefined {
  const [, pid, machine] = STAGING_NAME.exec(name) ?? [];
  return pid === undefined || machine === undefined ? undefined : { pid: Number(pid), machine };
}

let machine: string | undefined;

/** Processes of other machines and containers that write on the same disk cannot be asked whether they still run. */
export function thisMachine(): string {
  const parts = () => [hostname(), ...['/proc/sys/kernel/random/boot_id', '/proc/self/ns/pid'].map(readSystem)];
  machine ??= createHash('sha256').update(JSON.stringify(parts())).digest('hex').slice(0, 8);
  return machine;
}

/** What Linux says of itself; nothing on other systems. */
function readSystem(path: string): string {
  try {
    return path.includes('/ns/') ? readlinkSync(path) : readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
