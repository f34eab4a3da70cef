// The smallest project that `slo test` has something to prove of, and what it said.
import { expect } from '@jest/globals';
import { type Outcome, Project } from './slo-process.ts';

/** As little to prove as an SLO with a page can have. */
export const SMALL = `service: shop
slos:
  - name: success
    objective: 99%
    period: 1d
    indicator:
      by: [handler]
      ratio:
        total: http_requests_total{job="shop"}
        bad: http_requests_total{job="shop", code=~"5.."}
    alerts:
      absent: off
      burnRate:
        inherit: false
        tiers:
          page: { long: 30m, short: 5m, factor: 10, severity: critical }
`;

export const SPEC_PATH = 'slos/shop.slo.yaml';

/** A scenario of it that comes true. */
export const STORY = `scenarios:
  - name: every fifth checkout fails
    slo: success
    group: { handler: /checkout }
    traffic:
      - { for: 30m, bad: 0% }
      - { for: 20m, bad: 20% }
    expect:
      - { at: 30m, silent: all }
      - { at: 50m, fires: [ErrorBudgetBurn/page] }
`;

/** A project after `slo build`. */
export function built(files: Readonly<Record<string, string>> = {}): Project {
  const project = new Project({ [SPEC_PATH]: SMALL, ...files });
  expect(project.slo('build').status).toBe(0);
  return project;
}

export const linesOf = ({ stdout }: Outcome): string[] => stdout.trimEnd().split('\n');

export const lastLine = (outcome: Outcome): string => linesOf(outcome).at(-1) ?? '';
