// The documents say what the program does: examples compile, rules and output that they show are those that come out,
// tables list what is there, and links lead somewhere.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { Command } from 'commander';
import { parse } from 'yaml';
import { ruleFileBackend } from '../src/backends/rule-file.ts';
import { groupsOf } from '../src/backends/rule-groups.ts';
import { wordsOf } from '../src/cli/completion/words.ts';
import { explain } from '../src/cli/explain.ts';
import { COMMANDS } from '../src/cli/program.ts';
import { compile, emitTexts } from '../src/compile.ts';
import { PLAIN } from '../src/diagnostics/paint.ts';
import { renderText } from '../src/diagnostics/render.ts';
import { type Diagnostic, Report } from '../src/diagnostics/report.ts';
import { renderDiffText } from '../src/diff/render-text.ts';
import { ISTIO_ALERTS } from '../src/istio/alerts.ts';
import { SERIES } from '../src/model/series-names.ts';
import { readSettings } from '../src/model/settings.ts';
import { defaultTiers } from '../src/model/tiers.ts';
import { mutantsOf } from '../src/mutation/mutate.ts';
import { readReviewed } from '../src/mutation/reviewed.ts';
import { printDuration } from '../src/promql/duration.ts';
import { LABELS } from '../src/rules/names.ts';
import { configJsonSchema } from '../src/spec/config-schema.ts';
import { parseConfig, parseMetrics, parseMutants } from '../src/spec/parse.ts';
import { specJsonSchema } from '../src/spec/schema.ts';
import { compareTexts, OWN_TEXTS, replaced } from './support/compare-edit.ts';
import { anchorsOf, isExcerptOf, withoutCode } from './support/markdown.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const DOCS = readdirSync(join(ROOT, 'docs')).flatMap((name) => (name.endsWith('.md') ? [`docs/${name}`] : []));
const PAGES = ['README.md', 'CHANGELOG.md', 'CONTRIBUTING.md', 'src/README.md', ...DOCS];

interface Block {
  readonly title: string;
  readonly language: string;
  readonly text: string;
  /** The code of the error that a wrong example shows, from a comment above it. */
  readonly error?: string;
  /** Whether it means the same as the example above it. */
  readonly isTheSame: boolean;
}

// Of errors.md every example is meant to be wrong; the tutorial is followed step by step in test/e2e/tutorial.spec.ts.
const ELSEWHERE = ['docs/errors.md', 'docs/tutorial.md'];
const BLOCKS = PAGES.filter((page) => !ELSEWHERE.includes(page)).flatMap((page) =>
  [...read(page).matchAll(/^```(\w*)\n(.*?)^```$/gms)].map(({ 1: language = '', 2: text = '', index }): Block => {
    const above = read(page).slice(0, index);
    const error = /<!-- error: (\S+) -->\s*$/.exec(above)?.[1];
    const isTheSame = /<!-- the same -->\s*$/.test(above);
    return { title: `${page}:${above.split('\n').length}`, language, text, isTheSame, ...(error && { error }) };
  }),
);

const indent = (text: string, by: number): string => text.replace(/^(?=.)/gm, ' '.repeat(by));
const RATIO = 'indicator: { ratio: { total: requests_total, bad: errors_total } }\n';
const inSlo = (text: string): string =>
  `service: docs\nslos:\n  - name: example\n    objective: 99.9%\n${indent(text, 4)}`;

/** What an example is a part of, by how it begins, as a whole spec. */
const SPECS: readonly (readonly [begin: RegExp, whole: (text: string) => string])[] = [
  [/^service:/, (text) => text],
  [/^- name:/, (text) => `service: docs\nslos:\n${indent(text, 2)}`],
  [/^indicator:/, inSlo],
  [/^alerts:/, (text) => inSlo(RATIO + text)],
];

