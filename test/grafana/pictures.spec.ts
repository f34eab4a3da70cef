// Each board as Grafana would draw it, from a real Prometheus: in a healthy mesh, in one with incidents, and without data.
import { beforeAll, describe, expect, it, jest } from '@jest/globals';
import { BOARD_UIDS } from '../../src/rules/boards.ts';
import { type Picture, STATES, type State, withPictures } from './pictures/pictures.ts';
import { canServe } from './pictures/server.ts';

jest.setTimeout(600_000);

/** What a mesh has in trouble only, or with an option of its own. */
const MAY_BE_EMPTY: Readonly<Record<string, readonly string[]>> = {
  healthy: ['slo-detail 61'],
  incident: [],
};

const describeOrSkip = canServe ? describe : describe.skip;

describeOrSkip(
  canServe ? 'pictures of the boards' : 'pictures of the boards, SKIPPED: no Prometheus 3 and judge',
  () => {
    let pictures: readonly Picture[];

    beforeAll(async () => {
      pictures = await withPictures(async (drawn) => drawn);
    });

    const empty = (state: State) => pictures.filter((picture) => picture.state === state);

    it('are drawn of every board in every state', () => {
      const drawn = pictures.map(({ uid, state }) => `${uid} ${state}`);
      const wanted = Object.values(BOARD_UIDS).flatMap((uid) => STATES.map((state) => `${uid} ${state}`));
      expect(drawn.sort()).toEqual(wanted.sort());
    });

    it.each(['healthy', 'incident'] as const)('show something in every panel: %s', (state) => {
      const bare = empty(state).flatMap(({ uid, empty: panels }) => panels.map(({ id }) => `${uid} ${id}`));
      expect(bare.filter((key) => !MAY_BE_EMPTY[state]?.includes(key))).toEqual([]);
    });

    it('say in words of the panel that there is no data', () => {
      const bare = empty('no-data').flatMap(({ uid, empty: panels }) =>
        panels.map(({ id, title, noValue }) => ({ key: `${uid} ${id} ${title}`, noValue })),
      );
      expect(bare.length).toBeGreaterThan(40);
      expect(bare.filter(({ noValue }) => noValue === undefined)).toEqual([]);
    });
  },
);
