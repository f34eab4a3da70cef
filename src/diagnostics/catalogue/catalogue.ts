// Every diagnostic code, for `slo explain CODE`, SARIF and docs/errors.md. The order is that of a run: files, YAML, fields,
// indicators, PromQL, meaning, alerts, scenarios, commands, the world.
import type { Code } from '../code.ts';
import { ALERT_CODES } from './alerts.ts';
import { COMMAND_CODES } from './commands.ts';
import { FIELD_CODES } from './fields.ts';
import { FILE_CODES } from './files.ts';
import { INDICATOR_CODES } from './indicators.ts';
import { MEANING_CODES } from './meaning.ts';
import { PROMQL_CODES } from './promql.ts';
import { SCENARIO_CODES } from './scenarios.ts';
import { WORLD_CODES } from './world.ts';
import { YAML_CODES } from './yaml.ts';

export type { Code } from '../code.ts';

const ALL_CODES = [
  ...FILE_CODES,
  ...YAML_CODES,
  ...FIELD_CODES,
  ...INDICATOR_CODES,
  ...PROMQL_CODES,
  ...MEANING_CODES,
  ...ALERT_CODES,
  ...SCENARIO_CODES,
  ...COMMAND_CODES,
  ...WORLD_CODES,
] as const;

/** The stable name of a kind of problem. */
export type DiagnosticCode = (typeof ALL_CODES)[number]['code'];

export const CODES: readonly Code<DiagnosticCode>[] = Object.freeze(ALL_CODES);
