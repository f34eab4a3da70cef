// `slo schema`: the JSON Schema of the spec language.
import { configJsonSchema } from '../spec/config-schema.ts';
import { specJsonSchema } from '../spec/schema.ts';
import { EXIT, type Exit, type Terminal } from './terminal.ts';

export function schema(options: { readonly config?: boolean }, terminal: Terminal): Exit {
  terminal.out(schemaText(options.config ? 'config' : 'spec'));
  return EXIT.fine;
}

/** The text of a schema file. */
export function schemaText(of: 'spec' | 'config'): string {
  return `${JSON.stringify(of === 'config' ? configJsonSchema() : specJsonSchema(), null, 2)}\n`;
}
