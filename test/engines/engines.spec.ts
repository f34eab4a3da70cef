// The rules of this project on other engines than Prometheus, side by side with it: the same mesh, the same outages, and
// receivers behind a real Alertmanager each. `npm run test:engines` builds the engines first; what is not built is skipped.
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { findAlertmanager } from '../../scripts/tools/alertmanager.ts';
import { latestBehind, query } from './engine.ts';
import { KINDS } from './kinds.ts';
import { FAILING, type Seen, Story } from './story.ts';

jest.setTimeout(600_000);

const [reference, ...others] = KINDS.filter(({ version }) => version !== undefined);
const isReady = reference !== undefined && findAlertmanager().alertmanager !== undefined;

/** An evaluation and a scrape may each fall anywhere in their interval, on either side of what is compared. */
const INTERVAL_SECONDS = 30;

for (const { name } of KINDS.filter(({ version }) => version === undefined)) {
  it.skip(`${name}, SKIPPED: it is not built; node scripts/engines.mjs builds it with Go`, () => undefined);
}

const describeOrSkip = isReady ? describe : describe.skip;

describeOrSkip(isReady ? 'two outages' : 'two outages, SKIPPED: there is no Alertmanager', () => {
  const story = new Story();
  let all: readonly Seen[];
  const on = (name: string, version: string | undefined) =>
    all.filter(({ kind }) => kind.name === name && kind.version === version);

  beforeAll(async () => {
    await story.begin(reference ? [reference, ...others] : []);
    all = await story.happens();
  });

  afterAll(() => story.end());

  describe.each([reference, ...others].flatMap((kind) => (kind ? [kind] : [])))('on $name $version', (kind) => {
    const watched = () => story.watched.find((engine) => engine.kind === kind);

    it('wake somebody once each, in a notification of its own, and open no ticket', () => {
      const told = on(kind.name, kind.version).map(({ service, pages, tickets }) => ({ service, pages, tickets }));
      expect(told).toEqual(FAILING.map((service) => ({ service, pages: 1, tickets: 0 })));
    });

    it('wake somebody when Prometheus does, but for what the engine adds', () => {
      for (const { service, paged } of on(kind.name, kind.version)) {
        const first =
          on(reference?.name ?? '', reference?.version).find((seen) => seen.service === service)?.paged ?? 0;
        const behind = paged - first;
        expect([service, behind >= -2 * INTERVAL_SECONDS]).toEqual([service, true]);
        expect([service, behind <= INTERVAL_SECONDS + latestBehind(kind)]).toEqual([service, true]);
      }
    });

    it('are over in one notification each', () =>
      expect(on(kind.name, kind.version).filter(({ ends }) => ends !== 1)).toEqual([]));

    it('leave budgets that are there at all times', () => {
      expect(watched()?.budgets.asked).toBeGreaterThan(10);
      expect(watched()?.budgets.missing).toBe(0);
    });

    it('make no request slow where none is', async () => {
      const engine = watched();
      if (engine === undefined) throw new Error('not watched');
      const most = (series: string) =>
        `max_over_time(${series}{slo="request-latency",destination_service_name!="details"}[2m])`;
      const shares = await query(engine.engine, `${most('slo:bad_events:rate')} / ${most('slo:total_events:rate')}`);
      expect(shares.length).toBeGreaterThan(3);
      // A scrape that arrives between the rule of all requests and that of the fast ones is in one of them alone.
      expect(shares.filter(({ value }) => value > 0.01)).toEqual([]);
    });

    it('do not change how many requests are counted', async () => {
      const engine = watched();
      if (engine === undefined) throw new Error('not watched');
      const [counted] = await query(
        engine.engine,
        'avg_over_time(slo:total_events:rate{slo="request-success",destination_service_name="details"}[2m])',
      );
      expect(Math.abs((counted?.value ?? 0) / 600 - 1)).toBeLessThan(0.01);
    });
  });
});