const OTHERS = /^(apiVersion|route|rule_files|time_intervals):|^# \.(github|gitlab-ci|pre-commit)|^# prometheus\.yml/;
const EXCERPT = /^- (record|alert):/;
const CONFIG = /^# slo.config.yaml\n/;
const SHOP = `service: shop
slos:
  - name: orders
    objective: 99.9%
    indicator: { by: [handler], ratio: { total: requests_total, bad: errors_total } }
`;
const MUTANTS = /^# slo.mutants.yaml\n/;
const METRICS = /^# slo.metrics.yaml\n/;
const SCENARIOS = /^(?:# (\S+\.slo-test\.yaml)\n)?(?=scenarios:)/;

function specOf(text: string): string | undefined {
  return SPECS.find(([begin]) => begin.test(text) && !EXCERPT.test(text))?.[1](text);
}

function compileText(text: string): { readonly diagnostics: readonly Diagnostic[]; readonly rules: string } {
  const report = new Report();
  const settings = readSettings(undefined, report);
  const { files } = compile({ specs: [{ path: 'slos/shop.slo.yaml', text }] }, settings, report);
  const artifacts = ruleFileBackend.emit(files, settings, new Report());
  return { diagnostics: report.diagnostics, rules: artifacts.map(({ content }) => content).join() };
}

/** What is wrong with scenarios of the SLOs in these specs. */
function diagnosticsOfScenarios(text: string, specs: readonly string[]): string {
  const report = new Report();
  const sources = {
    specs: specs.map((spec, at) => ({ path: `slos/${at}.slo.yaml`, text: spec })),
    scenarios: [{ path: 'slos/shop.slo-test.yaml', text }],
  };
  compile(sources, readSettings(undefined, report), report);
  return shown(report.diagnostics);
}

const diagnosticsOf = (text: string): readonly Diagnostic[] => compileText(text).diagnostics;
const shown = (diagnostics: readonly Diagnostic[]): string => renderText(diagnostics, PLAIN);
const blocksOf = (language: string, begin: RegExp): (readonly [string, string])[] =>
  BLOCKS.filter((block) => block.language === language && begin.test(block.text)).map(({ title, text }) => [
    title,
    text,
  ]);

describe('examples', () => {
  const yaml = BLOCKS.filter(({ language, error }) => language === 'yaml' && error === undefined);
  const specs = yaml.flatMap(({ title, text }) => {
    const whole = specOf(text);
    return whole === undefined ? [] : [[title, whole] as const];
  });

  it.each(specs)('%s compiles without a warning', (_title, text) => {
    expect(shown(diagnosticsOf(text))).toBe(shown([]));
  });

  const pairs = yaml.flatMap((block, at) => (block.isTheSame ? [[block.title, yaml[at - 1], block] as const] : []));
  it.each(pairs)('%s means the same as the example above it', (_title, above, below) => {
    const [short, long] = [above, below].map((block) => compileText(specOf(block?.text ?? '') ?? '').rules);
    expect(long).not.toBe('');
    expect(long).toBe(short);
  });

  it.each(blocksOf('yaml', CONFIG))('%s is a project file', (_title, text) => {
    const report = new Report();
    readSettings(parseConfig({ path: 'slo.config.yaml', text }, report), report);
    expect(shown(report.diagnostics)).toBe(shown([]));
  });

  it.each(blocksOf('yaml', METRICS))('%s is what was learnt of metrics', (_title, text) => {
    expect(parseMetrics({ path: 'slo.metrics.yaml', text }, new Report())?.metrics).not.toEqual([]);
  });

  it.each(blocksOf('yaml', MUTANTS))('%s is a list of equivalent mutants of rules that are there', (_title, text) => {
    const report = new Report();
    const specs = [{ path: 'slos/shop.slo.yaml', text: SHOP }];
    const { files } = compile({ specs }, readSettings(undefined, report), report);
    readReviewed(parseMutants({ path: 'slo.mutants.yaml', text }, report), mutantsOf(files.flatMap(groupsOf)), report);
    expect(report.diagnostics).toEqual([]);
  });

  it.each(blocksOf('yaml', SCENARIOS))('%s are scenarios of SLOs that are there', (title, text) => {
    const [, path = ''] = SCENARIOS.exec(text) ?? [];
    const own = ['control-plane', 'mesh'].map((name) => read(`slos/${name}.slo.yaml`));
    const onPage = specs.filter(([place]) => place.split(':')[0] === title.split(':')[0]).map(([, whole]) => [whole]);
    expect([own, ...onPage].map((whole) => diagnosticsOfScenarios(text, whole))).toContain(shown([]));
    if (path !== '' && existsSync(join(ROOT, path)))
      expect(isExcerptOf(text.replace(SCENARIOS, ''), read(path))).toBe(true);
  });

  it.each(blocksOf('yaml', OTHERS))('%s is YAML', (_title, text) => {
    expect(parse(text)).toEqual(expect.any(Object));
  });

  it('leave no block of YAML unchecked', () => {
    const known = [CONFIG, MUTANTS, METRICS, OTHERS, EXCERPT, SCENARIOS];
    const unknown = yaml.filter(({ text }) => specOf(text) === undefined && !known.some((begin) => begin.test(text)));
    expect(unknown.map(({ title }) => title)).toEqual([]);
    expect(specs.length).toBeGreaterThan(20);
  });
});

describe('what the documents show', () => {
  const report = new Report();
  const settings = readSettings(
    parseConfig({ path: 'slo.config.yaml', text: read('slo.config.yaml') }, report),
    report,
  );
  const paths = ['control-plane', 'mesh'].map((name) => `slos/${name}.slo.yaml`);
  const specs = paths.map((path) => ({ path, text: read(path) }));
  const compiled = compile({ specs }, settings, report);
  const rules = ruleFileBackend.emit(compiled.files, settings, new Report()).map(({ content }) => content);

  it.each(blocksOf('yaml', EXCERPT))('%s is an excerpt of the rules', (_title, text) => {
    expect(rules.filter((whole) => isExcerptOf(text, whole))).toHaveLength(1);
  });

  it.each(blocksOf('console', /^\$ npx slo explain/))('%s is what slo explain says', (_title, text) => {
    const said: string[] = [];
    const [command = '', ...lines] = text.split('\n');
    const subject = command.split(' ').at(-1) ?? '';
    const terminal = { out: (result: string) => said.push(result), note: () => {}, report: () => {}, paint: PLAIN };
    expect(explain(ROOT, subject, { series: '20' }, terminal)).toBe(0);
    expect(isExcerptOf(lines.join('\n'), said.join(''))).toBe(true);
  });

  it.each(blocksOf('console', /^\$ npx slo diff/))('%s is what slo diff says of another objective', (_title, text) => {
    const comparison = compareTexts(OWN_TEXTS, replaced(OWN_TEXTS, '99.9%', '99.95%'));
    const said = renderDiffText(comparison, { before: 'main', after: 'working tree' });
    expect(isExcerptOf(text.split('\n').slice(1).join('\n'), said)).toBe(true);
  });

  it.each(blocksOf('console', /^\$ grep/))('%s is what grep finds in the generated files', (_title, text) => {
    const [command = '', ...lines] = text.trim().split('\n');
    const [, pattern = '', start = ''] = /^\$ grep -ho '(.+)' (\S+)\*$/.exec(command) ?? [];
    const [folder = '', name = ''] = start.split('*');
    const searched = emitTexts(compiled, new Report())
      .filter(({ path }) => path.startsWith(folder) && path.includes(name))
      .sort((a, b) => (a.path < b.path ? -1 : 1));
    expect(lines.length).toBeGreaterThan(3);
    expect(searched.flatMap(({ content }) => content.match(new RegExp(pattern, 'g')) ?? [])).toEqual(lines);
  });

  const wrong = BLOCKS.flatMap((spec, at) =>
    spec.error === undefined ? [] : [[spec.title, spec, BLOCKS[at + 1]] as const],
  );
  it.each(wrong)('%s gets the error that is shown below it', (_title, spec, below) => {
    const diagnostics = diagnosticsOf(spec.text);
    const [command, ...lines] = below?.text.split('\n') ?? [];
    expect(diagnostics.map(({ code }) => code)).toEqual([spec.error]);
    expect(command).toBe('$ npx slo lint');
    expect(shown(diagnostics)).toContain(lines.join('\n'));
  });
});

describe('tables', () => {
  it('list every preset alert', () => {
    const rows = ISTIO_ALERTS.map(
      ({ id, name, severity, for: hold, summary, requires = '' }) =>
        `| \`${id}\` | \`${name}\` | \`${severity}\` | \`${printDuration(hold)}\` | ${summary} | ${requires} |`,
    );
    expect(read('docs/spec.md').match(/^\| `(istio|sidecar|workload|mesh|proxies)\w*-.*$/gm)).toEqual(rows);
    expect(ISTIO_ALERTS.filter(({ id }) => !read('docs/alerts.md').includes(`\`${id}\``))).toEqual([]);
  });

  it('list the tiers of the usual periods', () => {
    const rows = [7, 14, 28, 30, 90, 180].map((days) => {
      const tiers = defaultTiers(days * 24 * 3_600_000, 0.001);
      const cells = tiers.map(
        ({ longMs, shortMs, factor }) => `${printDuration(longMs)} / ${printDuration(shortMs)}, ${factor}`,
      );
      return `| \`${days}d\` | ${cells.join(' | ')} |`;
    });
    expect(read('docs/rules.md').match(/^\| `\d+d` \|.*$/gm)).toEqual(rows);
    expect(rows.map((row) => shown(diagnosticsOf(inSlo(`period: ${row.split('`')[1]}\n${RATIO}`))))).toEqual(
      rows.map(() => shown([])),
    );
  });

  it('name every series and label that the rules create', () => {
    const names = [...Object.values(SERIES), ...Object.values(LABELS)];
    expect(names.filter((name) => !read('docs/rules.md').includes(`\`${name}\``))).toEqual([]);
  });

  it('name every field of the spec and of the project file', () => {
    const fields = [...fieldsOf(specJsonSchema()), ...fieldsOf(configJsonSchema())];
    const code = [...read('docs/spec.md').matchAll(/`([A-Za-z.]+)`/g)].map(([, name = '']) => name);
    const named = new Set(code.flatMap((name) => name.split('.')));
    expect(fields.length).toBeGreaterThan(60);
    expect(fields.filter((field) => !named.has(field))).toEqual([]);
  });

  it('name every command and option', () => {
    const program = new Command('slo').helpCommand(false);
    for (const add of COMMANDS) add(program, () => Promise.resolve());
    const { commands } = wordsOf(program);
    const options = commands.flatMap((command) => command.options.flatMap(({ flags }) => flags.slice(-1)));
    expect(commands.length).toBeGreaterThan(10);
    expect(options.length).toBeGreaterThan(20);
    const named = [...commands.map(({ name }) => `slo ${name}`), ...options];
    const isWord = (word: string) => new RegExp(`(?<![\\w-])${word}(?![\\w-])`).test(read('README.md'));
    expect(named.filter((word) => !isWord(word))).toEqual([]);
  });
});

/** The names of all properties in a JSON Schema. */
function fieldsOf(schema: unknown): string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  return Object.entries(schema).flatMap(([key, value]) =>
    key === 'properties' ? [...Object.keys(value), ...Object.values(value).flatMap(fieldsOf)] : fieldsOf(value),
  );
}

describe('links', () => {
  const links = PAGES.flatMap((page) =>
    [...withoutCode(read(page)).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => [page, target] as const),
  ).filter(([, target]) => !/^https?:/.test(target));

  it.each(links)('of %s to %s resolve', (page, target) => {
    const [path = '', anchor] = target.split('#');
    const file = path === '' ? page : normalize(join(dirname(page), path));
    expect(existsSync(join(ROOT, file))).toBe(true);
    if (anchor !== undefined) expect(anchorsOf(read(file))).toContain(anchor);
  });
});
