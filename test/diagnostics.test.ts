// What users see: each test/diagnostics/NAME.slo.yaml (or .config.yaml, .slo-test.yaml, .mutants.yaml) is reported as NAME.out says;
// every code has a pair, an entry in the catalogue and a place in docs/errors.md. `UPDATE_GOLDEN=1` rewrites the .out
// files and docs/errors.md: look at each of them as a user would.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type ParsedNode, parseDocument, Scalar, stringify } from 'yaml';
import { groupsOf } from '../src/backends/rule-groups.ts';
import { compileTargets } from '../src/compile-targets.ts';
import { CODES, type Code } from '../src/diagnostics/catalogue/catalogue.ts';
import { PLAIN } from '../src/diagnostics/paint.ts';
import { renderText } from '../src/diagnostics/render.ts';
import { type Diagnostic, Report, type SourceFile } from '../src/diagnostics/report.ts';
import { readTargets } from '../src/model/targets.ts';
import { mutantsOf } from '../src/mutation/mutate.ts';
import { readReviewed } from '../src/mutation/reviewed.ts';
import { locate } from '../src/spec/locate.ts';
import { parseConfig, parseMutants } from '../src/spec/parse.ts';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const PAIRS = `${ROOT}test/diagnostics/`;
const DOCS = `${ROOT}docs/errors.md`;
const IS_UPDATE = process.env.UPDATE_GOLDEN === '1';

/** What only a file system or a command can show: the tests in test/cli/ bring them about. */
const FILE_CODES: readonly string[] = [
  'no-specs',
  'file-unreadable',
  'left-out',
  'not-a-file',
  'object-too-large',
  'object-large',
  'too-many-groups',
  'file-too-large',
  'file-not-text',
  'invalid-file-name',
  'duplicate-output',
  'output-conflict',
  'output-kept',
  'write-failed',
  'unknown-target',
  'wrong-usage',
  'unknown-name',
  'no-promtool',
  'nothing-proven',
  'unexpected-fault',
  'unknown-revision',
  // What only the world can show: test/unit/doctor, test/unit/prometheus and test/live bring them about.
  'metric-missing',
  'metric-stale',
  'label-missing',
  'value-missing',
  'selector-empty',
  'events-not-in-total',
  'group-label-missing',
  'bucket-missing',
  'type-differs',
  'scraped-twice',
  'series-evicted',
  'istio-version-differs',
  'scrape-unreadable',
  'leaf-silent',
  'leaf-late',
  'rules-missing',
  'rules-differ',
  'rules-loaded-twice',
  'rules-failing',
  'rules-late',
  'prometheus-too-old',
  'no-alertmanager',
  'retention-too-short',
  'lookback-too-short',
  'prometheus-sharded',
  'target-down',
  'scrape-interval-differs',
  'prometheus-unreachable',
  'prometheus-refuses',
  'prometheus-too-slow',
  'prometheus-answer',
  'prometheus-answer-too-large',
  'prometheus-query',
  'no-engine',
  'history-unreadable',
  'rules-refused',
  'incident-unreadable',
  'already-recorded',
  'folder-taken',
];

/** A sound spec, for what shows only when a configuration is used, or that a scenario speaks of. */
const SHOP = `service: shop
slos:
  - name: orders
    objective: 99.9%
    indicator:
      by: [handler]
      ratio: { total: requests_total, bad: errors_total }
`;

/** More SLOs for scenarios and configurations to speak of. */
const STOCK = `service: stock
slos:
  - name: losses
    indicator: { zeroTolerance: { events: losses_total, window: 30m } }
  - name: availability
    objective: 99.9%
    indicator: { uptime: { up: 'up{job="stock"} == 1' } }
  - name: exact
    objective: 99.9%
    precision: exact
    indicator: { ratio: { total: 'reads_total{job="stock"}', bad: read_errors_total } }
---
service: warehouse
slos:
  - name: availability
    objective: 99.9%
    indicator: { uptime: { up: 'up{job="warehouse"} == 1' } }
`;

const KINDS = ['slo', 'config', 'slo-test', 'mutants'] as const;
type Kind = (typeof KINDS)[number];

