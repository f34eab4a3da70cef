// The rules that Sloth and Pyrra make of a world's promise, with their defaults.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findPeer, type Peer, PYRRA, SLOTH } from '../../bench/peers.ts';
import { run } from '../../scripts/tools/run-command.ts';
import { printYaml } from '../../src/output/yaml/yaml.ts';
import type { JudgedRules } from './run-world.ts';
import type { RatioPromise } from './world.ts';

/** Another generator of rules that runs on this machine. */
export interface PeerGenerator {
  readonly name: string;
  readonly version: string;
  readonly rulesOf: (promise: RatioPromise) => Promise<JudgedRules>;
}

/** Those that are here; the others are left out after saying why. */
export function findPeerGenerators(): readonly PeerGenerator[] {
  const [sloth, pyrra] = [findPeer(SLOTH), findPeer(PYRRA)];
  return [
    ...(sloth
      ? [{ name: 'Sloth', version: sloth.version, rulesOf: (promise: RatioPromise) => slothRules(sloth, promise) }]
      : []),
    ...(pyrra
      ? [{ name: 'Pyrra', version: pyrra.version, rulesOf: (promise: RatioPromise) => pyrraRules(pyrra, promise) }]
      : []),
  ];
}

async function slothRules(
  { binary }: Peer,
  { service, objective, total, bad, by }: RatioPromise,
): Promise<JudgedRules> {
  const rate = (selector: string) =>
    `sum${by.length > 0 ? ` by (${by.join(', ')}) ` : ''}(rate(${selector}[{{.window}}]))`;
  const slo = {
    name: 'requests',
    objective,
    sli: { events: { error_query: rate(bad), total_query: rate(total) } },
    alerting: {
      name: 'ErrorBudgetBurn',
      page_alert: { labels: { severity: 'critical' } },
      ticket_alert: { labels: { severity: 'warning' } },
    },
  };
  const text = printYaml({ version: 'prometheus/v1', service, slos: [slo] });
  const files = await generated(text, (input, output) => ['generate', '--no-log', '-i', input, '-o', output], binary);
  return { name: 'Sloth', files, budgetQuery: () => 'slo:period_error_budget_remaining:ratio' };
}

async function pyrraRules({ binary }: Peer, promise: RatioPromise): Promise<JudgedRules> {
  const { service, objective, periodDays, total, bad, by } = promise;
  const objectiveOf = {
    apiVersion: 'pyrra.dev/v1alpha1',
    kind: 'ServiceLevelObjective',
    metadata: { name: service },
    spec: {
      target: String(objective),
      window: `${periodDays}d`,
      indicator: { ratio: { errors: { metric: bad }, total: { metric: total }, grouping: by } },
    },
  };
  const files = await generated(
    printYaml(objectiveOf),
    (input, output) => ['generate', `--config-files=${input}/*.yaml`, `--prometheus-folder=${output}`],
    binary,
  );
  // What Pyrra's own page computes: its API has no recorded series for it (slo/promql.go, QueryErrorBudget).
  const increase = `http_requests:increase${periodDays}d{slo="${service}"`;
  const errors = `(sum(${increase},code=~"5.."}) or vector(0))`;
  const budget = (1 - objective / 100).toPrecision(6);
  return { name: 'Pyrra', files, budgetQuery: () => `1 - ${errors} / sum(${increase}}) / ${Number(budget)}` };
}

/** What a generator's own command makes of a spec: its rule files. */
async function generated(
  spec: string,
  args: (input: string, output: string) => string[],
  binary: string,
): Promise<JudgedRules['files']> {
  const folder = mkdtempSync(join(tmpdir(), 'slo-worlds-'));
  try {
    const [input, output] = [join(folder, 'specs'), join(folder, 'rules')];
    for (const path of [input, output]) mkdirSync(path);
    await writeFile(join(input, 'world.yaml'), spec);
    run(binary, args(input, output));
    return readdirSync(output).map((name) => ({ name, text: readFileSync(join(output, name), 'utf8') }));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
