// What a spec means where it leaves something out, says it twice, or says what PromQL or Prometheus cannot take.
import { describe, expect, it } from '@jest/globals';
import { budgetSlo, compileOne, compileSlo, exprsOf, RATIO, specOf } from './compile-one.ts';

const SLO = `name: x, objective: 99%`;

/** Codes of the errors of one SLO. */
function codesOf(slo: string, config?: string): readonly string[] {
  return compileOne(specOf(slo), config).codes;
}

describe('an SLO that says little', () => {
  it('has a period of 30 days, layered windows, four tiers and an absence alert', () => {
    const slo = budgetSlo(`{ ${SLO}, ${RATIO} }`);
    expect(slo).toMatchObject({ objective: 0.99, periodMs: 30 * 86_400_000, precision: 'layered', by: [] });
    expect(slo.tiers).toHaveLength(4);
    expect(slo.thresholds).toEqual([]);
    expect(slo.absent).toMatchObject({ severity: 'warning' });
    expect(slo.minimumTraffic).toEqual({ total: 0, bad: 5 });
  });

  it('takes what it leaves out from the project, and what it says from itself', () => {
    const config = `
defaults: { period: 28d, precision: exact, owner: platform, alerts: { absent: off, minimumTraffic: { total: 7 } } }
scrapeInterval: 15s
cluster: eu-1`;
    expect(budgetSlo(`{ ${SLO}, ${RATIO} }`, config)).toMatchObject({
      identity: { cluster: 'eu-1', service: 'test', slo: 'x' },
      periodMs: 28 * 86_400_000,
      precision: 'exact',
      owner: 'platform',
      scrapeIntervalMs: 15_000,
      minimumTraffic: { total: 7, bad: 5 },
    });
    expect(budgetSlo(`{ ${SLO}, ${RATIO} }`, config).absent).toBeUndefined();
    const own = `{ ${SLO}, period: 7d, precision: layered, owner: me, alerts: { absent: default }, ${RATIO} }`;
    expect(budgetSlo(own, config)).toMatchObject({ periodMs: 7 * 86_400_000, precision: 'layered', owner: 'me' });
    expect(budgetSlo(own, config).absent).toBeDefined();
  });

  it('has no named alerts of the project, which belong to one SLO: they are refused, not ignored', () => {
    const config =
      'defaults: { alerts: { threshold: [{ name: HalfFails, errorRatio: 50%, over: 10m, severity: critical }] } }';
    expect(codesOf(`{ ${SLO}, ${RATIO} }`, config)).toEqual(['error[unknown-field]']);
  });
});

describe('the tiers of an SLO', () => {
  const tiersOf = (burnRate: string, config?: string) =>
    budgetSlo(`{ ${SLO}, alerts: { burnRate: ${burnRate} }, ${RATIO} }`, config).tiers.map(({ tier }) => tier);
  const config =
    'defaults: { alerts: { burnRate: { tiers: { ticket-slow: off, own: { factor: 2, long: 4h, short: 20m, severity: info } } } } }';

  it('are the default ones with what is changed, switched off and added', () => {
    expect(tiersOf('default')).toEqual(['page-fast', 'page-slow', 'ticket-fast', 'ticket-slow']);
    expect(tiersOf('off')).toEqual([]);
    expect(tiersOf('{ tiers: { page-slow: off } }')).toEqual(['page-fast', 'ticket-fast', 'ticket-slow']);
    expect(tiersOf('{ inherit: false }')).toEqual([]);
  });

  it('are those of the project, changed again', () => {
    expect(tiersOf('default', config)).toEqual(['page-fast', 'page-slow', 'ticket-fast', 'own']);
    expect(tiersOf('{ tiers: { own: off } }', config)).toEqual(['page-fast', 'page-slow', 'ticket-fast']);
    expect(tiersOf('off', config)).toEqual([]);
  });
});

describe('labels to group by', () => {
  it.each(['nan', 'NaN', 'inf', 'Inf', 'without'])('cannot be called %s, which no Prometheus can list', (label) => {
    expect(codesOf(`{ ${SLO}, indicator: { by: ["${label}"], ratio: { total: a, bad: b } } }`)).toHaveLength(1);
  });

  it.each(['slot', 'slow_path', 'sloth', 'by', 'on', 'offset'])('can be called %s, which nothing else is', (label) => {
    expect(codesOf(`{ ${SLO}, indicator: { by: ["${label}"], ratio: { total: a, bad: b } } }`)).toEqual([]);
  });

  it.each(['slo', 'slo_service', 'slo_tier', 'severity', 'alertname', 'le'])('cannot be called %s', (label) => {
    const codes = codesOf(`{ ${SLO}, indicator: { by: ["${label}"], ratio: { total: a, bad: b } } }`);
    expect(codes).toEqual(['error[reserved-label]']);
  });

  it('cannot be overwritten from anywhere', () => {
    const by = 'indicator: { by: [zone], ratio: { total: a, bad: b } }';
    const zone = 'labels: { zone: here }';
    const [reserved] = ['error[reserved-label]'];
    const threshold = `{ name: A, errorRatio: 1%, over: 5m, severity: info, ${zone} }`;
    expect(codesOf(`{ ${SLO}, ${zone}, ${by} }`)).toContain(reserved);
    expect(codesOf(`{ ${SLO}, ${by} }`, `defaults: { ${zone} }`)).toContain(reserved);
    expect(codesOf(`{ ${SLO}, ${by}, alerts: { threshold: [${threshold}] } }`)).toContain(reserved);
    expect(codesOf(`{ ${SLO}, ${by}, alerts: { absent: { ${zone} } } }`)).toContain(reserved);
    expect(codesOf(`{ ${SLO}, ${by}, alerts: { burnRate: { ${zone} } } }`)).toContain(reserved);
    expect(codesOf(`{ ${SLO}, ${by}, alerts: { burnRate: { tiers: { page-fast: { ${zone} } } } } }`)).toContain(
      reserved,
    );
    expect(compileOne(`${specOf(`{ ${SLO}, ${by} }`)}${zone}\n`).codes).toContain(reserved);
  });
});

