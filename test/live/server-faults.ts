// Faults that are planted in a server, or in what it scrapes after a while: what the doctor must say of each.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PrometheusOptions } from '../support/prometheus.ts';
import { findPromtools } from '../support/promtool.ts';
import { ALERTING, type DoctorWorld, type Exporter } from './doctor-world.ts';

/** What is scraped, and the specs of it. */
export interface Setting {
  readonly name: string;
  readonly spec: string;
  readonly exporters: readonly Exporter[];
  readonly counter: string;
}

export interface ServerFault {
  readonly fault: string;
  readonly codes: readonly string[];
  readonly says: string;
  readonly options?: (setting: Setting) => Partial<PrometheusOptions>;
  readonly config?: string;
  /** What happens after everything was scraped once. */
  readonly afterwards?: (world: DoctorWorld, setting: Setting) => Promise<void>;
}

const DISCOVERED = { file_sd_configs: [{ files: ['targets.json'], refresh_interval: '1s' }] };

const inFirstGroup = (built: string, rule: string) =>
  built.replace(/(interval: \S+\n +rules:\n)( +)- /, `$1$2${rule}\n$2- `);
const MANY = '(vector(1) or label_replace(vector(1), "a", "b", "", ""))';

/** A fault of a server that goes on scraping the same. */
export interface RulesFault extends ServerFault {
  /** What the server loads of what is built. */
  readonly rules: (built: string) => Readonly<Record<string, string>>;
}

const asBuilt = (built: string) => ({ 'a.yaml': built });

export const IN_A_SERVER: readonly ServerFault[] = [
  {
    fault: 'a retention that is shorter than the period',
    codes: ['retention-too-short'],
    says: '15d',
    options: () => ({ retention: '15d' }),
  },
  {
    fault: 'samples that live too short',
    codes: ['lookback-too-short'],
    says: '1m',
    options: () => ({ lookbackMs: 60_000 }),
  },
  {
    fault: 'no Alertmanager',
    codes: ['no-alertmanager'],
    says: 'Alertmanager',
    options: () => ({ configuration: {} }),
  },
  {
    fault: 'one of several shards',
    codes: ['prometheus-sharded'],
    says: '"discovered"',
    options: () => ({
      configuration: {
        ...ALERTING,
        scrape_configs: [
          {
            job_name: 'discovered',
            ...DISCOVERED,
            relabel_configs: [
              { action: 'hashmod', source_labels: ['__address__'], modulus: 3, target_label: '__tmp_hash' },
            ],
          },
        ],
      },
    }),
  },
  {
    fault: 'targets that two jobs scrape',
    codes: ['scraped-twice'],
    says: 'jobs: ',
    options: () => ({
      configuration: {
        ...ALERTING,
        scrape_configs: ['one', 'two'].map((job) => ({
          job_name: job,
          ...DISCOVERED,
          // A ServiceMonitor names the job itself.
          relabel_configs: [{ target_label: 'job', replacement: job }],
        })),
      },
    }),
    // Each job scrapes at a moment of its own.
    afterwards: (world, { counter }) => world.until(`count(count by (job) (${counter})) == 2`),
  },
  {
    fault: 'a target that fails',
    codes: ['target-down'],
    says: '500',
    afterwards: async (world) => {
      world.expose(1, undefined);
      await world.until('up == 0');
    },
  },
  {
    fault: 'a target whose series have more labels than the server takes',
    codes: ['target-down'],
    says: 'label_limit',
    options: () => ({
      configuration: {
        ...ALERTING,
        scrape_configs: [{ job_name: 'discovered', ...DISCOVERED, label_limit: 39 }],
      },
    }),
    afterwards: async (world) => {
      const tags = Array.from({ length: 40 }, (_, at) => `tag_${at}="v"`).join(',');
      world.expose(1, `http_requests_total{${tags}} 1\n`);
      await world.until('up == 0');
    },
  },
  {
    fault: 'exporters that are gone',
    codes: ['metric-stale'],
    says: 'within the last day and has none now',
    afterwards: async (world) => {
      await world.prometheus.discover([]);
      await world.until('absent(up)');
    },
  },
  {
    fault: 'exporters that expose nothing but old samples',
    codes: ['metric-stale'],
    says: 'within the last day and has none now',
    afterwards: async (world, { exporters }) => {
      const old = Date.now() - 10 * 60_000;
      for (const [at, { text }] of exporters.entries()) {
        world.expose(at, text.replace(/^([^#\n].*)$/gm, `$1 ${old}`));
      }
      // Pods are scraped at different moments, and each of their series ends by itself.
      await world.until('absent({__name__=~"(istio|pilot|http|lost)_.*"})');
    },
  },
  {
    fault: 'counters that an exporter evicts',
    codes: ['series-evicted'],
    says: '1 series of',
    options: ({ exporters, counter }) => ({ blocks: history(exporters, counter) }),
  },
];

export const IN_ITS_RULES: readonly RulesFault[] = [
  { fault: 'nothing', codes: [], says: '', rules: asBuilt },
  {
    fault: 'another scrape interval than configured',
    codes: ['scrape-interval-differs'],
    says: 'is scraped every 5s',
    rules: asBuilt,
    config: 'scrapeInterval: 30s',
  },
  { fault: 'rules that are not loaded', codes: ['rules-missing'], says: 'no rules of', rules: () => ({}) },
  {
    fault: 'rules of another version of the specs',
    codes: ['rules-differ'],
    says: 'has another "',
    rules: (built) => ({ 'old.yaml': built.replace('14.4 *', '13 *') }),
  },
  {
    fault: 'an alert of another severity',
    codes: ['rules-differ'],
    says: 'has another "ErrorBudgetBurn"',
    rules: (built) => ({ 'old.yaml': built.replace('severity: "critical"', 'severity: "info"') }),
  },
  {
    fault: 'rules that are loaded twice',
    codes: ['rules-loaded-twice'],
    says: '2 times',
    rules: (built) => ({ 'one.yaml': built, 'two.yaml': built }),
  },
  {
    fault: 'a rule that fails',
    codes: ['rules-differ', 'rules-failing'],
    says: 'many-to-many',
    rules: (built) => ({ 'a.yaml': inFirstGroup(built, `- {record: a, expr: '${MANY} * on() ${MANY}'}`) }),
    afterwards: (world) => world.untilBroken(),
  },
];

/** Blocks of an hour ago: a series that is still there, and one that is not. */
function history(exporters: readonly Exporter[], counter: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'slo-faults-'));

  const series = new RegExp(`^${counter}\\{(.*)\\} `, 'm');
  const [exporter] = exporters.filter(({ text }) => series.test(text));
  const [, own = ''] = series.exec(exporter?.text ?? '') ?? [];
  const target = Object.entries({ job: 'discovered', ...exporter?.labels }).map(
    ([name, value]) => `${name}="${value}"`,
  );
  const now = Math.floor(Date.now() / 1_000);
  const times = Array.from({ length: 20 }, (_, at) => now - 70 * 60 + at * 60);
  const lines = ['', ',evicted="a"'].flatMap((more) =>
    times.map((second) => `${counter}{${own},${target.join()}${more}} 1 ${second}`),
  );
  const [path, blocks] = [join(folder, `${counter}.txt`), join(folder, counter)];
  writeFileSync(path, [`# TYPE ${counter.replace(/_total$/, '')} counter`, ...lines, '# EOF\n'].join('\n'));
  execFileSync(findPromtools()[0]?.promtool ?? '', ['tsdb', 'create-blocks-from', 'openmetrics', path, blocks]);
  return blocks;
}
