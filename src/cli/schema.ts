// `slo schema`: the JSON Schema of each kind of file that is read, for editors.
import { configJsonSchema } from '../spec/config-schema.ts';
import { mutantsJsonSchema } from '../spec/mutants-schema.ts';
import { scenarioJsonSchema } from '../spec/scenario-schema.ts';
import { specJsonSchema } from '../spec/schema.ts';
import { EXIT, type Exit, type Terminal, usageError } from './terminal.ts';

const SCHEMAS = {
  spec: specJsonSchema,
  config: configJsonSchema,
  tests: scenarioJsonSchema,
  mutants: mutantsJsonSchema,
} as const;

type Kind = keyof typeof SCHEMAS;

export type SchemaOptions = Readonly<Partial<Record<Exclude<Kind, 'spec'>, boolean>>>;

export function schema(options: SchemaOptions, terminal: Terminal): Exit {
  const [kind = 'spec', another] = (['config', 'tests', 'mutants'] as const).filter((kind) => options[kind]);
  if (another) return usageError(`--${kind} and --${another} each ask for another schema`, 'choose one', terminal);
  terminal.out(schemaText(kind), 'json');
  return EXIT.fine;
}

/** The text of a schema file. */
export function schemaText(of: Kind): string {
  return `${JSON.stringify(SCHEMAS[of](), null, 2)}\n`;
}