function diagnose(path: string, text: string, kind: Kind): readonly Diagnostic[] {
  const report = new Report();
  const document = kind === 'config' ? parseConfig({ path: 'slo.config.yaml', text }, report) : undefined;
  const shop = { path: 'slos/shop.slo.yaml', text: SHOP };
  const stock = { path: 'slos/stock.slo.yaml', text: STOCK };
  const sources: Readonly<Record<Kind, readonly SourceFile[]>> = {
    slo: [{ path, text }],
    config: [shop, stock],
    mutants: [shop],
    'slo-test': [shop, stock],
  };
  const scenarios = kind === 'slo-test' ? [{ path, text }] : [];
  // What is wrong with the project file is told although specs are compiled with what is left of it.
  const { targets } = readTargets(document, report);
  const found = new Report();
  const files = compileTargets({ specs: sources[kind], scenarios }, targets, found).flatMap((target) => target.files);
  for (const diagnostic of found.diagnostics) report.add(diagnostic);
  if (kind === 'mutants')
    readReviewed(parseMutants({ path, text }, report), mutantsOf(files.flatMap(groupsOf)), report);
  return report.diagnostics;
}

const NAMES = readdirSync(PAIRS)
  .filter((name) => name.endsWith('.yaml'))
  .sort();

const seen = new Map(NAMES.map((name) => [name, diagnose(name, readFileSync(PAIRS + name, 'utf8'), kindOf(name))]));

const seenCodes = new Set([...seen.values()].flat().map(({ code }) => code));

