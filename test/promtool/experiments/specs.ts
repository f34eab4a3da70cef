// The SLOs that the experiments are about: plain ones, as a newcomer would write them.

/** Indents a block of a spec, for what is put into it. */
function block(text: string, blanks: number): string {
  return text
    .trim()
    .split('\n')
    .map((line) => ' '.repeat(blanks) + line)
    .join('\n');
}

/** A spec of one SLO, `requests` of `shop`: 99.9 % over 30 days unless said otherwise. */
export function oneSlo(
  indicator: string,
  { objective = '99.9%', period = '30d', alerts = 'burnRate: default', about = '' } = {},
): string {
  return `
service: shop
${about}
slos:
  - name: requests
    objective: ${objective}
    period: ${period}
    indicator:
${block(indicator, 6)}
    alerts:
${block(alerts, 6)}
`;
}

export const IDENTITY = { slo: 'requests', slo_service: 'shop' };
export const FAILED_CODES = 'code=~"5.."';

/** Requests that fail among all requests. */
export const REQUESTS = `
ratio:
  total: http_requests_total{job="shop"}
  bad: http_requests_total{job="shop",${FAILED_CODES}}
`;

/** Budgets without alerts: fewer rules, for scenarios over days. */
export const BUDGET_ONLY = 'burnRate: off\nabsent: off';

/** A counter of requests by their code, for the series of a scenario. */
export function requests(code: string, instance = 'a'): string {
  return `http_requests_total{job="shop",code="${code}",instance="${instance}"}`;
}

/** A recorded series of the SLO that `oneSlo` makes. */
export function recordedAs(series: string, slo = 'requests'): string {
  return `${series}{slo="${slo}",slo_service="shop"}`;
}

export const PERIOD_RATIO = recordedAs('slo:error_ratio:period');
export const BUDGET_LEFT = recordedAs('slo:error_budget:remaining_ratio');
