// All worlds as a table: what was wanted and what came, beside the rules of other generators.
import { availableParallelism } from 'node:os';
import { percent } from './budget.ts';
import type { PeerGenerator } from './peer-rules.ts';
import { type JudgedRules, ourRules, runWorld, type Verdict } from './run-world.ts';
import type { Family, World } from './world.ts';

/** What a generator's rules do in a world, as cells of the table. */
export interface TableRow {
  readonly family: Family;
  readonly wanted: number;
  /** By generator; absent where it has no such promise. */
  readonly cells: Readonly<Record<string, string>>;
  /** Exact budget at the last comparison, where the world has one. */
  readonly exact: string;
}

/** The rows of the families, some at a time. */
export async function tableRows(
  families: readonly Family[],
  peers: readonly PeerGenerator[],
  judge: string,
): Promise<readonly TableRow[]> {
  const rows: TableRow[] = [];
  const queue = [...families.entries()];
  const work = async () => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const [at, family] = next;
      rows[at] = await rowOf(family, peers, judge);
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  return rows;
}

async function rowOf(family: Family, peers: readonly PeerGenerator[], judge: string): Promise<TableRow> {
  const world = family.build(family.defaults);
  const ours = await ourRules(world);
  const theirs = await Promise.all(peers.flatMap(({ rulesOf }) => (world.ratio ? [rulesOf(world.ratio)] : [])));
  const sets: readonly JudgedRules[] = [...(ours ? [ours] : []), ...theirs];
  const verdicts = sets.length > 0 ? await runWorld(world, sets, { judge }) : [];
  const cells = Object.fromEntries(verdicts.map((verdict) => [verdict.ruleSet, cellOf(verdict)]));
  return {
    family,
    wanted: world.wanted.length,
    cells: ours ? cells : { ...cells, slo: TOLD_AT_BUILD },
    exact: exactIn(world),
  };
}

/** What the table says of rules that the compiler refuses to make, or warns of. */
export const TOLD_AT_BUILD = 'told at build';

/** Such as `1 of 1, after 2.0 min, **3 unwanted**, budget 40.67 %`. */
export function cellOf({ outcomes, unwanted, budgets }: Verdict): string {
  const got = outcomes.filter(({ at }) => at !== undefined);
  const ended = outcomes.some(({ at, faults }) => at !== undefined && faults.length > 0);
  const delays = got.map(({ wanted, at = 0 }) => (at - wanted.from) / 60);
  const [worst] = [...budgets].sort((a, b) => (b.off ?? 0) - (a.off ?? 0));
  const stated = worst?.points.at(-1)?.stated;
  return [
    ...(outcomes.length > 0 ? [`${got.length} of ${outcomes.length}`] : []),
    ...(outcomes.length === 0 && unwanted.length === 0 ? ['silent'] : []),
    ...(delays.length > 0 ? [`after ${Math.max(...delays).toFixed(1)} min`] : []),
    ...(ended ? ['ends too soon or too late'] : []),
    ...(unwanted.length > 0 ? [`**${unwanted.length} unwanted**`] : []),
    ...(worst ? [`budget ${percent(stated)}`] : []),
    ...(worst?.off === undefined ? [] : [`off by up to ${percent(worst.off)}`]),
  ].join(', ');
}

function exactIn({ budgets: [check] }: World): string {
  return check === undefined ? '' : percent(check.ledger.remaining(check.to, check.periodSeconds, check.budget));
}

/** The table in Markdown. */
export function printTable(rows: readonly TableRow[], peers: readonly PeerGenerator[]): string {
  const names = ['slo', ...peers.map(({ name }) => name)];
  return markdownTable(
    ['world', 'wanted', 'exact budget', ...names],
    rows.map(({ family, wanted, exact, cells }) => [
      `\`${family.id}\`: ${family.title}`,
      String(wanted),
      exact,
      ...names.map((name) => cells[name] ?? '-'),
    ]),
  );
}

export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
