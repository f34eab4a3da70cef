// What the corpus compiles to, put before the real promtool: every rule is valid, and hostile texts reach a person as they
// were written.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { checkRules, describeEachPromtool, testRules, withTempDir } from '../support/promtool.ts';
import { type CompiledSpec, compileSpec, readCorpus, ruleFileName } from './read-corpus.ts';

const corpus = readCorpus().map(compileSpec);

describeEachPromtool('the rules of the corpus', (promtool) => {
  it('are valid, and no two of a file are the same', async () => {
    await withTempDir((dir) => {
      mkdirSync(join(dir, 'rules'));
      const files = corpus.map((spec) => {
        const file = join(dir, 'rules', ruleFileName(spec));
        writeFileSync(file, spec.ruleFile);
        return file;
      });
      const { ok, output } = checkRules(promtool, files);
      expect(ok ? '' : complaintsIn(output, dir)).toBe('');
      expect(output.match(/SUCCESS: [1-9]/g)).toHaveLength(corpus.length);
    });
  });

  it('render hostile labels and annotations as they were written', async () => {
    await withTempDir((dir) => {
      const spec = corpus.find(({ name }) => name === 'text-hostile');
      writeFileSync(join(dir, 'hostile.rules.yaml'), spec?.ruleFile ?? '');
      const test = join(dir, 'hostile.test.yaml');
      writeFileSync(test, JSON.stringify(spec && hostileTest(spec)));
      const { ok, output } = testRules(promtool, [test]);
      expect(ok ? '' : complaintsIn(output, dir)).toBe('');
    });
  });
});

/** Without the lines of files that are right, and without the folder's random name. */
function complaintsIn(output: string, dir: string): string {
  const lines = output.split(dir).join('').split('\n');
  return lines
    .filter((line) => !/^Checking |^ +SUCCESS|^$/.test(line))
    .slice(0, 20)
    .join('\n');
}

interface Texts {
  readonly labels?: Record<string, string>;
  readonly annotations?: Record<string, string>;
  readonly summary?: string;
  readonly description?: string;
  readonly runbook?: string;
  readonly dashboard?: string;
}

interface HostileSpec extends Texts {
  readonly slos: readonly [
    Texts & { readonly alerts: { readonly threshold: readonly [Texts]; readonly absent: Texts } },
  ];
  readonly alerts: readonly [Texts];
}

/** A promtool test that expects of three alerts the texts of the spec, letter for letter. */
function hostileTest({ text, groups }: CompiledSpec): object {
  const spec: HostileSpec = parse(text);
  const [slo] = spec.slos;
  // The compiler's own labels are not what this is about.
  const ownLabels = (alertname: string) => {
    const rule = groups.flatMap(({ rules }) => rules).find(({ alert }) => alert === alertname);
    return Object.fromEntries(Object.entries(rule?.labels ?? {}).filter(([label]) => label.startsWith('slo')));
  };
  const expected = (alertname: string, layers: readonly Texts[], own: Texts, labels: Record<string, string>) => {
    const merged = (key: 'labels' | 'annotations') => Object.assign({}, ...layers.map((layer) => layer[key]));
    const exp_annotations = {
      summary: own.summary,
      description: own.description,
      runbook_url: spec.runbook,
      dashboard_url: spec.dashboard,
      ...merged('annotations'),
    };
    const exp_labels = { severity: 'warning', ...ownLabels(alertname), ...labels, ...merged('labels') };
    return { eval_time: '30m', alertname, exp_alerts: [{ exp_labels, exp_annotations }] };
  };
  const requests = (code: string) => `hostile_requests_total{path="/a",code="${code}"}`;
  const test = (input_series: readonly object[], alert_rule_test: readonly object[]) => {
    return { interval: '1m', input_series, alert_rule_test };
  };
  return {
    rule_files: ['hostile.rules.yaml'],
    evaluation_interval: '1m',
    tests: [
      test(
        [
          { series: requests('200'), values: '0+60x60' },
          { series: requests('500'), values: '0+60x60' },
          { series: 'hostile_up{path="{{ $value }}\\n\\t\\u00e9\\x41"}', values: '0x60' },
        ],
        [
          expected('HostileThreshold', [spec, slo], slo.alerts.threshold[0], { path: '/a' }),
          expected('HostileStandalone', [spec], spec.alerts[0], { path: '{{ $value }}\n\t\u00e9A' }),
        ],
      ),
      test(
        [],
        [expected('IndicatorDataMissing', [spec, slo], slo.alerts.absent, { slo_missing: 'hostile_requests_total' })],
      ),
    ],
  };
}