describe('what is written twice', () => {
  it('has groups of different names when two documents of a service hold alerts of their own', () => {
    const document = (name: string) => `service: a\nalerts: [{ name: ${name}, expr: up == 0, severity: info }]\n`;
    const { codes, files } = compileOne(`${document('A')}---\n${document('B')}`);
    const groups = files.flatMap(({ services }) => services.flatMap(({ alertGroups }) => alertGroups));
    expect(codes).toEqual([]);
    expect(new Set(groups.map(({ name }) => name)).size).toBe(2);
  });

  it.each([
    [
      'two named alerts of an SLO with one name',
      specOf(
        `{ ${SLO}, ${RATIO}, alerts: { threshold: [{ name: A, errorRatio: 1%, over: 5m, severity: info }, { name: A, errorRatio: 2%, over: 10m, severity: info }] } }`,
      ),
    ],
    [
      'two alerts of their own with one name',
      'service: a\nalerts: [{ name: A, expr: up == 0, severity: info }, { name: A, expr: up == 1, severity: info }]\n',
    ],
    ['a preset', 'service: a\nalerts: [{ istio: istiod-down }, { istio: istiod-down }]\n'],
  ])('is reported: %s', (_what, spec) => {
    expect(compileOne(spec).codes).toHaveLength(1);
  });
});

describe('numbers at the edge', () => {
  it('either compile or are reported, but never throw', () => {
    const threshold = (errorRatio: string) =>
      `{ ${SLO}, ${RATIO}, alerts: { threshold: [{ name: A, errorRatio: ${errorRatio}, over: 5m, severity: info }] } }`;
    const tier = (settings: string) =>
      `{ ${SLO}, ${RATIO}, alerts: { burnRate: { tiers: { t: { long: 1h, short: 5m, severity: info, ${settings} } } } } }`;
    for (const slo of [
      threshold('0%'),
      threshold('0.000001%'),
      threshold('99.9999%'),
      tier('factor: 0.0000001'),
      tier('factor: 99.99999'),
      tier('budget: 0.00001%'),
      tier('factor: 1, minimumAge: 1ms'),
      tier('factor: 1, minimumAge: 10y'),
      tier('factor: 1, for: 1y, keepFiringFor: 10y'),
      `{ name: x, objective: 0.00001%, ${RATIO} }`,
      `{ name: x, objective: 99.99999999%, ${RATIO} }`,
    ]) {
      const { codes, slos } = compileOne(specOf(slo));
      expect({ slo, isAnswered: codes.length > 0 || slos.length === 1 }).toEqual({ slo, isAnswered: true });
    }
  });

  it('keep a histogram from being asked for events faster than nothing', () => {
    const latency = 'latency: { histogram: a_seconds, below: 0s, buckets: [0s, 1s] }';
    expect(codesOf(`{ ${SLO}, indicator: { ${latency} } }`)).toEqual(['error[invalid-value]']);
  });
});

describe('matchers of a latency indicator', () => {
  it('cannot name the bucket, which the threshold does', () => {
    const latency = `latency: { histogram: a_seconds, below: 1s, buckets: [1s], where: 'le="0.5"' }`;
    expect(codesOf(`{ ${SLO}, indicator: { ${latency} } }`)).toEqual(['error[reserved-label]']);
  });
});

describe('a condition of uptime', () => {
  const totalOf = (up: string) =>
    exprsOf(compileSlo(`{ ${SLO}, indicator: { uptime: { up: '${up}', noData: ignored } } }`))['slo:total_events:rate'];

  it('counts the time in which there is data, whatever the data says', () => {
    expect(totalOf('up{job="a"} == 1')).toBe('clamp_max(count(up{job="a"}), 1)');
    expect(totalOf('sum(up{job="a"}) / count(up{job="a"}) > 0.5')).toBe(
      'clamp_max(count(sum(up{job="a"}) / count(up{job="a"}) >= -Inf), 1) or on () 0 * count(sum(up{job="a"}) / count(up{job="a"}))',
    );
    expect(totalOf('max by (site) (up == 1)')).toBe(
      'clamp_max(count(max by (site) (up) >= -Inf), 1) or on () 0 * count(max by (site) (up))',
    );
  });

  it('counts the time in which nothing of a counted part is up', () => {
    expect(totalOf('count(up{job="a"} == 1) / count(up{job="a"}) > 0.5')).not.toContain('== 1');
    expect(totalOf('(max(load) < 5) * 1 > 0')).not.toContain('< 5');
  });
});
