// Periods of a calendar, and the days in them, in a time zone: a month is not thirty days, and a day is not always 24 hours.
import { parseDuration } from '../promql/duration.ts';
import { DAY_MS } from '../text/time.ts';

/** A stretch of time in milliseconds since the epoch, its end exclusive. */
export interface Stretch {
  readonly startMs: number;
  readonly endMs: number;
}

export interface Period extends Stretch {
  /** As it was asked for: `2026-10`, `2026-Q3`, `2026`, `28d`. */
  readonly name: string;
  readonly zone: string;
  /** Whether its end was still to come; `endMs` is then the present. */
  readonly isOpen: boolean;
}

/** Whether `zone` is a name of the time zone database, such as Europe/Berlin. */
export function isTimeZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

/** The month before that of `nowMs`, as `readPeriod` takes it. */
export function lastMonth(zone: string, nowMs: number): string {
  const { year, month } = dateAt(nowMs, zone);
  return month === 1 ? `${year - 1}-12` : `${year}-${String(month - 1).padStart(2, '0')}`;
}

/** A month, a quarter, a year or a day of the calendar, or a duration back from `nowMs`; undefined for anything else, and for
 *  what lies in the future. */
export function readPeriod(name: string, zone: string, nowMs: number): Period | undefined {
  const dates = calendarDates(name);
  if (dates) {
    const [startMs, endMs] = dates.map((date) => startOfDay(date, zone)) as [number, number];
    if (startMs >= nowMs) return undefined;
    return { name, zone, startMs, endMs: Math.min(endMs, nowMs), isOpen: endMs > nowMs };
  }
  const backMs = parseDuration(name);
  return backMs ? { name, zone, startMs: nowMs - backMs, endMs: nowMs, isOpen: true } : undefined;
}

interface CalendarDate {
  readonly year: number;
  /** From 1. */
  readonly month: number;
  readonly day: number;
}

/** The first day of a period and the first after it. */
function calendarDates(name: string): [CalendarDate, CalendarDate] | undefined {
  const [, years = '', quarter, months, days] = /^(\d{4})(?:-Q([1-4])|-(\d\d)(?:-(\d\d))?)?$/.exec(name) ?? [];
  if (years === '') return undefined;
  const year = Number(years);
  const month = months === undefined ? (Number(quarter ?? 1) - 1) * 3 + 1 : Number(months);
  const day = Number(days ?? 1);
  const first = dateOf(Date.UTC(year, month - 1, day));
  // The 31st of a month that has 30 days is none.
  if (first.month !== month || first.day !== day) return undefined;
  const length = quarter !== undefined ? 3 : months === undefined ? 12 : 1;
  const after = days === undefined ? Date.UTC(year, month - 1 + length, 1) : Date.UTC(year, month - 1, day + 1);
  return [first, dateOf(after)];
}

/** The days of a period, the first and the last perhaps in part. */
export function daysOf({ startMs, endMs, zone }: Omit<Period, 'name' | 'isOpen'>): Stretch[] {
  const days: Stretch[] = [];
  for (let at = startMs; at < endMs; ) {
    const { year, month, day } = dateAt(at, zone);
    const next = startOfDay(dateOf(Date.UTC(year, month - 1, day + 1)), zone);
    days.push({ startMs: at, endMs: Math.min(next, endMs) });
    at = next;
  }
  return days;
}

/** `2026-10-25 02:15`, as a clock on a wall shows it. */
export function wallClock(atMs: number, zone: string): string {
  return new Date(atMs + offsetAt(atMs, zone)).toISOString().slice(0, 16).replace('T', ' ');
}

function dateOf(utcMs: number): CalendarDate {
  const date = new Date(utcMs);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}

function dateAt(atMs: number, zone: string): CalendarDate {
  return dateOf(atMs + offsetAt(atMs, zone));
}

/** The first moment of a day. Clocks may show midnight twice, or never: then the day begins with the change. */
function startOfDay({ year, month, day }: CalendarDate, zone: string): number {
  const midnight = Date.UTC(year, month - 1, day);
  const candidates = [-1, 1].map((side) => midnight - offsetAt(midnight + side * DAY_MS, zone));
  return Math.min(...candidates.filter((at) => at + offsetAt(at, zone) >= midnight));
}

const CLOCKS = new Map<string, Intl.DateTimeFormat>();

function clockOf(zone: string): Intl.DateTimeFormat {
  const known = CLOCKS.get(zone);
  if (known) return known;
  const numeric = {
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  } as const;
  const clock = new Intl.DateTimeFormat('en-US', { timeZone: zone, hourCycle: 'h23', ...numeric });
  CLOCKS.set(zone, clock);
  return clock;
}

/** By how much clocks are ahead of UTC, in milliseconds. */
function offsetAt(atMs: number, zone: string): number {
  const seconds = Math.floor(atMs / 1_000);
  const parts = new Map(
    clockOf(zone)
      .formatToParts(seconds * 1_000)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const of = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0;
  const shown = Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'), of('second'));
  return shown - seconds * 1_000;
}
