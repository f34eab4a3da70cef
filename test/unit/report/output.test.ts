// Answers about a period in, what is printed out: what is missing is not counted as kept, and no text of a server is obeyed.
import { describe, expect, it } from '@jest/globals';
import { reportCsv } from '../../../src/cli/report/report-data.ts';
import { reportHtml } from '../../../src/cli/report/report-html.ts';
import { reportMarkdown } from '../../../src/cli/report/report-markdown.ts';
import { reportText } from '../../../src/cli/report/report-text.ts';
import { PLAIN } from '../../../src/diagnostics/paint.ts';
import { readPeriod } from '../../../src/report/calendar.ts';
import { reportOf } from '../../../src/report/report.ts';
import type { ReportAnswers } from '../../../src/report/series.ts';
import { compileText } from '../../support/compile-text.ts';

const { slos } = compileText(`service: shop
slos:
  - name: requests
    objective: 99%
    indicator: { by: [handler], ratio: { total: requests_total, bad: errors_total } }
  - name: losses
    indicator: { zeroTolerance: { events: lost_total } }
`);
const [requests, losses] = slos;
const period = readPeriod('2026-10-25', 'Europe/Berlin', Date.parse('2026-11-01T00:00:00Z'));
const NOTHING: ReportAnswers = { total: [], bad: [], evaluations: [], present: [], burning: [], firing: [] };
const at = (value: number) => [{ timeMs: period?.endMs ?? 0, value }];
const quarters = (value: number) =>
  Array.from({ length: 100 }, (_, index) => ({ timeMs: (period?.startMs ?? 0) + (index + 1) * 900_000, value }));
const WATCHED = { evaluations: [{ labels: {}, values: quarters(30) }], present: [{ labels: {}, values: quarters(1) }] };

function report(slo: typeof requests, answers: Partial<ReportAnswers>) {
  if (!slo || !period) throw new Error('no SLO');
  return reportOf(slo, period, { ...NOTHING, ...answers });
}

describe('what is not known', () => {
  it('is no success: without events an SLO is neither kept nor missed', () => {
    const { verdict, unknown } = report(requests, {});
    expect(verdict).toBe('unknown');
    expect(unknown).toMatchObject({ notEvaluatedMs: 25 * 3_600_000, withoutDataMs: 0 });
    expect(report(losses, {}).verdict).toBe('unknown');
  });

  it('is told apart: rules that found nothing were evaluated', () => {
    const { unknown } = report(requests, { evaluations: WATCHED.evaluations });
    expect(unknown).toMatchObject({ notEvaluatedMs: 0, withoutDataMs: 25 * 3_600_000 });
    expect(unknown.stretches).toEqual([{ startMs: period?.startMs, endMs: period?.endMs, reason: 'no data' }]);
  });
});

it('one group that missed is an SLO that was missed', () => {
  const counts = (name: 'total' | 'bad', a: number, b: number) => ({
    [name]: [
      { labels: { handler: '/a' }, values: at(a) },
      { labels: { handler: '/b' }, values: at(b) },
    ],
  });
  const all = { ...WATCHED, ...counts('total', 10_000, 100) };
  expect(report(requests, { ...all, ...counts('bad', 0, 1) })).toMatchObject({ verdict: 'kept' });
  const { verdict, groups } = report(requests, { ...all, ...counts('bad', 0, 2) });
  expect(verdict).toBe('missed');
  expect(groups[0]).toMatchObject({ labels: { handler: '/b' }, kept: 0.98, budgetSpent: 2 });
});

it('an event that must not happen is one miss, replicas that saw it too are none more', () => {
  const burning = [1, 2].map((replica) => ({ labels: { replica: String(replica) }, values: quarters(3).slice(4, 6) }));
  const { verdict, incidents } = report(losses, { ...WATCHED, burning });
  expect(verdict).toBe('missed');
  expect(incidents).toHaveLength(1);
  expect(incidents[0]?.bad).toBe(3);
});

it('no value of a label is obeyed by a terminal, a browser, Markdown or a spreadsheet', () => {
  const handler = '=HYPERLINK("x")\u001b[31m<script>|[a](b)@all';
  const series = (value: number) => [{ labels: { handler }, values: at(value) }];
  const found = [{ slos: [report(requests, { ...WATCHED, total: series(100), bad: series(5) })] }];
  if (!period) throw new Error('no period');
  expect(reportText(period, found, 5, PLAIN)).not.toContain('\u001b');
  expect(reportHtml(period, found, 5)).not.toContain('<script');
  expect(reportMarkdown(period, found, 5)).toContain('\\|');
  expect(reportMarkdown(period, found, 5)).not.toMatch(/<script|@all/);
  const csv = reportCsv(period, found);
  expect(csv).toContain(`"'=HYPERLINK(""x"")`);
  expect(csv).not.toContain('\u001b');
});
