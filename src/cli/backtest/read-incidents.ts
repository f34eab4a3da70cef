// A list of incidents as people keep it: CSV with start, end and name.
import { resolve } from 'node:path';
import type { KnownIncident } from '../../backtest/incidents.ts';
import type { Report, SourceFile } from '../../diagnostics/report.ts';
import { faultOf, MOST_BYTES, readNamedFile } from '../project/files.ts';

/** Reads a list by its path from the project; reports lines that are no incidents. */
export function readIncidents(path: string, root: string, report: Report): KnownIncident[] {
  let text: string;
  try {
    text = readNamedFile(resolve(root, path), MOST_BYTES);
  } catch (error) {
    report.add({
      code: 'file-unreadable',
      severity: 'error',
      message: `${JSON.stringify(path)} cannot be read: ${faultOf(error)}`,
    });
    return [];
  }
  const source: SourceFile = { path, text };
  const incidents: KnownIncident[] = [];
  let start = 0;
  for (const [at, raw] of text.split('\n').entries()) {
    const line = raw.replace(/\r$/, '');
    const isHeader = at === 0 && /^\s*start\s*,/i.test(line);
    const incident = line.trim() === '' || isHeader ? undefined : incidentOf(line);
    if (incident) incidents.push(incident);
    else if (line.trim() !== '' && !isHeader) {
      const help = 'a line is start,end,name as in 2026-10-25T02:10:00Z,2026-10-25T04:00:00Z,payments fail';
      report.add({
        code: 'incident-unreadable',
        severity: 'error',
        message: 'this line is no incident',
        span: { source, start, end: start + line.length },
        help,
      });
    }
    start += raw.length + 1;
  }
  return incidents.sort((a, b) => a.startMs - b.startMs);
}

/** RFC 3339 with a zone: what a local time means depends on whose it is. */
const MOMENT = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/;

function incidentOf(line: string): KnownIncident | undefined {
  const [, from = '', to = '', name = ''] = /^([^,]*),([^,]*)(?:,(.*))?$/.exec(line) ?? [];
  const [start, end] = [from.trim(), to.trim()];
  if (!MOMENT.test(start) || !MOMENT.test(end)) return undefined;
  const [startMs, endMs] = [Date.parse(start), Date.parse(end)];
  if (!(startMs < endMs)) return undefined;
  const bare = name.trim().replace(/^"(.*)"$/, (_, inner: string) => inner.replaceAll('""', '"'));
  return { startMs, endMs, name: bare };
}
