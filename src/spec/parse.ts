// YAML text in, spec documents with their places out. Knows the shape of the language, not what it means.
import type * as z from 'zod';
import { Report, type SourceFile, type Span } from '../diagnostics/report.ts';
import { type ConfigSpec, configJsonSchema, configSchema } from './config-schema.ts';
import { foreignFile } from './foreign/foreign-file.ts';
import { foreignSpec } from './foreign/foreign-spec.ts';
import { type Issue, reportIssues } from './issues.ts';
import type { JsonSchema } from './json-schema.ts';
import { type LearntMetrics, metricsJsonSchema, metricsSchema } from './learnt/metrics-schema.ts';
import { type Located, locate } from './locate.ts';
import { type MutantsFile, mutantsJsonSchema, mutantsSchema } from './mutants-schema.ts';
import { DIVIDE, readYaml, reportComplex, type YamlDocument } from './read-yaml.ts';
import { originalPath, partialSettings, relocate, salvage, salvageSettings } from './salvage.ts';
import { type ScenarioFile, scenarioJsonSchema, scenarioSchema } from './scenario-schema.ts';
import { type Spec, specJsonSchema, specSchema } from './schema.ts';
import { valueAt } from './wording.ts';

// Each is made when the first problem asks for it, once for all files: it takes longer than to read a spec without mistakes.
const ofSpec = once(() => specJsonSchema());
const ofScenarios = once(scenarioJsonSchema);
const ofMutants = once(mutantsJsonSchema);
const ofMetrics = once(metricsJsonSchema);

/** Reads every document of a *.slo.yaml file. What does not fit the schema is reported and left out. */
export function parseSpecs(source: SourceFile, report: Report): Located<Spec>[] {
  const foreign = foreignFile(source);
  if (foreign) {
    report.add(foreign);
    return [];
  }
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
  return (documents ?? []).flatMap((document) => {
    const other = foreignSpec(document.value, headOf(document, source));
    if (!other) return validate(document, source, specSchema, ofSpec, report);
    report.add(other);
    return [];
  });
}

/** The first key of a document, which says what it is. */
function headOf({ value, root }: YamlDocument, source: SourceFile): Span {
  const located = locate(value, root, source);
  const [first] = Object.keys(Object(value));
  return located.spanOf(first === undefined ? [] : [first], 'key');
}

/** Reads every document of a *.slo-test.yaml file. What does not fit the schema is reported and left out. */
export function parseScenarios(source: SourceFile, report: Report): Located<ScenarioFile>[] {
  const documents = readYaml(source, report);
  if (documents?.length === 0) {
    report.add({
      code: 'empty-spec',
      severity: 'error',
      message: 'the file holds no scenarios',
      span: { source, start: 0, end: 0 },
      help: 'start with a list of "scenarios:", or remove the file',
    });
  }
  return (documents ?? []).flatMap((document) => validate(document, source, scenarioSchema, ofScenarios, report));
}

/** Reads every document of slo.mutants.yaml; an empty file is an empty list. */
export function parseMutants(source: SourceFile, report: Report): Located<MutantsFile>[] {
  const documents = readYaml(source, report) ?? [];
  return documents.flatMap((document) => validate(document, source, mutantsSchema, ofMutants, report));
}

/** Reads slo.metrics.yaml. A file with a mistake is none: what it lacks would be taken for what the world lacks. */
export function parseMetrics(source: SourceFile, report: Report): LearntMetrics | undefined {
  const found = new Report();
  const documents = readYaml(source, found) ?? [];
  const [first] = documents.flatMap((document) => validate(document, source, metricsSchema, ofMetrics, found));
  for (const diagnostic of found.diagnostics) report.add(diagnostic);
  return found.hasErrors ? undefined : first?.value;
}

/** Reads slo.config.yaml; an empty file is a configuration without settings. */
export function parseConfig(source: SourceFile, report: Report): Located<ConfigSpec> | undefined {
  const documents = readYaml(source, report);
  const second = documents?.[1];
  if (second) {
    const [below = 0] = second.root?.range ?? [];
    const start = Math.max(source.text.lastIndexOf('---', below), 0);
    report.add({
      code: 'yaml-syntax',
      severity: 'error',
      message: 'the configuration must be a single YAML document',
      span: { source, start, end: start + 3 },
      help: 'remove the "---" and everything below it',
    });
    return undefined;
  }
  const [first] = documents ?? [];
  if (documents && !first) return locate({}, null, source);
  return first && validateSettings(first, source, report);
}

