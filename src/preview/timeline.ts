// A scenario as a reader sees it: rows of what is fed in over time, and below them, alert by alert, what must be so at
// which moment. Read off the scenario; promtool has no part in it.
import { type BudgetSlo, errorBudget, type Slo } from '../model/slo.ts';
import { ratioToPercent } from '../model/units.ts';
import type { AlertClaim, Check, Scenario } from '../proof/context/scenario.ts';
import { sampleAt, turns, type Values } from '../proof/context/series-values.ts';
import { alertPhrase, alertSelector } from '../rules/alert-name.ts';
import { groupBy } from '../text/lists.ts';
import { type Feed, feedsOf, type Steps, type Traffic, type TrafficPoint, trafficOf } from './traffic.ts';

/** A moment of a course, in milliseconds from the start; undefined while there is nothing. */
export interface CoursePoint {
  readonly atMs: number;
  readonly value: number | undefined;
}

/** Something that is fed in, over time. */
export interface Course {
  readonly label: string;
  /** The range of its values, as a person reads it; empty where there is none. */
  readonly range: string;
  /** What a gap in it means. */
  readonly gap: string;
  readonly points: readonly CoursePoint[];
  /** Error ratios above which an alert of this scenario fires, with the place of the alert among those of its SLO. */
  readonly bounds: readonly { readonly value: number; readonly series: number }[];
}

/** What a mark in a lane stands for: an alert that fires or is silent, a recorded value, or the texts of an alert. */
export type MarkKind = AlertClaim['state'] | 'value' | 'texts';

/** The moments at which one alert is looked at, or the recorded values. */
export interface Lane {
  readonly label: string;
  readonly marks: readonly { readonly atMs: number; readonly kind: MarkKind }[];
}

export interface Timeline {
  readonly endMs: number;
  readonly courses: readonly Course[];
  readonly lanes: readonly Lane[];
  /** How many series are fed in besides those that are drawn. */
  readonly others: number;
}

/** More rows than these would be a wall; the others are counted. */
const MOST_COURSES = 4;

/** The timeline of a scenario; `slo` is absent for alerts that stand on their own. */
export function timelineOf(scenario: Scenario, slo: Slo | undefined): Timeline {
  const feeds = feedsOf(scenario);
  const moments = [...scenario.checks, ...scenario.rendered].map(({ atMs }) => atMs);
  // What comes after the last moment proves nothing.
  const endMs = Math.max(1, ...moments);
  const steps: Steps = { stepMs: scenario.stepMs, last: Math.ceil(endMs / scenario.stepMs) };
  const counted = slo?.kind === 'budget' ? trafficOf(slo, feeds, steps) : { traffic: [], used: [] };
  const isCounted = slo?.kind === 'budget' && counted.traffic.length > 0;
  const { courses, drawn } = isCounted
    ? { courses: trafficCourses(slo, counted.traffic, scenario), drawn: counted.used.length }
    : seriesCourses(feeds, steps);
  return {
    endMs,
    courses,
    lanes: lanesOf(scenario),
    others: feeds.length - drawn,
  };
}

function trafficCourses(slo: BudgetSlo, traffic: readonly Traffic[], { checks }: Scenario): Course[] {
  const hasErrors = ({ points }: Traffic) => points.some(({ errorRatio }) => errorRatio);
  const varies = ({ points }: Traffic) => new Set(points.slice(1).map(({ total }) => total)).size > 1;
  const courseOf = (label: string, groupTraffic: Traffic, read: (point: TrafficPoint) => number | undefined) => {
    const points = groupTraffic.points.map((point) => ({ atMs: point.atMs, value: read(point) }));
    const group = traffic.length > 1 ? ` of ${Object.values(groupTraffic.group).join(' / ')}` : '';
    return { label: `${label}${group}`, points };
  };
  const bounds = boundsOf(slo, checks);
  const all = traffic.flatMap((groupTraffic): Course[] => {
    const ratio = courseOf('error ratio', groupTraffic, ({ errorRatio }) => errorRatio);
    const rate = courseOf('events a second', groupTraffic, ({ total }) => total);
    return [
      {
        ...ratio,
        range: rangeOf(ratio.points, percentWords),
        gap: 'nothing to judge',
        bounds: hasErrors(groupTraffic) ? bounds : [],
      },
      ...(varies(groupTraffic)
        ? [{ ...rate, range: rangeOf(rate.points, numberWords), gap: 'no data', bounds: [] }]
        : []),
    ];
  });
  return all.slice(0, MOST_COURSES);
}

