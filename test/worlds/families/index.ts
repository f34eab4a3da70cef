// All worlds, in the order of the table.
import type { Family } from '../world.ts';
import { BIRTHS } from './births.ts';
import { CHANCE } from './chance.ts';
import { CHURN } from './churn.ts';
import { CONTROL_PLANE } from './control-plane.ts';
import { GAUGES } from './gauges.ts';
import { INCIDENTS } from './incidents.ts';
import { LATENCY } from './latency.ts';
import { MESH } from './mesh.ts';
import { MESH_FAILURES } from './mesh-failures.ts';
import { MISTAKES } from './mistakes.ts';
import { OUTAGES } from './outages.ts';
import { RAW } from './raw.ts';
import { SERVER } from './server.ts';
import { TRAFFIC } from './traffic-worlds.ts';
import { ZERO_TOLERANCE } from './zero-tolerance.ts';

export const FAMILIES: readonly Family[] = [
  ...OUTAGES,
  ...INCIDENTS,
  ...CHANCE,
  ...TRAFFIC,
  ...CHURN,
  ...BIRTHS,
  ...MESH,
  ...MESH_FAILURES,
  ...CONTROL_PLANE,
  ...ZERO_TOLERANCE,
  ...GAUGES,
  ...LATENCY,
  ...RAW,
  ...SERVER,
  ...MISTAKES,
];
