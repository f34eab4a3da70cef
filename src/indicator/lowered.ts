// What every kind of indicator becomes: rates of bad and of all events over any window. From here on nothing knows which
// kind it was.
import type { Expr } from '../promql/ast.ts';
import type { RateWindow } from './counting.ts';

/** Something that must be there for the indicator to mean anything. */
export interface Input {
  /** What it is called in the alert, such as `istio_requests_total`. */
  readonly name: string;
  /** Returns something while the input is missing. */
  readonly missing: Expr;
  /** The metric is there, and none of its series has a label that the indicator needs. */
  readonly isLabel?: boolean;
}

/**
 * An indicator as PromQL. Rates are events per second (for indicators of time: 1 while a moment counts, and 1 while it is
 * bad), one series for each group.
 */
export interface LoweredIndicator {
  /** The rate of all events over a window. */
  total(window: RateWindow): Expr;
  /**
   * The rate of bad events over a window. `total` stands for that of all events over the same window, and is as old as the
   * bad ones; `known` has the groups that have a total, and no value of it is read. Either is a recorded series where there
   * is one. Empty where no bad event was ever counted.
   */
  bad(window: RateWindow, total: Expr, known: Expr): Expr;
  /** What a missing rate of bad events means: an error counter that was not born yet (zero), or input that is gone. */
  readonly missingBad: 'zero' | 'unknown';
  /** Whether bad events are what is left of all events without the good ones. Scrapes at different moments make that negative
   *  now and then; over a window it evens out, so it is not cut off before. */
  readonly isDifference?: boolean;
  /** Whether the good events of that difference may be counted by other targets than all events. */
  readonly readsOtherTargets?: boolean;
  /** Whether moments without any data count as well, and so only while somebody looks. */
  readonly countsWithoutData?: boolean;
  readonly inputs: readonly Input[];
  /** The rate of events that whoever asked gave up. Where they are many more than usual, they are bad too. */
  abandoned?(window: RateWindow): Expr;
  /** How bad events ended, where their counters tell. */
  readonly outcomes?: Outcomes;
}

/** The rate of bad events over a window, told apart by labels that say how each ended. */
export interface Outcomes {
  readonly labels: readonly string[];
  rate(window: RateWindow): Expr;
}
