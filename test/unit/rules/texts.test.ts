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
