import { describe, expect, it } from '@jest/globals';
import { alertsOf } from '../../../src/rules/rule.ts';
import { compileSlo, RATIO } from '../model/compile-one.ts';

const THRESHOLD = 'alerts: { threshold: [{ name: High, errorRatio: 1%, over: 5m, severity: warning }] }';

function summaryOf(indicator: string): string | undefined {
  const compiled = compileSlo(`{ name: x, objective: 99.9%, ${indicator}, ${THRESHOLD} }`);
  return alertsOf(compiled.groups).find(({ alert }) => alert === 'High')?.annotations.summary;
}

describe('the summary of a named alert', () => {
  it('is a whole sentence where there are no groups, and names the group where there are', () => {
    expect(summaryOf(RATIO)).toMatch(/^More than 1% of events were bad in \S+\/x\.$/);
    expect(summaryOf(RATIO.replace('{ ratio', '{ by: [job], ratio'))).toMatch(
      /^job=\{\{ \$labels\.job \}\}: more than 1% of events were bad in \S+\/x\.$/,
    );
  });
});

function descriptionOf(alert: string, spec: string): string {
  const compiled = compileSlo(`{ name: x, objective: 99.9%, ${spec} }`);
  return alertsOf(compiled.groups).find((rule) => rule.alert === alert)?.annotations.description ?? '';
}

describe('the description of an alert on missing data', () => {
  it('speaks of labels where one may be what is missing, and nowhere else', () => {
    const coded = 'indicator: { ratio: { total: calls_total, bad: \'calls_total{code=~"5.."}\' } }';
    const apart = 'indicator: { ratio: { total: calls_total, bad: failures_total } }';
    const LABELS = /A label in braces means that the series are there and lack this label\.$/;
    expect(descriptionOf('IndicatorDataMissing', coded)).toMatch(LABELS);
    expect(descriptionOf('IndicatorDataMissing', apart)).not.toMatch(LABELS);
  });
});

describe('the description of a tier that another one may hold', () => {
  const ofTier = (indicator: string, tier: string) => {
    const compiled = compileSlo(`{ name: x, objective: 99.9%, ${indicator} }`);
    return alertsOf(compiled.groups).find(({ labels }) => labels.slo_tier === tier)?.annotations.description ?? '';
  };

  it('looks up whether its own window had an event, in its group', () => {
    const text = ofTier(RATIO.replace('{ ratio', '{ by: [job], ratio'), 'page-fast');
    expect(text).toMatch(
      /in the last \{\{ if printf "slo:error_ratio:rate1h\{.*,job=%q\}" \$labels\.job \| query \}\}1h\{\{ else \}\}6h \(none were seen in the last 1h\)\{\{ end \}\} were bad\./,
    );
    expect(ofTier(RATIO, 'page-slow')).toContain('in the last 6h were bad.');
  });

  it('speaks of time where time is measured', () => {
    const uptime = 'indicator: { uptime: { up: up == 1 } }';
    expect(ofTier(uptime, 'ticket-fast')).toMatch(
      /of the time that was watched in the last \{\{ if query "slo:error_ratio:rate1d\{.*\}" \}\}1d\{\{ else \}\}3d \(none of the last 1d was\)\{\{ end \}\} was /,
    );
  });
});

describe('the description of a tier that waits for events', () => {
  const tiers =
    'burnRate: { inherit: false, budget: BUDGET, tiers: { t: { long: LONG, short: 5m, factor: 14.4, severity: critical } } }';
  const ofTier = (budget: string, long: string) =>
    descriptionOf('ErrorBudgetBurn', `${RATIO}, alerts: { ${tiers.replace('BUDGET', budget).replace('LONG', long)} }`);

  it('says how many of the bad events that the budget allows, how a night ends, and what decides at first', () => {
    const text = ofTier('events', '1h');
    expect(text).toContain('the bad events of 1h are more than 2% of those that the budget of 30d allows');
    expect(text).toContain('or more than 75% of the events of 30m');
    expect(text).toContain('while they are more than 1.44% (14.4 × the budget of 0.1%) of the events of 5m.');
    expect(text).toContain('Until a day of traffic has been seen, the share of bad events over 1h decides.');
    expect(ofTier('events', '1d')).not.toContain('75%');
    expect(ofTier('time', '1h')).not.toContain('those that the budget');
  });
});
