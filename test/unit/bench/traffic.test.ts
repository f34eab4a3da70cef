// The services of the benchmark: what their counters show and how many events there were have to agree, or a rule would be
// called wrong that is right.
import { describe, expect, it } from '@jest/globals';
import { type Counter, SCENARIOS, Service } from '../../../bench/traffic.ts';

const HOUR = 3600;
const START = 1_000_000 * HOUR;

function serviceOf(name: string): Service {
  const scenario = SCENARIOS.find((scenario) => scenario.name === name);
  if (scenario === undefined) throw new Error(`no scenario ${name}`);
  return new Service(scenario, 20, START);
}

/** All that is shown until then. */
function shownFor(service: Service, seconds: number): Counter[] {
  const shown: Counter[] = [];
  while (service.next < START + seconds) service.advance((counter) => shown.push(counter));
  return shown;
}

/** What the counters have come to, by the last sample of each series. */
function counted(shown: readonly Counter[], code: RegExp): number {
  const last = new Map(shown.map(({ series, value }) => [series, value]));
  return [...last].filter(([series]) => code.test(series)).reduce((sum, [, value]) => sum + value, 0);
}

describe('a made-up service', () => {
  it.each(SCENARIOS.filter(({ restarts }) => restarts === undefined).map(({ name }) => name))(
    'counts all that happens and nothing else (%s)',
    (name) => {
      const service = serviceOf(name);
      const shown = shownFor(service, 48 * HOUR);
      expect(counted(shown, /./)).toBe(service.events.all);
      expect(counted(shown, /code="503"/)).toBe(service.events.bad);
      expect(service.events.all).toBeGreaterThan(service.events.bad);
    },
  );

  it('has as many requests and errors as its scenario says', () => {
    const service = serviceOf('steady');
    shownFor(service, 48 * HOUR);
    expect(service.events.all / (48 * HOUR)).toBeCloseTo(100, 1);
    expect(service.events.bad / service.events.all).toBeCloseTo(0.001, 4);
  });

  it('has served more than its counters say when a pod is gone before it was scraped', () => {
    const service = serviceOf('churn');
    const shown = shownFor(service, 48 * HOUR);
    expect(counted(shown, /./)).toBeLessThan(service.events.all);
    expect(counted(shown, /./)).toBeGreaterThan(0.999 * service.events.all);
  });

  it('replaces each pod every six hours by one of another name, and has as many at a time', () => {
    const shown = shownFor(serviceOf('churn'), 12 * HOUR);
    const pods = new Set(shown.map(({ series }) => /instance="([^"]*)"/.exec(series)?.[1]));
    expect(pods.size).toBe(10 + 10 + 9);
  });

  it('starts to count from nothing when a pod restarts', () => {
    const last = new Map<string, number>();
    const falls = shownFor(serviceOf('resets'), 6 * HOUR).filter(({ series, value }) => {
      const before = last.get(series) ?? 0;
      last.set(series, value);
      return value < before && /code="200"/.test(series);
    });
    expect(falls.length).toBe(10 + 9);
  });

  it('goes on while nothing is scraped', () => {
    const service = serviceOf('gap');
    const shown = shownFor(service, 16 * 24 * HOUR);
    const gap = { from: START + 15 * 24 * HOUR + HOUR, to: START + 15 * 24 * HOUR + 2 * HOUR };
    expect(shown.filter(({ time }) => time >= gap.from && time < gap.to)).toEqual([]);
    expect(counted(shown, /./)).toBe(service.events.all);
  });

  it('does the same in every run', () => {
    const [one, other] = [serviceOf('bursts'), serviceOf('bursts')].map((service) => shownFor(service, 6 * HOUR));
    expect(one).toEqual(other);
  });
});
