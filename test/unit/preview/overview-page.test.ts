// The page of many SLOs: small, complete, searchable, and as safe as the page of few.
import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { compile } from '../../../src/compile.ts';
import { Report } from '../../../src/diagnostics/report.ts';
import { readSettings } from '../../../src/model/settings.ts';
import { previewPage } from '../../../src/preview/preview-page.ts';

const HOSTILE = `"></details><script>alert(1)</script> ' onload='x'`;

/** A service of SLOs with a few objectives among them. */
const spec = (service: number, slos: number): string =>
  [
    `service: service-${service}`,
    `owner: ${JSON.stringify(service === 1 ? HOSTILE : `team-${service}`)}`,
    'slos:',
    ...Array.from({ length: slos }, (_, at) => [
      `  - name: requests-${at}`,
      `    objective: ${['99.9%', '99.5%', '99%'][at % 3]}`,
      `    indicator: { ratio: { total: 'requests_total{path="/${at}"}', bad: 'requests_total{path="/${at}", code="500"}' } }`,
    ]).flat(),
    '',
  ].join('\n');

const pageOf = (services: number, slos: number): Promise<string> => {
  const report = new Report();
  const specs = Array.from({ length: services }, (_, at) => ({
    path: `slos/service-${at}.slo.yaml`,
    text: spec(at, slos),
  }));
  const compiled = compile({ specs }, readSettings(undefined, report), report);
  if (report.hasErrors) throw new Error(report.diagnostics.map(({ message }) => message).join('\n'));
  return previewPage(compiled);
};

const count = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0;

const page = await pageOf(10, 12);

describe('the page of 120 SLOs', () => {
  it('has a line for each, and takes so little that a thousand fit in five megabytes', () => {
    expect(count(page, /<details class="slo"/g)).toBe(120);
    expect(Buffer.byteLength(page) / 120).toBeLessThan(5_000);
  });

  it('draws what is the same once: each of three objectives has two charts', () => {
    expect(count(page, /<g id="drawing-/g)).toBe(6);
    expect(count(page, /<use href="#drawing-\d+"\/>/g)).toBe(240);
  });

  it('runs the script of its search field and no other, whatever the specs say', () => {
    expect(page).not.toContain('<script>alert');
    const scripts = [...page.matchAll(/<script>([\s\S]*?)<\/script>/g)].map(([, text = '']) => text);
    expect(scripts).toHaveLength(1);
    const hash = createHash('sha256')
      .update(scripts[0] ?? '')
      .digest('base64');
    expect(page.replaceAll('&#39;', "'")).toContain(`script-src 'sha256-${hash}'`);
  });

  it('names for each SLO the command that draws it in full', () => {
    expect(page).toContain('<code>slo preview service-9/requests-11</code>');
  });
});

it('a page of a few SLOs holds no script', async () => {
  expect(await pageOf(1, 3)).not.toMatch(/<script|script-src/);
});
