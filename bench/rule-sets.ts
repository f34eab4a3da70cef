// Services in, the rules for them out: as each generator's own command writes them, with its defaults, for the same
// objective over the same counters. What a peer would need told by hand, such as an interval, it is not told.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execPath } from 'node:process';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { run } from '../scripts/tools/run-command.ts';
import { VERSION } from '../src/cli/version.ts';
import { printYaml } from '../src/output/yaml/yaml.ts';
import { parseDuration } from '../src/promql/duration.ts';
import { findPeer, type Peer, PYRRA, SLOTH } from './peers.ts';
import { SCRAPE_SECONDS } from './traffic.ts';

export interface Rule {
  /** Of what it records, or of the alert. */
  readonly name: string;
  readonly isAlert: boolean;
  readonly expr: string;
  readonly labels: Readonly<Record<string, string>>;
}

export interface Group {
  readonly name: string;
  /** Prometheus' global one where the group has none. */
  readonly intervalSeconds: number;
  readonly rules: readonly Rule[];
}

/** The rules of one generator. */
export interface RuleSet {
  readonly name: 'slo' | 'Sloth' | 'Pyrra';
  readonly version: string;
  /** Rule files by service. */
  readonly files: Readonly<Record<string, string>>;
  /** What is in them, by service. */
  readonly groups: Readonly<Record<string, readonly Group[]>>;
}

/** Both are the prometheus-operator's default, and a group without an interval has it. */
export const EVALUATION_SECONDS = 30;

/** 99.9 % over 30 days. */
export const BUDGET = 0.001;

const SLO = fileURLToPath(new URL('../dist/main.js', import.meta.url));

/** Ours first, then those of the peers that are here. */
export function makeRuleSets(jobs: readonly string[]): RuleSet[] {
  const sets = [ruleSet('slo', VERSION, (folder) => makeOurs(jobs, folder))];
  const sloth = findPeer(SLOTH);
  if (sloth) sets.push(ruleSet('Sloth', sloth.version, (folder) => makeSloth(sloth, jobs, folder)));
  const pyrra = findPeer(PYRRA);
  if (pyrra) sets.push(ruleSet('Pyrra', pyrra.version, (folder) => makePyrra(pyrra, jobs, folder)));
  return sets;
}

/** `make` gets an empty folder and returns the one with the rule files. */
function ruleSet(name: RuleSet['name'], version: string, make: (folder: string) => string): RuleSet {
  const folder = mkdtempSync(join(tmpdir(), 'slo-bench-rules-'));
  try {
    const rules = make(folder);
    // `steady-20.yaml`, or `steady-20.rules.yaml` in our own case.
    const files = Object.fromEntries(
      readdirSync(rules).map((file) => [file.split('.')[0] ?? '', readFileSync(join(rules, file), 'utf8')]),
    );
    const groups = Object.fromEntries(Object.entries(files).map(([job, text]) => [job, readGroups(text)]));
    return { name, version, files, groups };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const total = (job: string) => `http_requests_total{job="${job}"}`;
const bad = (job: string) => `http_requests_total{job="${job}",code=~"5.."}`;

function makeOurs(jobs: readonly string[], folder: string): string {
  mkdirSync(join(folder, 'slos'));
  const config = { scrapeInterval: `${SCRAPE_SECONDS}s`, rules: { format: 'prometheus' } };
  writeFileSync(join(folder, 'slo.config.yaml'), printYaml(config));
  for (const job of jobs) {
    const indicator = { ratio: { total: total(job), bad: bad(job) } };
    const spec = { service: job, slos: [{ name: 'requests', objective: '99.9%', period: '30d', indicator }] };
    writeFileSync(join(folder, 'slos', `${job}.slo.yaml`), printYaml(spec));
  }
  run(execPath, [SLO, 'build'], { cwd: folder });
  return join(folder, 'rules');
}

function makeSloth({ binary }: Peer, jobs: readonly string[], folder: string): string {
  const [specs, rules] = [join(folder, 'specs'), join(folder, 'rules')];
  for (const path of [specs, rules]) mkdirSync(path);
  const rate = (selector: string) => `sum(rate(${selector}[{{.window}}]))`;
  for (const job of jobs) {
    const slo = {
      name: 'requests',
      objective: 99.9,
      sli: { events: { error_query: rate(bad(job)), total_query: rate(total(job)) } },
      alerting: {
        name: 'ErrorBudgetBurn',
        page_alert: { labels: { severity: 'critical' } },
        ticket_alert: { labels: { severity: 'warning' } },
      },
    };
    writeFileSync(join(specs, `${job}.yaml`), printYaml({ version: 'prometheus/v1', service: job, slos: [slo] }));
  }
  run(binary, ['generate', '--no-log', '-i', specs, '-o', rules]);
  return rules;
}

function makePyrra({ binary }: Peer, jobs: readonly string[], folder: string): string {
  const [specs, rules] = [join(folder, 'specs'), join(folder, 'rules')];
  for (const path of [specs, rules]) mkdirSync(path);
  for (const job of jobs) {
    const objective = {
      apiVersion: 'pyrra.dev/v1alpha1',
      kind: 'ServiceLevelObjective',
      metadata: { name: job },
      spec: {
        target: '99.9',
        window: '30d',
        indicator: { ratio: { errors: { metric: bad(job) }, total: { metric: total(job) } } },
      },
    };
    writeFileSync(join(specs, `${job}.yaml`), printYaml(objective));
  }
  run(binary, ['generate', `--config-files=${specs}/*.yaml`, `--prometheus-folder=${rules}`]);
  return rules;
}

interface RuleFile {
  readonly groups: readonly {
    readonly name: string;
    readonly interval?: string;
    readonly rules: readonly {
      readonly record?: string;
      readonly alert?: string;
      readonly expr: string;
      readonly labels?: Readonly<Record<string, string>>;
    }[];
  }[];
}

function readGroups(text: string): Group[] {
  return (parse(text) as RuleFile).groups.map(({ name, interval, rules }) => ({
    name,
    intervalSeconds: interval === undefined ? EVALUATION_SECONDS : (parseDuration(interval) ?? 0) / 1000,
    rules: rules.map(({ record, alert, expr, labels }) => ({
      name: record ?? alert ?? '',
      isAlert: alert !== undefined,
      expr: String(expr),
      labels: labels ?? {},
    })),
  }));
}
