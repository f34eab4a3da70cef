// Proof of the age guard of a tier: a service that burns from its first moment is spared until its data is old enough.
import { isTiled } from '../rules/windows.ts';
import { fires, isSilent } from './expect.ts';
import type { Level } from './fed.ts';
import type { Scenario } from './scenario.ts';
import { fed, inOddTiles, level, type TierPlay, words } from './tier-play.ts';

/** A service that comes back after a pause is as old as what came before, for as long as twice the age. */
export function proveAge(finePlay: TierPlay): Scenario[] {
  const { longMs, minimumAgeMs } = finePlay.tier;
  // The age may be read from tiles though the windows are not.
  const readsTiles = [longMs, 2 * minimumAgeMs].some((windowMs) => isTiled(windowMs, finePlay.stage.slo));
  const play = inOddTiles(finePlay, minimumAgeMs, LEAST_STEPS_OF_AGE, readsTiles);
  const { tier, rule, stage, age, stepMs, threshold } = play;
  if (age === 0) return [];
  const ratio = Math.min(1, threshold * 3);
  const hold = Math.ceil(tier.settings.forMs / stepMs);
  const hasPause = age >= LEAST_STEPS_OF_AGE && hold === 0 && tier.settings.keepFiringForMs === 0;
  // The earlier life is as short as can be, so that a guard which looks too rarely does not see it.
  const born = hasPause ? EARLIER + Math.ceil(age * 1.5) : 2;
  // In the first of these moments the earlier life lies between one and two ages back, in the second before.
  const [known, forgotten] = [EARLIER + Math.floor(age * 1.75), EARLIER + Math.ceil(age * 2.25)];
  const silence = (steps: number): Level => ({ steps, total: undefined, errorRatio: 0 });
  const before = hasPause ? [silence(EARLIER), level(play, 1, ratio), silence(born - EARLIER - 1)] : [silence(born)];
  const at = (steps: number) => steps * stepMs;
  return [
    fed(
      play,
      `${tier.tier}: a service that burns from birth${hasPause ? ', and had been there long before' : ''}: it is spared for ${words(tier.minimumAgeMs)}`,
      [...before, level(play, age + hold + 4, ratio)],
      [
        ...(hasPause ? [fires(at(known), rule, [stage.subject]), isSilent(at(forgotten), rule)] : []),
        ...(hasPause && born + age - 2 <= EARLIER + 2 * age ? [] : [isSilent(at(born + age - 2), rule)]),
        fires(at(born + age + hold + 2), rule, [stage.subject]),
      ],
    ),
  ];
}

/** The step of the earlier life: an odd number of tiles, where tiles count. */
const EARLIER = 1;

/** Steps of the age that leave room between the moments above. */
const LEAST_STEPS_OF_AGE = 4;
