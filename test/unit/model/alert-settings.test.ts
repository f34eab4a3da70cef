import { describe, expect, it } from '@jest/globals';
import { mergeAlert } from '../../../src/model/read/alert-settings.ts';

const DEFAULTS = { name: 'SomethingWrong', severity: 'warning', forMs: 60_000, keepFiringForMs: 0 };

describe('the settings of an alert', () => {
  it('are the defaults where nobody says otherwise', () => {
    expect(mergeAlert(DEFAULTS, [], {})).toEqual({ ...DEFAULTS, labels: {}, annotations: {}, bases: {} });
  });

  it('are those of the nearest layer, one by one', () => {
    const merged = mergeAlert(
      DEFAULTS,
      [
        { severity: 'info', for: '5m', summary: 'far', runbook: 'https://far.example.com' },
        { severity: 'critical', keepFiringFor: '10m', for: undefined },
        { for: '0s', dashboard: 'https://near.example.com' },
      ],
      {},
    );
    expect(merged).toMatchObject({
      severity: 'critical',
      forMs: 0,
      keepFiringForMs: 600_000,
      summary: 'far',
      runbook: 'https://far.example.com',
      dashboard: 'https://near.example.com',
    });
  });

  it('merge labels and annotations by name', () => {
    const merged = mergeAlert(
      DEFAULTS,
      [
        { labels: { team: 'far', area: 'far' }, annotations: { wiki: 'far' } },
        { labels: { team: 'near' }, annotations: { note: 'near' } },
      ],
      {},
    );
    expect(merged.labels).toEqual({ team: 'near', area: 'far' });
    expect(merged.annotations).toEqual({ wiki: 'far', note: 'near' });
  });
});
