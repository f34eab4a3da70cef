// Files by mistake or by malice, with tens of thousands of problems. Each of these kept `slo lint` busy for minutes, when every
// problem was held against every other. They take ten seconds of a core at the most, and the limit is far beyond what that is
// on a busy machine.
import { describe, expect, it } from '@jest/globals';
import { expectWithin } from '../support/within.ts';
import { Project } from './slo-process.ts';

const LIMIT_MS = 90_000;

const lines = (count: number, line: (at: number) => string): string =>
  Array.from({ length: count }, (_, at) => line(at)).join('\n');

const SOUND = `service: shop
slos:
  - name: success
    objective: 99%
    indicator: { ratio: { total: a_total, bad: b_total } }
`;

const SPEC = 'slos/shop.slo.yaml';

const story = (at: number) =>
  `  - {name: x${at}, slo: gone${at}, group: {}, traffic: [{for: 30m, bad: 0%}], expect: [{at: 30m, silent: all}]}`;

const raw = (at: number, expression: string) =>
  `  - {name: s${at}, objective: 99%, indicator: {raw: {errorRatio: '${expression}'}}}`;

/** A project with the same three hundred parts in each of its expressions. */
const manyIn = (part: (at: number) => string) => ({
  [SPEC]: `service: shop\nslos:\n${lines(200, (at) => raw(at, Array.from({ length: 300 }, (_, place) => part(place)).join(' + ')))}\n`,
});

const MANY: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'unknown fields': { [SPEC]: `service: shop\n${lines(20_000, (at) => `field${at}: 1`)}\nslos: []\n` },
  'unknown fields of one SLO': { [SPEC]: `${SOUND}${lines(20_000, (at) => `    field${at}: 1`)}\n` },
  'SLOs with problems': { [SPEC]: `service: shop\nslos:\n${lines(7_000, (at) => `  - nam: s${at}\n    objectiv: 3`)}` },
  'documents with problems': { [SPEC]: lines(20_000, (at) => `service: s${at}\nslo: x\n---`) },
  'unknown aliases': { [SPEC]: `service: shop\nx:\n${lines(9_000, (at) => `  - *a${at}`)}` },
  'files with a problem': Object.fromEntries(
    Array.from({ length: 1_000 }, (_, at) => [`slos/a${at}.slo.yaml`, SOUND.replace('99%', '9')]),
  ),
  'unknown settings': { [SPEC]: SOUND, 'slo.config.yaml': lines(20_000, (at) => `field${at}: 1`) },
  'unknown aliases beside as many anchors': {
    [SPEC]: `service: shop\nx:\n${lines(8_000, (at) => `  - &anchor${at} 1`)}\n${lines(8_000, (at) => `  - *anchr${at}`)}`,
  },
  'a selector without quotes in each document, behind a long text': {
    [SPEC]: lines(2_000, (at) => `note: ${'x'.repeat(1_000)}\ns${at}: [a{b="c"}]\n---`),
  },
  'stray characters in each of many expressions': {
    [SPEC]: `service: shop\nslos:\n${lines(200, (at) => raw(at, ';'.repeat(16_000)))}\n`,
  },
  'values of a label in each of many expressions': manyIn(() => 'istio_requests_total{reporter="s"}'),
  'different values of a label in each of many expressions': manyIn((at) => `istio_requests_total{reporter="s${at}"}`),
  'values of a label that is not there in each of many expressions': manyIn(
    (at) => `istio_requests_total{reportr="s${at}"}`,
  ),
  'rates of a gauge in each of many expressions': manyIn((at) => `rate(pilot_xds{version="${at}"}[1m])`),
  'scenarios of misspelled ones of as many SLOs': {
    [SPEC]: `service: shop\nslos:\n${lines(2_000, (at) => SOUND.slice(SOUND.indexOf('  - ')).trimEnd().replace('success', `orders-${at}`))}\n`,
    'slos/shop.slo-test.yaml': `scenarios:\n${lines(10_000, (at) => story(at).replace('gone', 'order-x'))}\n`,
  },
  'scenarios of no SLO': { [SPEC]: SOUND, 'slos/shop.slo-test.yaml': `scenarios:\n${lines(10_000, story)}` },
};

describe('tens of thousands of problems', () => {
  it.each(Object.entries(MANY))('are told in time linear in their number: %s', (_name, files) => {
    const { status, stdout } = expectWithin(LIMIT_MS, () => new Project(files).slo('lint'));
    expect(status).toBe(1);
    expect(stdout).toMatch(/\d more problems; `slo lint --format json` lists all of them/);
  });
});
