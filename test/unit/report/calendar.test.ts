// Periods of the calendar in time zones: they have the days they have, and none is counted twice.
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { daysOf, lastMonth, readPeriod, wallClock } from '../../../src/report/calendar.ts';

const NOW = Date.parse('2026-11-27T12:00:00Z');
const HOUR_MS = 3_600_000;

function hours(name: string, zone: string): number | undefined {
  const period = readPeriod(name, zone, NOW);
  return period && (period.endMs - period.startMs) / HOUR_MS;
}

describe('a period', () => {
  it.each([
    ['2026-10', 'UTC', 31 * 24],
    ['2026-10', 'Europe/Berlin', 31 * 24 + 1],
    ['2026-03', 'Europe/Berlin', 31 * 24 - 1],
    ['2024-02', 'UTC', 29 * 24],
    ['2026-02', 'UTC', 28 * 24],
    ['2024', 'Europe/Berlin', 366 * 24],
    ['2026-Q1', 'America/New_York', 90 * 24 - 1],
    ['2026-10-25', 'Europe/Berlin', 25],
    ['2026-10-04', 'Australia/Lord_Howe', 23.5],
    // Clocks went from midnight to one.
    ['2018-11-04', 'America/Sao_Paulo', 23],
    ['28d', 'Asia/Kathmandu', 28 * 24],
  ])('%s in %s has %d hours', (name, zone, expected) => {
    expect(hours(name, zone)).toBe(expected);
  });

  it.each(['2026-13', '2026-00', '2026-02-30', '2026-Q5', 'last month', '', '0d', '2027', '2026-12'])(
    '%j is none of the past',
    (name) => {
      expect(readPeriod(name, 'UTC', NOW)).toBeUndefined();
    },
  );

  it('that is not over ends now', () => {
    expect(readPeriod('2026-11', 'UTC', NOW)).toMatchObject({ endMs: NOW, isOpen: true });
  });

  it('without a name is the month before', () => {
    expect(lastMonth('UTC', Date.parse('2026-01-01T03:00:00Z'))).toBe('2025-12');
    expect(lastMonth('America/New_York', Date.parse('2026-01-01T03:00:00Z'))).toBe('2025-11');
  });
});

it('days follow each other without a gap, each begins at midnight or where the clocks skip it', () => {
  const zones = ['UTC', 'Europe/Berlin', 'America/Sao_Paulo', 'Asia/Kathmandu', 'Australia/Lord_Howe', 'Asia/Beirut'];
  const months = fc.tuple(
    fc.integer({ min: 1990, max: 2025 }),
    fc.integer({ min: 1, max: 12 }),
    fc.constantFrom(...zones),
  );
  fc.assert(
    fc.property(months, ([year, month, zone]) => {
      const period = readPeriod(`${year}-${String(month).padStart(2, '0')}`, zone, NOW);
      if (!period) throw new Error('no period');
      const days = daysOf(period);
      expect(days).toHaveLength(new Date(Date.UTC(year, month, 0)).getUTCDate());
      expect(days[0]?.startMs).toBe(period.startMs);
      expect(days.at(-1)?.endMs).toBe(period.endMs);
      for (const [at, { startMs, endMs }] of days.entries()) {
        expect(days[at + 1]?.startMs ?? endMs).toBe(endMs);
        expect(wallClock(startMs, zone)).toMatch(/ (00:00|00:30|01:00)$/);
        expect(wallClock(startMs - 60_000, zone).slice(0, 10)).not.toBe(wallClock(startMs, zone).slice(0, 10));
      }
    }),
    { numRuns: 60 },
  );
});
