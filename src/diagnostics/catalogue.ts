// Every diagnostic code, for `slo explain CODE`, SARIF and docs/errors.md. The order is that of a run: files, YAML, fields,
// indicators, PromQL, meaning, alerts, scenarios, commands, the world.
import { ALERT_CODES } from './catalogue-alerts.ts';
import { COMMAND_CODES } from './catalogue-commands.ts';
import { FIELD_CODES } from './catalogue-fields.ts';
import { FILE_CODES } from './catalogue-files.ts';
import { INDICATOR_CODES } from './catalogue-indicators.ts';
import { MEANING_CODES } from './catalogue-meaning.ts';
import { PROMQL_CODES } from './catalogue-promql.ts';
import { SCENARIO_CODES } from './catalogue-scenarios.ts';
import { WORLD_CODES } from './catalogue-world.ts';
import { YAML_CODES } from './catalogue-yaml.ts';
import type { Code } from './code.ts';

export type { Code } from './code.ts';

export const CODES: readonly Code[] = Object.freeze([
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
]);
