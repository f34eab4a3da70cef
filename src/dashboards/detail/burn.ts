// A panel for each tier of burn-rate alerts: both its windows, and the factor that they have to pass. An alert fires while
// both lines are above the dashed one.
import { SERIES } from '../../model/series-names.ts';
import type { Expr } from '../../promql/ast.ts';
import { and, eq, max, on } from '../../promql/build.ts';
import { printDuration } from '../../promql/duration.ts';
import { IDENTITY_LABELS, LABELS } from '../../rules/names.ts';
import type { Survey, SurveyedTier } from '../overview/survey.ts';
import type { Panel } from '../panels/panel.ts';
import { timePanel } from '../panels/time.ts';
import { BURN_LOOK } from '../shared-looks.ts';
import { burnRate, constant, highest, windowRatio } from '../slo-series.ts';
import type { Query } from '../target.ts';

/** Tiers have names of their own in every project; their panels are numbered as they come. */
const FIRST_ID = 40;

export function burnPanels(project: Survey): Panel[] {
  const { tiers } = project;
  return tiers.map((tier, at) => burnPanel(project, tier, at, at === tiers.length - 1 && at % 2 === 0 ? 24 : 12));
}

function burnPanel(project: Survey, tier: SurveyedTier, at: number, width: number): Panel {
  const ofTier = eq(LABELS.tier, tier.tier);
  // One tier can have other windows in other SLOs: each window is shown where it is the tier's.
  const line = (label: string, windowMs: number): Query => ({
    expr: inTier(burnRate(windowRatio(windowMs, project)), eq(label, printDuration(windowMs)), ofTier),
    legend: `over ${printDuration(windowMs)}`,
  });
  const long = tier.longMs.map((windowMs) => line(LABELS.longWindow, windowMs));
  const short = tier.shortMs.map((windowMs) => line(LABELS.shortWindow, windowMs));
  return timePanel(
    {
      id: FIRST_ID + at,
      title: `Burn rate: ${tier.tier}`,
      description:
        'Error ratios over both windows of this tier in multiples of the budget, in the worst of the chosen groups, and the factor of its alert as a dashed line. The alert fires while both are above it, and enough events were bad.',
      width,
      height: 8,
    },
    [{ expr: max(constant(SERIES.burnThreshold, ofTier)), legend: 'alert' }, ...long, ...short],
    { ...BURN_LOOK, steps: [[null, 'green']], noValue: 'no traffic' },
    { bounds: { 0: 'red' }, logarithmic: true },
  );
}

function inTier(rate: Expr, ...tier: readonly ReturnType<typeof eq>[]): Expr {
  return and(highest(rate), constant(SERIES.burnThreshold, ...tier), on(...IDENTITY_LABELS));
}
