// SLOs of one shape are printed from one of them: what comes out is what each would have been printed as by itself.
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { stringify } from 'yaml';
import { GroupPrinter } from '../../../src/backends/printed/printed-slo.ts';
import { ruleFileBackend } from '../../../src/backends/rule-file.ts';
import { groupsOf, groupValue } from '../../../src/backends/rule-groups.ts';
import { compile, RULE_BACKENDS } from '../../../src/compile.ts';
import { Report } from '../../../src/diagnostics/report.ts';
import { readSettings, type Settings } from '../../../src/model/settings.ts';
import { type Artifact, headerOf } from '../../../src/output/artifact.ts';
import { type PrintedItem, printYaml } from '../../../src/output/yaml/yaml.ts';
import type { CompiledFile } from '../../../src/rules/rule.ts';
import { sloShapeOf } from '../../../src/rules/shape/slo-shape.ts';
import { parseConfig } from '../../../src/spec/parse.ts';
import { anySpec } from '../../proof/spec-arbitrary.ts';

type Spec = Readonly<Record<string, unknown>>;

function compileAll(specs: readonly Spec[], config: object = {}) {
  const report = new Report();
  const settings = readSettings(parseConfig({ path: 'slo.config.yaml', text: stringify(config) }, report), report);
  const sources = specs.map((spec, at) => ({ path: `slos/spec-${at}.slo.yaml`, text: stringify(spec) }));
  return compile({ specs: sources }, settings, report);
}

/** The rule files, as they are printed group by group. */
function printedAlone(files: readonly CompiledFile[]): string[] {
  return files.map((file) => {
    const header = [headerOf([file.path], file.path.replace(/^slos\/(.*)\.slo\.yaml$/, 'rules/$1.rules.yaml'))];
    return printYaml({ groups: groupsOf(file).map((group) => groupValue(group)) }, { header });
  });
}

function printedTogether(specs: readonly Spec[], config: object = {}): { together: string[]; alone: string[] } {
  const { files, settings } = compileAll(specs, config);
  const together = ruleFileBackend.emit(files, settings, new Report()).map(({ content }) => content);
  return { together, alone: printedAlone(files) };
}

/** What each format makes of the files, and what of each file alone; and what both report of sizes. */
function emitted(files: readonly CompiledFile[], settings: Settings) {
  return Object.values(RULE_BACKENDS).map((backend) => {
    const [report, reportAlone] = [new Report(), new Report()];
    const isRules = ({ isList }: Artifact) => isList !== true;
    const together = backend.emit(files, settings, report).filter(isRules);
    const alone = files.flatMap((file) => backend.emit([file], settings, reportAlone)).filter(isRules);
    const sizesOf = ({ diagnostics }: Report) => diagnostics.filter(({ code }) => code !== 'too-many-groups');
    return { together: [together, sizesOf(report)], alone: [alone, sizesOf(reportAlone)] };
  });
}

const HOSTILE_NAMES = [
  'y',
  'no',
  'null',
  'e5',
  '1e3',
  '007',
  'ratio',
  'seconds',
  'job',
  'le',
  'firing',
  'critical',
  'slo',
  'page-fast',
  'since-last-tile',
  'bad',
  'total',
  'a',
  'ab',
  'a-very-long-name-of-a-service-that-hardly-anybody-would-write-down',
]; // prettier-ignore

const serviceName = fc.oneof(fc.constantFrom(...HOSTILE_NAMES), fc.stringMatching(/^[a-z][a-z0-9-]{0,40}[a-z0-9]$/));

test('random SLOs under many names', () => {
  fc.assert(
    fc.property(anySpec, fc.uniqueArray(serviceName, { minLength: 5, maxLength: 8 }), ({ spec, config }, names) => {
      const { together, alone } = printedTogether(
        names.map((service) => ({ ...spec, service })),
        config,
      );
      expect(together).toEqual(alone);
    }),
    { numRuns: 10 },
  );
});

const ratio = (service: string, name: string, value: string): Spec => ({
  service,
  labels: { team: name },
  slos: [
    {
      name,
      objective: '99.9%',
      indicator: {
        ratio: {
          total: `http_requests_total{job="${value}"}`,
          bad: `http_requests_total{job="${value}", code=~"5.."}`,
        },
      },
    },
  ],
});

test('random SLOs in every format', () => {
  fc.assert(
    fc.property(anySpec, fc.uniqueArray(serviceName, { minLength: 4, maxLength: 4 }), ({ spec, config }, names) => {
      const { files, settings } = compileAll(
        names.map((service) => ({ ...spec, service })),
        config,
      );
      for (const { together, alone } of emitted(files, settings)) expect(together).toEqual(alone);
    }),
    { numRuns: 3 },
  );
});

test('names that are also other texts of the SLO, in selectors, labels and of each length', () => {
  const name = fc.oneof(
    serviceName,
    fc.constantFrom('5..', '{{ $value }}', '$'.concat('{x}'), 'a"b', 'a\\b', 'Ä', ' a', '/api/v1'),
  );
  const triple = fc.tuple(serviceName, serviceName, name);
  fc.assert(
    fc.property(fc.uniqueArray(triple, { minLength: 4, maxLength: 12, selector: ([service]) => service }), (all) => {
      const escaped = all.map(([service, slo, value]) => ratio(service, slo, JSON.stringify(value).slice(1, -1)));
      const { together, alone } = printedTogether(escaped);
      expect(together).toEqual(alone);
    }),
    { numRuns: 25 },
  );
});

test('an SLO whose rules are known from others is not compiled', () => {
  const { files } = compileAll(['cart', 'shop', 'till', 'desk'].map((service) => ratio(service, 'requests', service)));
  const printer = new GroupPrinter('    ');
  const [first, second, third, fourth] = files;
  if (!first || !second || !third || !fourth) throw new Error('there are four files');
  const textsOf = (printed: readonly PrintedItem[]) => printed.map(({ text, jsonBytes }) => [text, jsonBytes()]);
  const plain = [third, fourth].map((file) => textsOf(new GroupPrinter('    ').ofFile(file)));
  printer.ofFile(first);
  printer.ofFile(second);
  expect([third, fourth].map((file) => textsOf(printer.ofFile(withoutGroups(file))))).toEqual(plain);
});

/** The same file, of which no rule may be asked for. */
function withoutGroups(file: CompiledFile): CompiledFile {
  return {
    ...file,
    services: file.services.map((service) => ({
      ...service,
      slos: service.slos.map(({ slo }) => ({
        slo,
        get groups(): never {
          throw new Error(`the rules of ${slo.identity.slo} were made`);
        },
      })),
    })),
  };
}

test.each([
  ['a name that is a label', ratio('job', 'requests', 'x')],
  ['a name that is a word of the model', ratio('ratio', 'requests', 'x')],
  ['a value that a pattern is matched with', ratio('cart', 'requests', 'x", code="ok')],
])('%s is not taken for a name', (_what, spec) => {
  const { files } = compileAll([spec]);
  const slos = files.flatMap(({ services }) => services.flatMap((service) => service.slos));
  expect(slos.map(({ slo }) => sloShapeOf(slo))).toEqual([undefined]);
});
