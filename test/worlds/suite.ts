// The test of all worlds on one Prometheus: nothing missed, nothing unwanted, budgets within their bounds.
// WORLDS_VARIATIONS=5 WORLDS_SEED=7 tries each family with that many other parameters, too.
import { env } from 'node:process';
import { describe, expect, it, jest } from '@jest/globals';
import { findJudges } from '../../scripts/tools/judge.ts';
import { FAMILIES } from './families/index.ts';
import { ourCellsOfPage } from './page.ts';
import { seriesOverTime } from './range.ts';
import { ourRules, type RunOptions, runWorld } from './run-world.ts';
import { Random } from './simulation/random.ts';
import { cellOf, TOLD_AT_BUILD } from './table.ts';
import type { Family, Parameters } from './world.ts';

const VARIATIONS = Number(env.WORLDS_VARIATIONS ?? 0);
const SEED = Number(env.WORLDS_SEED ?? 1);

/** Days pass in seconds, but two cores may have more to do. */
const WORLD_TIMEOUT_MS = 300_000;

/** Worlds with group labels whose counters are born late, and how many groups they have. */
const IN_RANGES = [
  ['one-of-many', 2],
  ['w7-coming-and-going', 1],
] as const;

interface Judged {
  readonly faults: readonly string[];
  /** What docs/worlds.md should say. */
  readonly cell: string;
}

async function judged(family: Family, parameters: Parameters, options: RunOptions): Promise<Judged> {
  const world = family.build(parameters);
  const rules = await ourRules(world);
  if (rules === undefined) return { faults: [], cell: TOLD_AT_BUILD };
  const [verdict] = await runWorld(world, [rules], options);
  if (verdict === undefined) throw new Error('the judge returned no verdict');
  return { faults: verdict.faults, cell: cellOf(verdict) };
}

/** The parameters of a family's variation; the same for the same seed. */
function varied({ defaults, vary }: Family, variation: number): Parameters {
  return Object.assign({}, defaults, vary(new Random(SEED * 1000 + variation)));
}

/** Which Prometheus judges. */
interface Server {
  /** The first numbers of its version. */
  readonly version: string;
  /** Whether it uses the starts of counters. */
  readonly useStartTimestamps?: boolean;
  /** Whether the page's table is made with it. */
  readonly isOfPage?: boolean;
}

export function describeWorlds({ version: asked, useStartTimestamps = false, isOfPage = false }: Server): void {
  jest.setTimeout(WORLD_TIMEOUT_MS);
  const judge = findJudges().find(({ version }) => version.startsWith(`${asked}.`));
  const why = judge === undefined ? ', SKIPPED: no judge in .tools, which node scripts/judge.mjs builds with Go' : '';
  const describeOrSkip = judge === undefined ? describe.skip : describe;
  const how = useStartTimestamps ? ' with the starts of counters' : '';
  describeOrSkip(`the rules in the worlds, judged by Prometheus ${judge?.version ?? asked}${how}${why}`, () => {
    const path = judge?.path ?? '';
    const options = { judge: path, useStartTimestamps };
    const cells: [string, string][] = [];
    for (const family of FAMILIES) {
      const { id, title, defaults, knownWrong } = family;
      it(knownWrong === undefined ? `${id}: ${title}` : `${id}, KNOWN TO BE WRONG: ${knownWrong}`, async () => {
        const { faults, cell } = await judged(family, defaults, options);
        cells.push([id, cell]);
        if (knownWrong === undefined) expect(faults).toEqual([]);
        else expect(faults).not.toEqual([]);
      });
      for (let variation = 1; variation <= VARIATIONS && knownWrong === undefined; variation += 1) {
        const parameters = varied(family, variation);
        it(`${id} with ${JSON.stringify(parameters)}`, async () =>
          expect((await judged(family, parameters, options)).faults).toEqual([]));
      }
    }
    it.each(IN_RANGES)('a range query over %s returns one series for each group', async (id, groups) => {
      const family = FAMILIES.find((family) => family.id === id);
      const world = family?.build(family.defaults);
      const rules = world && (await ourRules(world));
      if (world === undefined || rules === undefined) throw new Error(`no rules for ${id}`);
      const series = await seriesOverTime(world, rules, path);
      expect([...series].filter(([, count]) => count > groups)).toEqual([]);
    });
    if (isOfPage) {
      it('docs/worlds.md says what came out; node test/worlds/run.mjs --table --write renews it', () =>
        expect(cells).toEqual([...ourCellsOfPage()]));
    }
  });
}
