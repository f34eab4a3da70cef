// Days and nights of a month, with tiers that wait for a share of the budget's events: how much of the budget is gone when a page
// comes, and how late it comes.
import { httpWorld } from './families/http-world.ts';
import { ourRules, runWorld } from './run-world.ts';
import { DAY_SECONDS, daily, HOUR_SECONDS, MINUTE_SECONDS } from './simulation/traffic.ts';
import { type Firing, firingsOf } from './verdict.ts';

/** So many days are simulated. They are alike, so a month has as much traffic as any thirty of them. */
const DAYS = 6;
const DAYS_OF_MONTH = 30;
const NOON_PER_SECOND = 40;

/** One incident a day, so that no window holds two of them. */
const KINDS = [
  { name: 'by day, 2 % fail', hour: 12, share: 0.02, lasts: 3 * HOUR_SECONDS },
  { name: 'at night, 10 % fail', hour: 0.5, share: 0.1, lasts: 3 * HOUR_SECONDS },
  { name: 'at night, all fail', hour: 1, share: 1, lasts: HOUR_SECONDS },
] as const;

type Kind = (typeof KINDS)[number];

interface Incident {
  readonly kind: Kind;
  readonly from: number;
  readonly to: number;
}

/** What a page of one incident found. */
interface Paged {
  /** Share of the month's budget that is gone. */
  readonly gone: number;
  readonly delaySeconds: number;
}

/** What is usual is known after a day; then there are as many days as kinds, or a multiple. */
const FIRST_DAY = 3;

const INCIDENTS: readonly Incident[] = Array.from({ length: DAYS - FIRST_DAY }, (_, at) => {
  const kind = KINDS[at % KINDS.length] ?? KINDS[0];
  const from = (FIRST_DAY + at) * DAY_SECONDS + kind.hour * HOUR_SECONDS + 77;
  return { kind, from, to: from + kind.lasts };
});

export function monthHead(): readonly string[] {
  return ['day : night', ...KINDS.map(({ name }) => name)];
}

/** What became of each kind of incident, in the order of `monthHead`, where noon has so many times the traffic of midnight. */
export async function monthCells(dayToNight: number, judge: string): Promise<string[]> {
  const { world, ledger } = httpWorld({
    name: 'shop',
    seed: 81,
    endSeconds: DAYS * DAY_SECONDS,
    requests: daily(NOON_PER_SECOND, NOON_PER_SECOND / dayToNight),
    failing: (second) => INCIDENTS.find(({ from, to }) => second >= from && second < to)?.kind.share ?? 0,
    service: { pods: 2, isEager: true, isRandom: true },
  });
  const spec = `${world.spec.trimEnd()}\n    alerts: { burnRate: { budget: events } }\n`;
  const rules = await ourRules({ ...world, spec });
  const [verdict] = rules ? await runWorld(world, [rules], { judge }) : [];
  const pages = firingsOf(verdict?.result.alerts ?? []).filter(({ labels }) => labels.severity === 'critical');
  // The bad events that the budget of a month of such days allows.
  const allowed = ledger.total(0, DAYS * DAY_SECONDS) * (DAYS_OF_MONTH / DAYS) * 0.001;
  return KINDS.map((kind) => {
    const incidents = INCIDENTS.filter((incident) => incident.kind === kind);
    const found = incidents.flatMap((incident) =>
      pagedIn(incident, pages, (to) => ledger.bad(incident.from, to) / allowed),
    );
    return cellOf(incidents.length, found);
  });
}

function pagedIn({ from, to }: Incident, pages: readonly Firing[], gone: (to: number) => number): Paged[] {
  const page = pages.find((page) => page.from >= from && page.from <= to + HOUR_SECONDS);
  return page ? [{ gone: gone(page.from), delaySeconds: page.from - from }] : [];
}

/** Such as `9 of 9, 1.9 to 2.1 % gone, after 24 to 31 min`. */
function cellOf(count: number, found: readonly Paged[]): string {
  if (found.length === 0) return `no page in ${count}`;
  const span = (values: readonly number[], digits: number) => {
    const [least, most] = [Math.min(...values), Math.max(...values)].map((value) => value.toFixed(digits));
    return least === most ? least : `${least} to ${most}`;
  };
  const gone = span(
    found.map((page) => page.gone * 100),
    2,
  );
  const minutes = span(
    found.map(({ delaySeconds }) => delaySeconds / MINUTE_SECONDS),
    1,
  );
  return `${found.length} of ${count}, ${gone} % gone, after ${minutes} min`;
}
