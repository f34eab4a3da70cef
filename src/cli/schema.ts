// `slo schema`: the JSON Schema of the spec language.
import { configJsonSchema } from '../spec/config-schema.ts';
import { scenarioJsonSchema } from '../spec/scenario-schema.ts';
import { specJsonSchema } from '../spec/schema.ts';
import { EXIT, type Exit, type Terminal } from './terminal.ts';

export interface SchemaOptions {
  readonly config?: boolean;
  readonly tests?: boolean;
}

export function schema({ config, tests }: SchemaOptions, terminal: Terminal): Exit {
  if (config && tests) {
    terminal.note('error: --config and --tests each ask for another schema; choose one');
    return EXIT.usage;
  }
  terminal.out(schemaText(config ? 'config' : tests ? 'tests' : 'spec'));
  return EXIT.fine;
}

const SCHEMAS = { spec: specJsonSchema, config: configJsonSchema, tests: scenarioJsonSchema } as const;

/** The text of a schema file. */
export function schemaText(of: keyof typeof SCHEMAS): string {
  return `${JSON.stringify(SCHEMAS[of](), null, 2)}\n`;
}
