// The preset alerts before the real promtool: the scenarios in istio-alerts/*.yaml say when each must fire and when
// not.
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DEFAULT_ALERT_OPTIONS } from '../../src/istio/alert.ts';
import { ISTIO_ALERTS } from '../../src/istio/alerts.ts';
import { xdsRejects } from '../../src/istio/new-events.ts';
import { gt, num } from '../../src/promql/build.ts';
import { printDuration } from '../../src/promql/duration.ts';
import { print } from '../../src/promql/print.ts';
import { checkRules, describeWithPromtool, testRules } from '../support/promtool.ts';

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly [field: string]: unknown;
}

const PRESETS = ISTIO_ALERTS.map(
  (alert): Rule => ({
    alert: alert.name,
    expr: print(alert.expr(DEFAULT_ALERT_OPTIONS)),
    for: printDuration(alert.for),
    ...(alert.keepFiringFor !== undefined && { keep_firing_for: printDuration(alert.keepFiringFor) }),
    labels: { severity: alert.severity },
    annotations: { summary: alert.summary, description: alert.description },
  }),
);
// No preset: the zero-tolerance indicator makes this one of the same building block.
const REJECTS: Rule = {
  alert: 'PilotPushErrors',
  expr: print(gt(xdsRejects({ window: 15 * 60_000, ...DEFAULT_ALERT_OPTIONS }), num(0))),
  keep_firing_for: '5m',
};
const RULES = [...PRESETS, REJECTS];

const SCENARIOS = fileURLToPath(new URL('istio-alerts', import.meta.url));
const FILES = readdirSync(SCENARIOS).filter((file) => file.endsWith('.yaml'));
let folder = '';

// A file is run with the rules it names, and each of their expressions is recorded as value:<name> besides, for ALERTS
// does not tell values.
function writeRules(rules: readonly Rule[]): void {
  const recorded = rules.map(({ alert, expr }) => ({ record: `value:${alert}`, expr }));
  const groups = [{ name: 'presets', rules: [...recorded, ...rules] }];
  // JSON is YAML.
  writeFileSync(join(folder, 'rules.yaml'), JSON.stringify({ groups }));
}

function isNamedIn(file: string): (rule: Rule) => boolean {
  const text = readFileSync(join(SCENARIOS, file), 'utf8');
  return ({ alert }) => text.includes(`"${alert}"`);
}

describeWithPromtool('the preset alerts', (promtool) => {
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'istio-alerts-'));
    for (const file of FILES) {
      copyFileSync(join(SCENARIOS, file), join(folder, file));
    }
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('are rules that promtool accepts, templates included', () => {
    writeRules(RULES);
    expect(checkRules(promtool, [join(folder, 'rules.yaml')])).toEqual({
      ok: true,
      output: expect.stringContaining(`SUCCESS: ${2 * RULES.length} rules found`),
    });
  });

  it.each(FILES)('do what %s says', (file) => {
    writeRules(RULES.filter(isNamedIn(file)));
    expect(testRules(promtool, [join(folder, file)])).toEqual({ ok: true, output: expect.stringContaining('SUCCESS') });
  });

  // Without this, a scenario that proves nothing would go unnoticed.
  describe.each(RULES)('$alert', ({ alert, expr }) => {
    it.each([
      ['never fires', `(${expr}) and vector(0) > 1`],
      ['always fires', 'vector(1)'],
    ])('is caught when it %s', (_what, broken) => {
      const rules = RULES.map((rule) => (rule.alert === alert ? { ...rule, expr: broken } : rule));
      const verdicts = FILES.filter((file) => isNamedIn(file)({ alert, expr })).map((file) => {
        writeRules(rules.filter(isNamedIn(file)));
        return testRules(promtool, [join(folder, file)]).ok;
      });
      expect(verdicts).toContain(false);
    });
  });
});
