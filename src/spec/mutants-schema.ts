// The language of slo.mutants.yaml: mutants of the rules that no test can tell from the rule itself, each with the reason.
import * as z from 'zod';
import { type JsonSchema, jsonSchemaOf } from './json-schema.ts';

const patterns = () => z.array(z.string().min(1).max(300)).min(1);

const entry = z
  .strictObject({
    rules: patterns().describe(
      'Group and name of each rule, as `slo test --mutate` tells them; * stands for any text.',
    ),
    operator: z.string().min(1).describe('The kind of edit, such as range-changed.'),
    edits: patterns().describe('The edits, such as "[5m] -> [10m]"; * stands for any text.'),
    reason: z.string().min(1).max(2_000).describe('Why nobody could notice.'),
  })
  .describe('Mutants that mean the same as the rule.');

const file = z
  .strictObject({ equivalent: z.array(entry).describe('Mutants that a person has looked at.') })
  .describe('Reviewed mutants, for `slo test --mutate`.');

export type MutantsFile = z.infer<typeof file>;
export const mutantsSchema: z.ZodType<MutantsFile> = file;

/** The JSON Schema (draft 7) of slo.mutants.yaml. */
export function mutantsJsonSchema(): JsonSchema {
  return jsonSchemaOf(file);
}