describe.each(NAMES)('test/diagnostics/%s', (name) => {
  const diagnostics = seen.get(name) ?? [];
  const text = renderText(diagnostics, PLAIN);

  it('is reported as its .out file says', () => {
    const file = PAIRS + name.replace(/\.[a-z-]+\.yaml$/, '.out');
    if (IS_UPDATE) writeFileSync(file, text);
    expect(text).toBe(readFileSync(file, 'utf8'));
  });

  it('is told in one-line messages of our own, each with a place', () => {
    expect(diagnostics).not.toHaveLength(0);
    for (const { message, help = '', span } of diagnostics) {
      expect(`${message}\n${help}`).not.toMatch(/invalid input|expected string|zod|⚠|undefined|\[object|\[native/i);
      expect(message).toMatch(/^[^\n]{1,300}$/);
      expect(message).not.toMatch(/\.$/);
      expect(help).toMatch(/^[^\n]{0,300}$/);
      expect(span).toBeDefined();
    }
  });
});

describe('the catalogue', () => {
  const codes = CODES.map(({ code }) => code);

  it('has an entry for every code that a pair shows', () => {
    expect([...seenCodes].filter((code) => !codes.includes(code))).toEqual([]);
  });

  it('has an entry for every code that src/ names, and for no other', () => {
    expect([...codes].sort()).toEqual([...codesIn(`${ROOT}src/`)].sort());
  });

  it('has a pair for every code that does not need a file system', () => {
    expect(codes.filter((code) => !seenCodes.has(code))).toEqual(FILE_CODES);
  });

  it('names each code once', () => {
    expect(new Set(codes).size).toBe(codes.length);
  });

  it.each(CODES)('explains $code in whole sentences', ({ title, explanation }) => {
    expect(title).toMatch(/^[a-z].*[^.]$/);
    expect(explanation).toMatch(/^[^\n]+\.$/);
    expect(explanation.split(/[.:] /).length).toBeGreaterThanOrEqual(2);
  });

  it.each(CODES.filter(({ code }) => !FILE_CODES.includes(code)))(
    'shows $code, and nothing else, by its example',
    (entry) => {
      expect([...new Set(diagnoseExample(entry).map(({ code }) => code))]).toEqual([entry.code]);
    },
  );
});

describe('a place inside a text', () => {
  const LETTERS = fc.string({ unit: fc.constantFrom(...'aZ09{}"\'\\:#\t \n\né店😀'), minLength: 1, maxLength: 40 });
  const STYLES = fc.constantFrom('PLAIN', 'QUOTE_SINGLE', 'QUOTE_DOUBLE', 'BLOCK_LITERAL', 'BLOCK_FOLDED');
  const BREAKS = fc.constantFrom('\n', '\r\n');

  it('is where the letter stands, through quotes, escapes, folds and indentation', () => {
    fc.assert(
      fc.property(LETTERS, STYLES, BREAKS, fc.integer({ min: 20, max: 60 }), (value, style, lineBreak, lineWidth) => {
        const scalar = new Scalar(value);
        scalar.type = style as Scalar.Type;
        const text = stringify({ expr: scalar }, { lineWidth, indent: 4 }).replaceAll('\n', lineBreak);
        const root = parseDocument<ParsedNode>(text).contents;
        const read: unknown = root?.toJSON().expr;
        const located = locate(read, root, { path: 'x', text });
        for (const { index, 0: letter } of String(read).matchAll(/[aZ09{}é店]/g)) {
          const { start, end } = located.spanInside(['expr'], index, index + 1);
          expect(text.slice(start, end)).toMatch(new RegExp(`^(?:[${letter}]|\\\\[xuU][\\da-fA-F]+)$`));
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('docs/errors.md', () => {
  it('is what the catalogue says', () => {
    const text = [HEADING, ...CODES.map(section)].join('\n');
    if (IS_UPDATE) writeFileSync(DOCS, text);
    expect(readFileSync(DOCS, 'utf8')).toBe(text);
  });
});

function kindOf(name: string): Kind {
  return KINDS.find((kind) => name.endsWith(`.${kind}.yaml`)) ?? 'slo';
}

/** A first comment with a file name says what the example is, if not a spec. */
function diagnoseExample({ example }: Code): readonly Diagnostic[] {
  const path = /^# (?:\S+\/)?(\S+\.yaml)\n/.exec(example)?.[1] ?? 'example.slo.yaml';
  return diagnose(path, example, path === 'slo.config.yaml' ? 'config' : kindOf(path));
}

const HEADING = `<!-- Generated from src/diagnostics/catalogue/ by test/diagnostics.test.ts; UPDATE_GOLDEN=1 rewrites it. -->
# Errors and warnings

Every problem that \`slo\` reports carries one of these codes in brackets. \`slo explain CODE\` prints the same text.
`;

function section(entry: Code): string {
  const { code, title, explanation, example } = entry;
  const isText = FILE_CODES.includes(code);
  const output = isText ? [] : ['```text', renderText(diagnoseExample(entry), PLAIN).trimEnd(), '```', ''];
  return [
    `## ${code}`,
    '',
    `**${title}**`,
    '',
    explanation,
    '',
    '```'.concat(isText ? 'sh' : 'yaml'),
    example.trimEnd(),
    '```',
    '',
    ...output,
  ].join('\n');
}

/** The codes that the sources name: as a `code:` of an object, in a call of `problem(report, …)`, `fault(…)` or `tell(…)`, or in `error[…]`. */
function codesIn(folder: string): Set<string> {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
    /^(?!.*catalogue).*\.ts$/.test(file),
  );
  const texts = files.map((file) => readFileSync(folder + file, 'utf8')).join('\n');
  const places = [
    ...texts.matchAll(/\bcode: ([^;\n]*'[^;\n]*)/g),
    ...texts.matchAll(/\b(?:fault|finding)\(\s*('[^']*')/g),
    ...texts.matchAll(/\bproblem\(\s*report,\s*('[^']*')/g),
    ...texts.matchAll(/error\[([a-z-]+)\]/g),
  ].map(([, place = '']) => place);
  return new Set(places.flatMap((place) => (/^[a-z-]+$/.test(place) ? [place] : quotedCodes(place))));
}

function quotedCodes(expression: string): string[] {
  // Only what is chosen, not what is compared: `issue.code === 'invalid_format' ? 'a' : 'b'`.
  return [...expression.replaceAll(/===? '[^']*'/g, '').matchAll(/'([a-z]+(?:-[a-z]+)+)'/g)].map(
    ([, code = '']) => code,
  );
}
