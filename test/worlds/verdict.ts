// Alerts that were sent, beside the alerts that a world wants: what was missed, what was not wanted, how late it was.
import type { AlertLine } from './judge.ts';
import { keyOf, type Labels } from './simulation/target.ts';
import type { AlertLabels, WantedAlert, World } from './world.ts';

/** An alert that was on. Times in seconds; the end is infinite while it lasts. */
export interface Firing {
  readonly labels: Labels;
  readonly from: number;
  readonly to: number;
}

/** What came of a wanted alert. */
export interface Outcome {
  readonly wanted: WantedAlert;
  /** When it began; undefined where it was missed. */
  readonly at?: number;
  readonly faults: readonly string[];
}

export interface AlertVerdict {
  readonly outcomes: readonly Outcome[];
  /** One for each time that somebody is told for nothing. */
  readonly unwanted: readonly Firing[];
}

/** Alertmanager's default `group_interval`: nobody hears that one alert has ended before another begins. */
export const SAME_INCIDENT_SECONDS = 300;

/** When each alert was on. */
export function firingsOf(lines: readonly AlertLine[]): Firing[] {
  const open = new Map<string, { labels: Labels; from: number; to: number }>();
  const all: Firing[] = [];
  for (const { state, labels, at } of lines) {
    const key = keyOf(labels);
    const known = open.get(key);
    if (state === 'resolved' && known !== undefined) {
      known.to = at;
      open.delete(key);
    } else if (state === 'firing' && known === undefined) {
      const firing = { labels, from: at, to: Number.POSITIVE_INFINITY };
      open.set(key, firing);
      all.push(firing);
    }
  }
  return all.sort((a, b) => a.from - b.from);
}

/** What became of the wanted alerts, and which alerts are neither wanted nor allowed. */
export function judgeAlerts(lines: readonly AlertLine[], { wanted, allowed, subject }: World): AlertVerdict {
  const firings = firingsOf(lines);
  const explained = new Set<Firing>();
  const repeated: Firing[] = [];
  const outcomes = wanted.map((want) => {
    const incident = incidentsOf(firings.filter(({ labels }) => matches(labels, want.labels))).find(
      ({ from, firings: parts }) => from >= want.from && from <= want.to && !parts.some((part) => explained.has(part)),
    );
    for (const firing of incident?.firings ?? []) explained.add(firing);
    repeated.push(...repeats(incident?.firings ?? []));
    return { wanted: want, ...(incident && { at: incident.from }), faults: faultsOf(want, incident) };
  });
  const isAllowed = ({ labels, from }: Firing) =>
    allowed.some((stretch) => matches(labels, stretch.labels) && from >= stretch.from && from <= stretch.to);
  const rest = firings.filter((firing) => !explained.has(firing) && !isAllowed(firing));
  return { outcomes, unwanted: [...bySubject(rest, subject), ...repeated] };
}

/** Alerts that end and come back while their incident lasts: whoever is notified hears of them again. */
function repeats(firings: readonly Firing[]): Firing[] {
  const known = new Set<string>();
  return firings.filter(({ labels }) => {
    const key = keyOf(labels);
    const isRepeat = known.has(key);
    known.add(key);
    return isRepeat;
  });
}

interface Incident {
  readonly from: number;
  readonly to: number;
  readonly firings: readonly Firing[];
}

/** Alerts that overlap, or follow each other so soon that nobody hears of the gap. */
function incidentsOf(firings: readonly Firing[]): Incident[] {
  const incidents: { from: number; to: number; firings: Firing[] }[] = [];
  for (const firing of firings) {
    const last = incidents.at(-1);
    if (last !== undefined && firing.from <= last.to + SAME_INCIDENT_SECONDS) {
      last.firings.push(firing);
      last.to = Math.max(last.to, firing.to);
    } else incidents.push({ from: firing.from, to: firing.to, firings: [firing] });
  }
  return incidents;
}

function faultsOf({ holdsUntil = 0, endsBy = Number.POSITIVE_INFINITY }: WantedAlert, incident?: Incident): string[] {
  if (incident === undefined) return ['missed'];
  return [
    ...(incident.to < holdsUntil ? [`ended at ${clock(incident.to)}, before ${clock(holdsUntil)}`] : []),
    ...(incident.to > endsBy ? [`not over at ${clock(endsBy)}`] : []),
  ];
}

/** The incidents of each service at each severity, by the first alert of each. */
function bySubject(firings: readonly Firing[], subject: readonly string[]): Firing[] {
  const groups = new Map<string, Firing[]>();
  for (const firing of firings) {
    const key = ['severity', ...subject].map((label) => firing.labels[label] ?? '').join('\u0000');
    groups.set(key, [...(groups.get(key) ?? []), firing]);
  }
  return [...groups.values()].flatMap((group) =>
    incidentsOf(group).map(({ from, to, firings: [first] }) => ({ labels: first?.labels ?? {}, from, to })),
  );
}

function matches(labels: Labels, wanted: AlertLabels): boolean {
  return Object.entries(wanted).every(([name, value]) => labels[name] === value);
}

/** `1d 02:03:04` after the start. */
export function clock(seconds: number): string {
  if (!Number.isFinite(seconds)) return 'the end';
  const day = Math.floor(seconds / 86_400);
  const parts = [Math.floor((seconds % 86_400) / 3600), Math.floor((seconds % 3600) / 60), Math.floor(seconds % 60)];
  return `${day > 0 ? `${day}d ` : ''}${parts.map((part) => String(part).padStart(2, '0')).join(':')}`;
}
