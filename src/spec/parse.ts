// YAML text in, spec documents with their places out. Knows the shape of the language, not what it means.
import { type Document, type Node, parseAllDocuments, type YAMLError } from 'yaml';
import type * as z from 'zod';
import type { Report, SourceFile } from '../diagnostics/report.ts';
import { type ConfigSpec, configJsonSchema, configSchema } from './config-schema.ts';
import { type JsonSchema, reportIssues } from './issues.ts';
import { type Located, locate } from './locate.ts';
import { type Spec, specJsonSchema, specSchema } from './schema.ts';

/** More aliases than a person would write are taken for an attack ("billion laughs"). */
const MAX_ALIASES = 100;

/** Reads every document of a *.slo.yaml file. What does not fit the schema is reported and left out. */
export function parseSpecs(source: SourceFile, report: Report): Located<Spec>[] {
  const documents = readYaml(source, report);
  if (documents?.length === 0) {
    report.add({
      code: 'empty-spec',
      severity: 'error',
      message: 'the file holds no spec',
      span: { source, start: 0, end: 0 },
      help: 'start with "service: NAME" and a list of "slos:"; `slo init` writes an example',
    });
  }
  return (documents ?? []).flatMap((document) => validate(document, source, specSchema, specJsonSchema, report));
}

/** Reads slo.config.yaml; an empty file is a configuration without settings. */
export function parseConfig(source: SourceFile, report: Report): Located<ConfigSpec> | undefined {
  const documents = readYaml(source, report);
  const second = documents?.[1];
  if (second) {
    const [start = 0] = second.range ?? [];
    report.add({
      code: 'yaml-syntax',
      severity: 'error',
      message: 'the configuration must be a single YAML document',
      span: { source, start, end: start },
      help: 'remove the "---" and everything below it',
    });
    return undefined;
  }
  const [first] = documents ?? [];
  if (documents && !first) return locate({}, null, source);
  return first && validate(first, source, configSchema, configJsonSchema, report)[0];
}

function validate<T>(
  document: Document,
  source: SourceFile,
  schema: z.ZodType<T>,
  jsonSchema: () => JsonSchema,
  report: Report,
): Located<T>[] {
  const value = toValue(document, source, report);
  if (value === undefined) return [];
  const root: Node | null = document.contents;
  const parsed = schema.safeParse(value);
  if (parsed.success) return [locate(parsed.data, root, source)];
  reportIssues(parsed.error.issues, locate(value, root, source), jsonSchema, report);
  return [];
}

/** The documents that hold something, or undefined when the YAML itself is broken (which is then reported). */
function readYaml(source: SourceFile, report: Report): Document[] | undefined {
  try {
    const documents = [...parseAllDocuments(source.text, { prettyErrors: false, merge: true, logLevel: 'silent' })];
    const errors = documents.flatMap((document) => document.errors);
    for (const error of errors) reportYamlError(error, source, report);
    return errors.length > 0
      ? undefined
      : documents.filter((document) => document.contents !== null && !isEmpty(document));
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    reportUnreadable('the YAML is nested too deeply', source, report);
    return undefined;
  }
}

function isEmpty(document: Document): boolean {
  const [start = 0, end = 0] = document.contents?.range ?? [];
  return start === end;
}

function toValue(document: Document, source: SourceFile, report: Report): unknown {
  try {
    return document.toJS({ maxAliasCount: MAX_ALIASES });
  } catch (error) {
    if (!(error instanceof ReferenceError || error instanceof RangeError)) throw error;
    reportUnreadable('the YAML uses its aliases too often', source, report);
    return undefined;
  }
}

function reportUnreadable(message: string, source: SourceFile, report: Report): void {
  report.add({
    code: 'yaml-too-complex',
    severity: 'error',
    message,
    span: { source, start: 0, end: 0 },
    help: 'write the values out: a spec needs neither deep nesting nor many aliases',
  });
}

function reportYamlError(error: YAMLError, source: SourceFile, report: Report): void {
  const [start, end] = error.pos;
  const isDuplicate = error.code === 'DUPLICATE_KEY';
  const text = error.message.charAt(0).toLowerCase() + error.message.slice(1);
  report.add({
    code: isDuplicate ? 'duplicate-key' : 'yaml-syntax',
    severity: 'error',
    message: isDuplicate
      ? `key ${JSON.stringify(source.text.slice(start, end))} is written twice in one mapping`
      : `this is not valid YAML: ${text}`,
    span: { source, start, end: Math.min(end, source.text.length) },
    ...(isDuplicate && { help: 'keep one of the two' }),
  });
}
