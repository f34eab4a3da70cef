// What is kept of metrics, and that specs are held against it: the mistakes that a scrape shows, without one.
import { describe, expect, it } from '@jest/globals';
import { learntText } from '../../../src/cli/doctor/save.ts';
import { compile } from '../../../src/compile.ts';
import { Report } from '../../../src/diagnostics/report.ts';
import { mergeLearnt } from '../../../src/doctor/learn.ts';
import { learnFromScrapes } from '../../../src/doctor/learn-from.ts';
import { parseExposition } from '../../../src/exposition/parse.ts';
import { readSettings } from '../../../src/model/settings.ts';
import { parseMetrics } from '../../../src/spec/parse.ts';
import { APP, IN_A_SCRAPE, planted, SPEC } from './planted.ts';

const textOf = (...scrapes: readonly string[]) => learntText('scrape', learnFromScrapes(scrapes.map(parseExposition)));

/** What `slo lint` says of the spec where this is kept. */
function lint(spec: string, kept: string): Report {
  const report = new Report();
  const metrics = parseMetrics({ path: 'slo.metrics.yaml', text: kept }, report);
  const settings = { ...readSettings(undefined, report), ...(metrics && { metrics }) };
  compile({ specs: [{ path: 'slos/shop.slo.yaml', text: spec }] }, settings, report);
  return report;
}

const NOTHING = 'from: scrape\nmetrics: []\n';
const codesOf = (spec: string, kept: string) => [...new Set(lint(spec, kept).diagnostics.map(({ code }) => code))];

/** What is told by names of metrics and labels, by types and buckets; the rest needs values of labels, which are not kept. */
const BY_NAMES = ['metric-missing', 'label-missing', 'bucket-missing', 'type-differs', 'group-label-missing'];
const NEEDS_SERIES = ['the label to group by is missing on some series'];

