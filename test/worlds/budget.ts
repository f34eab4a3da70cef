// Stated budgets beside exact ones.
import type { AnswerLine } from './judge.ts';
import type { BudgetCheck } from './world.ts';

export interface BudgetVerdict {
  readonly check: BudgetCheck;
  /** The largest difference beyond the lag, as a share of the budget; undefined where nothing was ever stated. */
  readonly off: number | undefined;
  readonly faults: readonly string[];
  /** What was stated and what is exact, at each time. */
  readonly points: readonly BudgetPoint[];
}

export interface BudgetPoint {
  readonly at: number;
  readonly stated: number | undefined;
  readonly exact: number | undefined;
}

/** How finely the exact budget is looked at within the lag. */
const LAG_STEP_SECONDS = 15;

export function judgeBudget(check: BudgetCheck, answers: readonly AnswerLine[]): BudgetVerdict {
  const points = answers.map(({ at, samples }) => ({
    at,
    stated: statedIn(samples, check),
    exact: exactAt(check, at),
  }));
  const compared = points.map((point) => ({ ...point, off: distance(check, point) }));
  const differences = compared.flatMap(({ off }) => (off === undefined ? [] : [off]));
  const isSilenceRight = check.mayBeSilent === true && differences.length > 0;
  const wrong = compared.filter(({ off, ...point }) =>
    off === undefined ? !isSilenceRight : off > toleranceAt(check, point),
  );
  return {
    check,
    off: differences.length === 0 ? undefined : Math.max(...differences),
    faults: wrong.map(
      ({ at, stated, exact }) => `at ${at} s the budget is ${percent(exact)}, stated ${percent(stated)}`,
    ),
    points,
  };
}

/** The exact budget at that time, before the series had any events a full one. */
function exactAt({ ledger, periodSeconds, budget }: BudgetCheck, at: number): number | undefined {
  return ledger.remaining(at, periodSeconds, budget);
}

function statedIn(samples: AnswerLine['samples'], { labels = {} }: BudgetCheck): number | undefined {
  const fitting = samples.filter((sample) =>
    Object.entries(labels).every(([name, value]) => sample.labels[name] === value),
  );
  return fitting.length === 1 ? fitting[0]?.value : undefined;
}

/** Whether a statement is right, within what the check tolerates. */
export function isStatedRight(check: BudgetCheck, at: number, stated: number): boolean {
  const off = distance(check, { at, stated, exact: undefined });
  return off !== undefined && off <= toleranceAt(check, { at, exact: exactAt(check, at) });
}

/** How far the stated budget is from every exact one of the time that it may lag behind. */
function distance(check: BudgetCheck, { at, stated }: BudgetPoint): number | undefined {
  if (stated === undefined || Number.isNaN(stated)) return undefined;
  const exact: number[] = [];
  for (let back = 0; back <= check.lagSeconds; back += LAG_STEP_SECONDS) {
    const value = exactAt(check, at - back);
    if (value !== undefined) exact.push(value);
  }
  const [least, most] = [Math.min(...exact), Math.max(...exact)];
  return Math.max(least - stated, stated - most, 0);
}

function toleranceAt(check: BudgetCheck, { at, exact }: Pick<BudgetPoint, 'at' | 'exact'>): number {
  const { tolerance, relativeTolerance, toleratedEvents = 0, ledger, periodSeconds, budget } = check;
  const allowedEvents = ledger.total(Math.max(0, at - periodSeconds), at) * budget;
  const ofEvents = toleratedEvents === 0 ? 0 : toleratedEvents / allowedEvents;
  return tolerance + relativeTolerance * Math.abs(1 - (exact ?? 1)) + ofEvents;
}

/** `-41.25 %`, or `nothing`. */
export function percent(ratio: number | undefined): string {
  return ratio === undefined ? 'nothing' : `${(ratio * 100).toFixed(2)} %`;
}
