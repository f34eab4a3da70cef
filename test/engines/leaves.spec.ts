// The rules of this project in two leaves and above them: what leaves record arrives, and a leaf that scrapes nothing is named.
// `npm run test:engines` builds the engines first; what is not built is skipped.
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { findAlertmanager } from '../../scripts/tools/alertmanager.ts';
import { ABOVE } from './above.ts';
import { query } from './engine.ts';
import { LEAF_LABEL, Leaves, LOST_LEAF } from './leaves.ts';
import { binaryOf } from './prometheus.ts';

jest.setTimeout(600_000);

const kinds = ABOVE.filter(({ version }) => version !== undefined);
const isReady =
  binaryOf('3.') !== undefined && binaryOf('2.42') !== undefined && findAlertmanager().alertmanager !== undefined;

for (const { name } of ABOVE.filter(({ version }) => version === undefined)) {
  it.skip(`${name}, above leaves, SKIPPED: it is not built; node scripts/engines.mjs builds it with Go`, () =>
    undefined);
}

const MISSING = 'slo:leaf_missing';
const LOST = `${MISSING}{${LEAF_LABEL}="${LOST_LEAF}"}`;

const describeOrSkip = isReady ? describe : describe.skip;

describeOrSkip(isReady ? 'two leaves' : 'two leaves, SKIPPED: there is no Alertmanager, or no Prometheus', () => {
  const leaves = new Leaves();
  let missingBefore: readonly number[];

  beforeAll(async () => {
    await leaves.begin(kinds);
    await leaves.everywhere('all leaves report', async ({ above }) => (await query(above, MISSING)).length === 0);
    missingBefore = await Promise.all(leaves.watched.map(async ({ above }) => (await query(above, MISSING)).length));
    await leaves.stopScraping();
    await leaves.everywhere('the leaf is missed', async ({ above }) => (await query(above, LOST)).length > 0);
  });

  afterAll(() => leaves.end());

  describe.each(kinds.map((kind, at) => ({ ...kind, at })))('below $name $version', ({ at }) => {
    const missed = async () => {
      const watched = leaves.watched[at];
      if (!watched) throw new Error('not watched');
      return (await query(watched.above, MISSING)).map(({ labels }) => labels);
    };

    it('report while they scrape', () => expect(missingBefore[at]).toBe(0));

    it('are missed one by one where they scrape nothing', async () => {
      const found = await missed();
      expect(new Set(found.map(({ [LEAF_LABEL]: leaf }) => leaf))).toEqual(new Set([LOST_LEAF]));
    });

    it('are not missed where missing data counts as down', async () => {
      expect((await missed()).map(({ slo }) => slo)).not.toContain('availability');
    });
  });
});
