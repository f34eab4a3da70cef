// The rules that the compiler makes, in every world, on each Prometheus that has a judge. `npm run test:worlds`.
// WORLDS_VARIATIONS=5 WORLDS_SEED=7 tries each family with that many other parameters, too.
import { env } from 'node:process';
import { describe, expect, it, jest } from '@jest/globals';
import { findJudges } from '../../scripts/judge.mjs';
import { FAMILIES } from './families/index.ts';
import { ourRules, runWorld } from './run-world.ts';
import { Random } from './simulation/random.ts';
import type { Family, Parameters } from './world.ts';

jest.setTimeout(300_000);

const JUDGES = findJudges();
const VARIATIONS = Number(env.WORLDS_VARIATIONS ?? 0);
const SEED = Number(env.WORLDS_SEED ?? 1);

async function faultsIn(family: Family, parameters: Parameters, judge: string): Promise<readonly string[]> {
  const world = family.build(parameters);
  const [verdict] = await runWorld(world, [await ourRules(world)], { judge });
  return verdict?.faults ?? ['the judge returned no verdict'];
}

if (JUDGES.length === 0) {
  describe('the rules in the worlds, SKIPPED: no judge in .tools, which node scripts/judge.mjs builds with Go', () => {
    for (const { id, title } of FAMILIES) it.skip(`${id}: ${title}`, () => undefined);
  });
}

describe.each(JUDGES)('judged by Prometheus $version', ({ path }) => {
  for (const family of FAMILIES) {
    const { id, title, defaults, knownWrong } = family;
    if (knownWrong === undefined) {
      it(`${id}: ${title}`, async () => expect(await faultsIn(family, defaults, path)).toEqual([]));
    } else {
      it(`${id}, KNOWN TO BE WRONG: ${knownWrong}`, async () =>
        expect(await faultsIn(family, defaults, path)).not.toEqual([]));
    }
    for (let variation = 1; variation <= VARIATIONS && knownWrong === undefined; variation += 1) {
      const parameters: Parameters = Object.assign({}, defaults, family.vary(new Random(SEED * 1000 + variation)));
      it(`${id} with ${JSON.stringify(parameters)}`, async () =>
        expect(await faultsIn(family, parameters, path)).toEqual([]));
    }
  }
});