describe('what was learnt of metrics', () => {
  it('finds nothing wrong with specs that suit', () => {
    expect(codesOf(SPEC, textOf(APP))).toEqual([]);
  });

  it.each(
    IN_A_SCRAPE.filter(({ code, fault }) => BY_NAMES.includes(code) && !NEEDS_SERIES.includes(fault)).map(
      (plan) => [plan.fault, plan] as const,
    ),
  )('tells without a scrape that %s', (_fault, plan) => {
    const { app, spec } = planted(plan);
    const { diagnostics } = lint(spec, textOf(app));
    expect([...new Set(diagnostics.map(({ code }) => code))]).toEqual([plan.code]);
    const [first] = diagnostics;
    expect(`${first?.message} ${first?.help}`).toContain(plan.code === 'bucket-missing' ? 'bucket' : plan.says);
    expect(first?.span?.source.path).toBe('slos/shop.slo.yaml');
    expect(first?.message).toContain('(by slo.metrics.yaml)');
  });

  it.each(
    IN_A_SCRAPE.filter(({ code, fault }) => !BY_NAMES.includes(code) || NEEDS_SERIES.includes(fault)).map(
      (plan) => [plan.fault, plan] as const,
    ),
  )('says nothing of what it does not know: %s', (_fault, plan) => {
    const { app, spec } = planted(plan);
    const told = codesOf(spec, textOf(app)).filter((code) => !codesOf(spec, NOTHING).includes(code));
    expect(told).toEqual([]);
  });

  it('is told beside a mistake that the spec alone shows', () => {
    const spec = SPEC.replace('code=~"5.."', 'status=~"5.."').replace('objective: 99%', 'objective: 99');
    expect(codesOf(spec, textOf(APP)).sort()).toEqual(['label-missing', 'wrong-unit']);
  });

  it('knows the buckets of a histogram, so that a threshold between two is decided in the spec', () => {
    const bare = SPEC.replace(', buckets: [100ms, 250ms, 1s]', '');
    expect(codesOf(bare, textOf(APP))).toEqual([]);
    expect(codesOf(bare.replace('250ms', '200ms'), textOf(APP))).toEqual(['threshold-not-a-bucket']);
  });

  it('holds no values of labels, and no help texts', () => {
    const app = 'requests_total{token="hunter2",path="/users/ann"} 1\n# HELP requests_total hunter2\n';
    const kept = textOf(app);
    expect(kept).toContain('requests_total');
    expect(kept).toContain('token');
    expect(kept).not.toMatch(/hunter2|ann/);
  });

  it('is the same for the same metrics, in whatever order they come', () => {
    const shuffled = APP.split('\n').reverse().join('\n');
    expect(textOf(shuffled)).toBe(textOf(APP));
    expect(textOf(APP, APP.replace(/\d+$/gm, '7'))).toBe(textOf(APP));
    const once = learnFromScrapes([parseExposition(APP)]);
    expect(learntText('scrape', mergeLearnt([once, once]))).toBe(textOf(APP));
  });

  it('holds of several targets what is true of each of them, whichever comes first', () => {
    const bucket = (le: string) => `took_seconds_bucket{le="${le}"} 1\n`;
    const histogram = (...bounds: readonly string[]) =>
      `# TYPE took_seconds histogram\n${[...bounds, '+Inf'].map(bucket).join('')}took_seconds_count 1\n`;
    const targets = {
      wide: histogram('1', '2', '4'),
      narrow: histogram('2', '4'),
      summary: '# TYPE took_seconds summary\ntook_seconds{quantile="0.5"} 1\ntook_seconds_count 1\n',
    };
    const merged = (...names: readonly (keyof typeof targets)[]) =>
      mergeLearnt(names.map((name) => learnFromScrapes([parseExposition(targets[name])]))).metrics;
    const both = { name: 'took_seconds', type: 'histogram', labels: [], buckets: [2, 4] };
    expect([merged('wide', 'narrow'), merged('narrow', 'wide')]).toEqual([[both], [both]]);
    const unknown = { name: 'took_seconds', labels: [] };
    for (const other of ['wide', 'narrow'] as const) {
      expect([merged(other, 'summary'), merged('summary', other)]).toEqual([[unknown], [unknown]]);
    }
    expect(merged('wide', 'summary', 'narrow')).toEqual(merged('narrow', 'wide', 'summary'));
  });

  it('keeps only buckets that each histogram has', () => {
    const some = APP.replace(/.*"\/cart",le="0.25".*\n/g, '');
    expect(textOf(some)).toMatch(/buckets:\n\s+- 0.1\n\s+- 1\n/);
  });

  it('reads back names that are hostile to YAML and to objects', () => {
    const names = ['__proto__', 'constructor', 'a"b', 'true', '- x', "o'clock", '\u202e\u0085', 'a:b # c', '{{x}}'];
    const text = names.map((name) => `{${JSON.stringify(name)}, ${JSON.stringify(name)}="1"} 1`).join('\n');
    const report = new Report();
    const read = parseMetrics({ path: 'slo.metrics.yaml', text: textOf(text) }, report);
    expect(report.diagnostics).toEqual([]);
    const known = read?.metrics.map(({ name, labels }) => [name, labels]);
    expect(known).toHaveLength(parseExposition(text).samples.length);
    expect(known).toEqual(names.sort().map((name) => [name, [name]]));
    expect(codesOf(SPEC, textOf(text))).toEqual([]);
  });

  it('is bounded', () => {
    const many = Array.from({ length: 3_000 }, (_, at) => `metric_${at} 1`).join('\n');
    const labels = Array.from({ length: 900 }, (_, at) => `l${at}="1"`).join(',');
    const bounds = Array.from({ length: 900 }, (_, at) => `h_bucket{le="${at}"} 1`).join('\n');
    const learnt = learnFromScrapes([parseExposition(`${many}\n${'n'.repeat(5_000)} 1\nwide{${labels}} 1\n${bounds}`)]);
    expect(learnt.metrics).toHaveLength(1_000);
    expect(learnt.leftOut).toBe(2_003);
    expect(learntText('scrape', learnt).length).toBeLessThan(200_000);
  });
});