/** The thresholds of the alerts that a scenario looks at by name. */
function boundsOf(slo: BudgetSlo, checks: readonly Check[]): Course['bounds'] {
  const claims = checks.flatMap(({ claim }) => claim ?? []);
  const budget = errorBudget(slo.objective);
  const tiers = slo.tiers.map(({ tier, factor, settings }) => ({ tier, alert: settings.name, value: factor * budget }));
  const named = slo.thresholds.map(({ settings, errorRatio }) => ({
    tier: undefined,
    alert: settings.name,
    value: errorRatio,
  }));
  return [...tiers, ...named].flatMap(({ tier, alert, value }, series) =>
    claims.some((claim) => claim.alert === alert && claim.tier === tier) ? [{ value, series }] : [],
  );
}

/** Series as they are fed in; those that run alike are one course, and those that change come first. */
function seriesCourses(feeds: readonly Feed[], { stepMs, last }: Steps) {
  const alike = groupBy(feeds, ({ metric, values }) => `${metric} ${values}`);
  const isSteady = ([feed]: readonly Feed[]) =>
    feed === undefined || (feed.read.runs.length < 2 && !hasGaps(feed.read));
  const sorted = [...alike.values()].sort((a, b) => Number(isSteady(a)) - Number(isSteady(b)));
  const shown = sorted.slice(0, MOST_COURSES);
  const courses = shown.flatMap((same): Course[] => {
    const [feed] = same;
    if (!feed) return [];
    const points = turns([feed.read], last).map((step) => ({ atMs: step * stepMs, value: sampleAt(feed.read, step) }));
    return [{ label: labelOf(same, feeds), range: rangeOf(points, numberWords), gap: 'no data', points, bounds: [] }];
  });
  return { courses, drawn: shown.flat().length };
}

function hasGaps({ runs, steps }: Values): boolean {
  return runs.reduce((sum, { samples }) => sum + samples, 0) < steps;
}

/** The metric, with the labels by which it differs from others of its name. */
function labelOf(same: readonly Feed[], all: readonly Feed[]): string {
  const [feed] = same;
  if (!feed) return '';
  const namesakes = all.filter(({ metric }) => metric === feed.metric);
  const telling = Object.entries(feed.labels).filter(
    ([label, value]) =>
      namesakes.some((other) => other.labels[label] !== value) && same.every(({ labels }) => labels[label] === value),
  );
  const labels = telling.map(([label, value]) => `${label}="${value}"`).join(', ');
  return `${feed.metric}${labels && ` ${labels}`}${same.length > 1 ? ` (${same.length} series)` : ''}`;
}

function lanesOf({ checks, rendered }: Scenario): Lane[] {
  const marks = [
    ...checks.map(({ claim, atMs }) => ({
      label: claim ? claimTitle(claim) : 'recorded values',
      mark: { atMs, kind: claim?.state ?? ('value' as const) },
    })),
    ...rendered.map(({ alert, atMs }) => ({ label: `texts of ${alert}`, mark: { atMs, kind: 'texts' as const } })),
  ];
  return [...new Set(marks.map(({ label }) => label))].map((label) => ({
    label,
    marks: marks.filter((placed) => placed.label === label).map(({ mark }) => mark),
  }));
}

/** Which alert a check is about: `ErrorBudgetBurn page-fast`. */
export function claimTitle({ alert, tier, apart }: AlertClaim): string {
  return alert === undefined ? 'every alert' : alertPhrase(alertSelector(alert, apart), tier);
}

function rangeOf(points: readonly CoursePoint[], words: (value: number) => string): string {
  const values = points.flatMap(({ value }) => value ?? []);
  if (values.length === 0) return '';
  const [least, most] = [Math.min(...values), Math.max(...values)];
  return least === most ? words(least) : `${words(least)} to ${words(most)}`;
}

function percentWords(ratio: number): string {
  return ratioToPercent(Number(ratio.toPrecision(4)));
}

// Made once: to make one takes longer than to use it a thousand times.
const PLAIN = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 4 });
const COMPACT = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 4, notation: 'compact' });

/** Beyond these a power of ten reads better than a row of zeros. */
const IN_DIGITS = { least: 1e-6, most: 1e15 };

function numberWords(value: number): string {
  const size = Math.abs(value);
  if (size !== 0 && (size < IN_DIGITS.least || size >= IN_DIGITS.most)) return String(Number(value.toPrecision(4)));
  return (size >= 100_000 ? COMPACT : PLAIN).format(value);
}