/** Settings that cannot be read have their defaults, so that what is wrong with the specs is found in the same run. */
function validateSettings({ value, root }: YamlDocument, source: SourceFile, report: Report): Located<ConfigSpec> {
  const parsed = checked(configSchema, value);
  if (parsed === undefined) {
    reportTooMany(root, source, report);
    return locate({}, root, source);
  }
  const issues = parsed.success ? droppedKeys(parsed.data, value) : parsed.error.issues;
  if (issues.length > 0) reportIssues(issues, locate(value, root, source), configJsonSchema, report);
  if (parsed.success) return locate(parsed.data, root, source);
  const attempts = [
    issues,
    issues.map(({ path }) => ({ code: 'custom' as const, path: path.slice(0, 1), message: '' })),
  ];
  for (const broken of attempts) {
    const again = configSchema.safeParse(salvageSettings(value, broken));
    if (again.success) return partialSettings(locate(again.data, root, source), issues);
  }
  return locate({}, root, source);
}

function validate<T>(
  document: YamlDocument,
  source: SourceFile,
  schema: z.ZodType<T>,
  jsonSchema: () => JsonSchema,
  report: Report,
): Located<T>[] {
  const { value, root } = document;
  const parsed = checked(schema, value);
  if (parsed === undefined) {
    reportTooMany(root, source, report);
    return [];
  }
  const issues = parsed.success ? droppedKeys(parsed.data, value) : parsed.error.issues;
  if (issues.length > 0) reportIssues(issues, locate(value, root, source), jsonSchema, report);
  if (parsed.success) return [locate(parsed.data, root, source)];
  return rest(document, source, schema, issues) ?? [];
}

/** What the schema makes of a value; undefined where it finds more than a hundred thousand mistakes, which are too many for zod, as
 *  it hands them on as arguments. */
function checked<T>(schema: z.ZodType<T>, value: unknown): z.ZodSafeParseResult<T> | undefined {
  try {
    return schema.safeParse(value);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function reportTooMany(root: YamlDocument['root'], source: SourceFile, report: Report): void {
  const start = root?.range?.[0] ?? 0;
  reportComplex('the document has too many mistakes to tell them', { source, start, end: start }, report, DIVIDE);
}

/** What can be understood of a document with mistakes; items that cannot be mended are left out at the second attempt. */
function rest<T>(
  { value, root }: YamlDocument,
  source: SourceFile,
  schema: z.ZodType<T>,
  issues: readonly Issue[],
): Located<T>[] | undefined {
  const label = labelOf(source, root?.range?.[0] ?? 0);
  const gentle = salvage(value, issues, label);
  if (!gentle) return undefined;
  const first = schema.safeParse(gentle.value);
  if (first.success) return [relocate(locate(first.data, root, source), gentle)];
  const hopeless = first.error.issues.map(({ path }) => originalPath(path, gentle));
  const strict = salvage(value, issues, label, hopeless);
  const second = schema.safeParse(strict?.value);
  return strict && second.success ? [relocate(locate(second.data, root, source), strict)] : undefined;
}

/** A service of this name is in no other document. */
function labelOf({ path }: SourceFile, offset: number): string {
  const stem = path
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(-40);
  return `unreadable${stem.startsWith('-') ? '' : '-'}${stem}-${offset}`;
}

/** zod leaves `__proto__` out of a record without a word. */
function droppedKeys(parsed: unknown, written: unknown): Issue[] {
  if (!isObject(parsed)) return [];
  const dropped = isObject(written) ? Object.keys(written).filter((key) => !Object.hasOwn(parsed, key)) : [];
  const found: Issue[] =
    dropped.length > 0 ? [{ code: 'unrecognized_keys', keys: dropped, path: [], message: '' }] : [];
  for (const [key, inner] of Object.entries(parsed)) {
    for (const issue of droppedKeys(inner, valueAt(written, [key]))) {
      found.push({ ...issue, path: [key, ...issue.path] });
    }
  }
  return found;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function once(make: () => JsonSchema): () => JsonSchema {
  let made: JsonSchema | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
