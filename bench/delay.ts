// How long after errors begin a page fires: rules of one SLO in, seconds out, by the real promtool on made-up counters.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { printYaml } from '../src/output/yaml/yaml.ts';
import { BUDGET, EVALUATION_SECONDS, type RuleSet } from './rule-sets.ts';
import { findPrometheus } from './server.ts';
import { SCRAPE_SECONDS } from './traffic.ts';

/** Longer than the longest window of a page: Pyrra's 6h26m. */
const HEALTHY_SECONDS = 7 * 3600;
const OBSERVED_SECONDS = 5 * 3600;
const REQUESTS_PER_SCRAPE = 3000;

/** Long windows of the pages and their factors, of the SRE Workbook; short windows are passed earlier. */
const PAGES = [
  { longSeconds: 3600, factor: 14.4 },
  { longSeconds: 6 * 3600, factor: 6 },
];

/** The first moment at which the true ratio over a page's windows is at its threshold, in seconds after the first error. */
export function idealDelay(errorRatio: number): number {
  return Math.min(
    ...PAGES.filter(({ factor }) => factor * BUDGET < errorRatio).map(
      ({ longSeconds, factor }) => (longSeconds * factor * BUDGET) / errorRatio,
    ),
  );
}

/** Seconds until the first page; undefined when there is none within five hours. */
export function delayOf(set: RuleSet, job: string, errorRatio: number): number | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'slo-bench-delay-'));
  try {
    writeFileSync(join(folder, 'rules.yaml'), set.files[job] ?? '');
    writeFileSync(join(folder, 'test.yaml'), printYaml(testFile(set, job, errorRatio)));
    const { stdout, stderr, status } = spawnSync(
      findPrometheus().promtool,
      ['test', 'rules', join(folder, 'test.yaml')],
      {
        encoding: 'utf8',
      },
    );
    if (status === 0) return undefined;
    const found = /got:\s*\{\} ([\d.E+]+)/.exec(stdout + stderr)?.[1];
    if (found === undefined) throw new Error(`promtool on ${set.name}: ${stdout}${stderr}`);
    return Number(found);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

// promtool tells no values but those that it did not expect, so the test expects nothing.
function testFile(set: RuleSet, job: string, errorRatio: number): unknown {
  const healthy = HEALTHY_SECONDS / SCRAPE_SECONDS;
  const after = OBSERVED_SECONDS / SCRAPE_SECONDS;
  const bad = REQUESTS_PER_SCRAPE * errorRatio;
  const good = REQUESTS_PER_SCRAPE - bad;
  const counted = healthy * REQUESTS_PER_SCRAPE;
  const series = (code: string) => `http_requests_total{job="${job}",instance="pod",code="${code}"}`;
  const pages = `ALERTS{alertname="ErrorBudgetBurn",alertstate="firing",severity="critical"}`;
  const window = `[${OBSERVED_SECONDS}s:${EVALUATION_SECONDS}s]`;
  return {
    rule_files: ['rules.yaml'],
    evaluation_interval: `${EVALUATION_SECONDS}s`,
    group_eval_order: (set.groups[job] ?? []).map(({ name }) => name),
    tests: [
      {
        interval: `${SCRAPE_SECONDS}s`,
        input_series: [
          {
            series: series('200'),
            values: `0+${REQUESTS_PER_SCRAPE}x${healthy} ${counted + good}+${good}x${after}`,
          },
          { series: series('503'), values: `0x${healthy} ${bad}+${bad}x${after}` },
        ],
        promql_expr_test: [
          {
            expr: `min(min_over_time(timestamp(${pages})${window})) - ${HEALTHY_SECONDS}`,
            eval_time: `${HEALTHY_SECONDS + OBSERVED_SECONDS}s`,
            exp_samples: [],
          },
        ],
      },
    ],
  };
}
