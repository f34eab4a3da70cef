// The curves of the preview are the derivation of rules/response.ts at each of their points, and leave out nothing that
// matters: both sides of every threshold.
import { describe, expect, it } from '@jest/globals';
import { errorBudget } from '../../../src/model/slo.ts';
import { responseCurves } from '../../../src/preview/response-curve.ts';
import { timeToFire, timeToFireThreshold } from '../../../src/rules/response.ts';
import { budgetSlo, compileText } from '../../support/compile-text.ts';

const SPEC = `service: shop
slos:
  - name: success
    objective: 99.9%
    indicator: { ratio: { total: requests_total, bad: errors_total } }
    alerts: { threshold: [{ name: ManyErrors, errorRatio: 1%, over: 5m, for: 5m, severity: warning }] }
  - name: up
    objective: 99%
    indicator: { uptime: { up: 'up{job="shop"} == 1' } }
  - name: none
    objective: 99%
    indicator: { ratio: { total: requests_total, bad: errors_total } }
    alerts: { burnRate: off }
`;

const compiled = compileText(SPEC);

describe('responseCurves', () => {
  it.each(['success', 'up'])('holds the times of rules/response.ts for %s', (name) => {
    const slo = budgetSlo(compiled, name);
    const alerts = [
      ...slo.tiers.map((tier) => (ratio: number) => timeToFire(slo, tier, ratio)),
      ...slo.thresholds.map((alert) => (ratio: number) => timeToFireThreshold(slo, alert, ratio)),
    ];
    const curves = responseCurves(slo);
    expect(curves.map((curve) => curve.name)).toEqual([
      ...slo.tiers.map(({ tier }) => tier),
      ...slo.thresholds.map(({ settings }) => settings.name),
    ]);
    curves.forEach(({ points }, at) => {
      expect(points.map(({ timeMs }) => timeMs)).toEqual(points.map(({ errorRatio }) => alerts[at]?.(errorRatio)));
    });
  });

  it('tells the budget that is gone: a total outage of the length of the whole budget takes all of it', () => {
    const slo = budgetSlo(compiled, 'success');
    const budgetMs = errorBudget(slo.objective) * slo.periodMs;
    for (const { points } of responseCurves(slo)) {
      const last = points.at(-1);
      expect(last?.errorRatio).toBe(1);
      expect(last?.spent).toBeCloseTo((last?.timeMs ?? Number.NaN) / budgetMs, 9);
    }
  });

  it('has a point on each threshold, where the alert never fires, and one just above, where it does', () => {
    const slo = budgetSlo(compiled, 'success');
    for (const { points, threshold } of responseCurves(slo)) {
      const at = points.findIndex(({ errorRatio }) => errorRatio === threshold);
      expect(points[at]?.timeMs).toBeUndefined();
      expect(points[at + 1]?.timeMs).toBeGreaterThan(0);
      expect((points[at + 1]?.errorRatio ?? 1) / threshold).toBeLessThan(1.001);
    }
  });

  it('has none where nothing watches the error ratio', () => {
    expect(responseCurves(budgetSlo(compiled, 'none'))).toEqual([]);
  });
});
