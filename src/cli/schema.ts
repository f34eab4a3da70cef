// `slo schema`: the JSON Schema of each kind of file that is read, for editors.
import { Report } from '../diagnostics/report.ts';
import { configJsonSchema } from '../spec/config-schema.ts';
import { metricsJsonSchema } from '../spec/learnt/metrics-schema.ts';
import { mutantsJsonSchema } from '../spec/mutants-schema.ts';
import { scenarioJsonSchema } from '../spec/scenario-schema.ts';
import { specJsonSchema } from '../spec/schema.ts';
import type { Location } from './project/location.ts';
import { readProject } from './project/project.ts';
import { EXIT, type Exit, type Terminal, usageError } from './terminal.ts';

const SCHEMAS = {
  spec: () => specJsonSchema(),
  config: configJsonSchema,
  tests: scenarioJsonSchema,
  mutants: mutantsJsonSchema,
  metrics: metricsJsonSchema,
} as const;

type Kind = keyof typeof SCHEMAS;

export type SchemaOptions = Readonly<Partial<Record<Exclude<Kind, 'spec'>, boolean>>>;

/** That of the specs offers what was learnt of metrics in the project. */
export function schema({ root }: Location, options: SchemaOptions, terminal: Terminal): Exit {
  const [kind = 'spec', another] = (['config', 'tests', 'mutants', 'metrics'] as const).filter((kind) => options[kind]);
  if (another) return usageError(`--${kind} and --${another} each ask for another schema`, 'choose one', terminal);
  if (kind !== 'spec') {
    terminal.out(schemaText(kind), 'json');
    return EXIT.fine;
  }
  const report = new Report();
  const learnt = readProject(root, report).targets[0]?.metrics;
  // The language is the same whatever is wrong with the project, but editors would miss names.
  terminal.report(report.diagnostics);
  terminal.out(textOf(specJsonSchema(learnt)), 'json');
  return EXIT.fine;
}

/** The text of a schema file. */
export function schemaText(of: Kind): string {
  return textOf(SCHEMAS[of]());
}

function textOf(schema: object): string {
  return `${JSON.stringify(schema, null, 2)}\n`;
}
