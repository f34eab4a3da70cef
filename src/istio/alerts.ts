// The registry of preset alerts, in the order in which they are listed. Each is right by itself; no SLO is involved.
import type { IstioAlert } from './alert.ts';
import { CERTIFICATE_ALERTS } from './alerts-certificates.ts';
import { CONFIG_ALERTS } from './alerts-config.ts';
import { DATA_ALERTS } from './alerts-data.ts';
import { ISTIOD_ALERTS } from './alerts-istiod.ts';

const ALERTS = [...ISTIOD_ALERTS, ...CERTIFICATE_ALERTS, ...CONFIG_ALERTS, ...DATA_ALERTS];

/** The id of a preset that exists. */
export type PresetId = (typeof ALERTS)[number]['id'];

/** Every preset alert, each with its own id and name. */
export const ISTIO_ALERTS: readonly IstioAlert<PresetId>[] = Object.freeze(ALERTS);

/** How specs name them. */
export const PRESET_IDS: readonly string[] = Object.freeze(ISTIO_ALERTS.map(({ id }) => id));

/** The preset of that id. */
export function findPreset(id: string): IstioAlert<PresetId> | undefined {
  return ISTIO_ALERTS.find((alert) => alert.id === id);
}
