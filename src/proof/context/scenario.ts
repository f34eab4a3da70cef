// A scenario: made-up series, and what the rules must say of them at which moment. Data only; promtool evaluates it.
// Times are milliseconds from the start of the scenario.
import type { Span } from '../../diagnostics/report.ts';
import type { Expr, Matcher } from '../../promql/ast.ts';
import type { Labels, Series } from './label-set.ts';

/** One series that is fed in; `values` are in promtool's notation. */
export interface InputSeries extends Series {
  readonly values: string;
}

/** A sample that a query must return. */
export interface ExpectedSample {
  /** Absent where the query drops the name. */
  readonly metric?: string;
  readonly labels: Labels;
  readonly value: number;
}

/** What a check holds of alerts. */
export interface AlertClaim {
  /** Absent: of every alert. */
  readonly alert?: string;
  /** Of one tier among several alerts of that name. */
  readonly tier?: string;
  /** Of one among several of that name that these matchers on its labels tell apart. */
  readonly apart?: readonly Matcher[];
  readonly state: 'fires' | 'silent';
}

/** What a query must return at one moment: exactly these samples. */
export interface Check {
  /** What must hold, in one line: "ErrorBudgetBurn page-fast must be silent". */
  readonly what: string;
  /** Absent where a recorded value is checked. */
  readonly claim?: AlertClaim;
  readonly atMs: number;
  readonly expr: Expr;
  readonly samples: readonly ExpectedSample[];
}

/** Who must have been notified of the alerts by a moment, or must not. */
export interface NotificationClaim {
  readonly atMs: number;
  /** Of severities that wake somebody, or of the others. */
  readonly audience: 'page' | 'ticket';
  readonly state: 'notified' | 'quiet';
  /** Labels that one of the alerts in the notification has. */
  readonly group: Labels;
}

/** A firing alert with its texts as a person reads them. */
export interface RenderedAlert {
  readonly atMs: number;
  readonly alert: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

/** Which rules a scenario loads: those that it puts to the test, so that a change of one shows. What they read of others is fed in. */
export type RulesUnderTest =
  /** Rules that read raw series, and what is fast above them. */
  | 'raw'
  /** Rules that read raw series. Heartbeats are fed in. */
  | 'watched'
  /** Tiles and what is added up from them. The two rates are fed in, at the interval of their rules. */
  | 'tiles'
  /** As `alerts`, with heartbeats that are fed in, too. */
  | 'missed-evaluations'
  /** The rate of bad events alone. The rate of requests that clients gave up is fed in. */
  | 'hangs'
  /** Alerts on windows alone. Everything is fed in. */
  | 'alerts'
  /** Windows and burn-rate alerts of the fast group. The two rates and the tiles are fed in. */
  | 'fast'
  /** The same of the slow group. */
  | 'slow'
  /** Everything above the base layer, the period too, which takes long to evaluate. */
  | 'budget'
  /** Everything above leaves. What they record is fed in. */
  | 'leaves'
  /** Every alert, for scenarios that a user wrote, from raw series. */
  | 'user'
  /** The same, from the two rates. */
  | 'user-fed';

/** What a scenario shows, whatever its title says: no two of a proof have the same. */
export interface ScenarioId {
  /** What happens in it, such as `births` or `fires-and-clears`. */
  readonly kind: string;
  /** The tier, or the alert that belongs to none, whose condition it puts to the test. */
  readonly alert?: string;
  /** Which one of several of its kind: a window, a selector, a reporter. */
  readonly variant?: string | undefined;
}

export interface Scenario {
  readonly id: ScenarioId;
  /** What happens and what must follow, in words. */
  readonly title: string;
  readonly rules: RulesUnderTest;
  /** What it puts to the test, where that is one thing of several: scenarios about the same are run together. */
  readonly about?: string;
  /** Time between the samples of a series. */
  readonly stepMs: number;
  /** Time between evaluations of the rules. */
  readonly evaluationMs: number;
  readonly series: readonly InputSeries[];
  readonly checks: readonly Check[];
  readonly rendered: readonly RenderedAlert[];
  /** What promtool cannot tell: it knows no Alertmanager. */
  readonly notifications?: readonly NotificationClaim[];
  /** Where a user wrote it; absent for one that follows from the SLO. */
  readonly origin?: Span;
}

/** The scenarios of one SLO, or of the alerts that stand on their own in one document. */
export interface Proof {
  /** Names its files, such as `istio-mesh.request-success`. */
  readonly name: string;
  /** Where what is proven was written. */
  readonly origin: Span | undefined;
  readonly scenarios: readonly Scenario[];
  /** What could not be proven from raw series, in words; empty when everything was. */
  readonly gaps: readonly string[];
}
