// The alert of a burn-rate tier (SRE Workbook, chapter 5): both windows burn faster than the factor allows, there is
// traffic enough to say so, and the data is old enough for the long window to mean what it says.
import { type BudgetSlo, errorBudget, type MinimumTraffic, type Tier } from '../model/slo.ts';
import { ratioToPercent } from '../model/units.ts';
import type { Expr } from '../promql/ast.ts';
import { and, gt, gte, mul, num } from '../promql/build.ts';
import { printDuration } from '../promql/duration.ts';
import { alertRule } from './alert-rule.ts';
import { errorRatioSeries, LABELS, recorded } from './names.ts';
import type { AlertingRule } from './rule.ts';
import { budgetLeft, groupText, sloName, VALUE_PERCENTAGE } from './template.ts';
import { countOf, type Events, existedBefore } from './windows.ts';

export function burnRateAlert(slo: BudgetSlo, tier: Tier): AlertingRule {
  const { identity, by, objective } = slo;
  const [long, short] = [tier.longMs, tier.shortMs].map(printDuration);
  const threshold = tier.factor * errorBudget(objective);
  return alertRule({
    settings: tier.settings,
    identity,
    purpose: { kind: 'burn-rate', slo, tier },
    expr: [burns(slo, tier), ...guards(slo, tier)].reduce((left, right) => and(left, right)),
    labels: {
      [LABELS.tier]: tier.tier,
      [LABELS.longWindow]: long ?? '',
      [LABELS.shortWindow]: short ?? '',
      [LABELS.factor]: String(tier.factor),
    },
    summary: `${sloName(identity)} burns its error budget at more than ${tier.factor === 1 ? '' : `${tier.factor} times `}the sustainable rate.`,
    description:
      `${groupText(by)}${VALUE_PERCENTAGE} of ${whatIsBad(slo)} over the last ${long}. The alert fires above ` +
      `${ratioToPercent(threshold)} (${tier.factor} × the budget of ${ratioToPercent(errorBudget(objective))}) over ${long} and ${short}. ` +
      budgetLeft(slo),
  });
}

/** What the error ratio is a share of, in words. */
export function whatIsBad({ indicator }: BudgetSlo): string {
  if (indicator.kind === 'time' || indicator.kind === 'raw-ratio') return 'the time was bad';
  return indicator.kind === 'ratio' || indicator.kind === 'raw-events' ? 'events were bad' : 'events were too slow';
}

function burns({ identity, objective }: BudgetSlo, { longMs, shortMs, factor }: Tier): Expr {
  const threshold = mul(num(factor), num(errorBudget(objective)));
  const burning = (windowMs: number) => gt(recorded(errorRatioSeries(windowMs), identity), threshold);
  return longMs === shortMs ? burning(longMs) : and(burning(longMs), burning(shortMs));
}

function guards(slo: BudgetSlo, { longMs, minimumAgeMs }: Tier): Expr[] {
  const enough = (events: Events) => {
    const least = slo.minimumTraffic[events];
    return least === 0 ? [] : [gte(countOf(events, longMs, slo), num(least))];
  };
  const oldEnough = minimumAgeMs === 0 ? [] : [existedBefore(minimumAgeMs, slo.identity)];
  return [...enough('total' satisfies keyof MinimumTraffic), ...enough('bad'), ...oldEnough];
}
