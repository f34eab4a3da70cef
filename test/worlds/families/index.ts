// All worlds, in the order of the table.
import type { Family } from '../world.ts';
import { BORN_ERRORS, COMING_AND_GOING } from './births.ts';
import { FIRST_SCRAPES, IDLE_RATIO } from './gauges.ts';
import { BLIP, SINGLE_FAILURE } from './mesh.ts';
import { LOST_TELEMETRY, QUIET_OUTAGE, STEADY, TOTAL_OUTAGE } from './outages.ts';

export const FAMILIES: readonly Family[] = [
  STEADY,
  IDLE_RATIO,
  SINGLE_FAILURE,
  BLIP,
  COMING_AND_GOING,
  TOTAL_OUTAGE,
  QUIET_OUTAGE,
  FIRST_SCRAPES,
  LOST_TELEMETRY,
  BORN_ERRORS,
];
