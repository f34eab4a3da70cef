// The names of our temporary files: how they are made, and how those of a killed run are known again.
import { randomBytes } from 'node:crypto';

const TEMPORARY_NAME = /^\.slo-[0-9a-z]+\.tmp$/;

/** A new name for a temporary file. Hidden, and with an ending that neither Prometheus nor Grafana loads. */
export function temporaryName(): string {
  return `.slo-${randomBytes(8).toString('hex')}.tmp`;
}

/** Whether a file of this name (without its folder) is a temporary file of this tool. */
export function isTemporaryName(name: string): boolean {
  return TEMPORARY_NAME.test(name);
}
