// The names of staging folders: how they are made, and how those of a killed run are known again.
import { randomBytes } from 'node:crypto';

const STAGING_NAME = /^\.slo-([1-9]\d{0,9})-[0-9a-f]{16}\.tmp$/;

/** A new name for the staging folder of the process `pid`. Hidden, and with an ending that no tool loads. */
export function stagingName(pid: number): string {
  return `.slo-${pid}-${randomBytes(8).toString('hex')}.tmp`;
}

/** The process whose staging folder has this name (without its folder); undefined for any other name. */
export function stagingOwner(name: string): number | undefined {
  const [, pid] = STAGING_NAME.exec(name) ?? [];
  return pid === undefined ? undefined : Number(pid);
}
