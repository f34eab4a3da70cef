// The page of the mesh's SLOs in a real browser: it loads without a word of complaint, asks for nothing, and fits
// a phone and a screen, whatever is unfolded.
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { compile } from '../src/compile.ts';
import { Report } from '../src/diagnostics/report.ts';
import { readSettings } from '../src/model/settings.ts';
import { previewPage } from '../src/preview/preview-page.ts';
import { Browser, findChromium } from './support/chromium.ts';

const source = (path: string) => ({
  path,
  text: readFileSync(fileURLToPath(new URL(`../${path}`, import.meta.url)), 'utf8'),
});

const chromium = findChromium();

/** A browser that shows a page, and the folder in which the page lies. */
async function open(page: string): Promise<{ readonly browser: Browser; readonly folder: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'slo-preview-'));
  await writeFile(join(folder, 'page.html'), page);
  const browser = await Browser.open(chromium ?? '');
  await browser.load(pathToFileURL(join(folder, 'page.html')).href);
  return { browser, folder };
}

const inBrowser = chromium === undefined ? describe.skip : describe;

inBrowser(chromium === undefined ? 'the preview (SKIPPED: there is no Chromium)' : 'the preview in a browser', () => {
  let browser: Browser;
  let folder: string;

  beforeAll(async () => {
    const report = new Report();
    const settings = readSettings(undefined, report);
    const sources = { specs: [source('slos/mesh.slo.yaml')], scenarios: [source('slos/mesh.slo-test.yaml')] };
    ({ browser, folder } = await open(await previewPage(compile(sources, settings, report))));
  }, 120_000);

  afterAll(async () => {
    await browser?.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('loads one file and complains of nothing', () => {
    const told = browser.events;
    const requests = told.filter(({ method }) => method === 'Network.requestWillBeSent');
    const asked = requests.map(({ params }) => (params as { request: { url: string } }).request.url);
    expect(asked.filter((url) => !/page\.html$|^data:,$/.test(url))).toEqual([]);
    expect(asked.length).toBeGreaterThan(0);
    const complaints = ['Log.entryAdded', 'Runtime.consoleAPICalled', 'Runtime.exceptionThrown'];
    expect(told.filter(({ method }) => complaints.includes(String(method)))).toEqual([]);
  });

  it.each([390, 1280])('fits a window of %s pixels, with everything unfolded', async (width) => {
    await browser.send('Emulation.setDeviceMetricsOverride', {
      width,
      height: 900,
      deviceScaleFactor: 1,
      mobile: true,
    });
    await browser.evaluate('document.querySelectorAll("details").forEach((details) => { details.open = true; })');
    expect(await browser.evaluate('document.documentElement.scrollWidth')).toBe(width);
    // Charts keep the shape that they were drawn in, and none is squeezed to nothing.
    const charts = await browser.evaluate(
      '[...document.querySelectorAll("svg.chart")].filter((chart) => chart.getBoundingClientRect().width < 250).length',
    );
    expect(charts).toBe(0);
  });

  it('is dark where dark is preferred, and light on paper all the same', async () => {
    const paper = 'getComputedStyle(document.documentElement).backgroundColor';
    const emulate = (media: string, scheme: string) =>
      browser.send('Emulation.setEmulatedMedia', {
        media,
        features: [{ name: 'prefers-color-scheme', value: scheme }],
      });
    await emulate('screen', 'dark');
    const dark = await browser.evaluate(paper);
    await emulate('screen', 'light');
    const light = await browser.evaluate(paper);
    await emulate('print', 'dark');
    expect([await browser.evaluate(paper), light]).toEqual(['rgb(255, 255, 255)', 'rgb(255, 255, 255)']);
    expect(dark).not.toBe(light);
  });

  it('unfolds on paper what is folded on the screen', async () => {
    const isVisible = async (media: string) => {
      await browser.send('Emulation.setEmulatedMedia', { media });
      return browser.evaluate('document.querySelector(".topic .chart").checkVisibility()');
    };
    await browser.evaluate('document.querySelectorAll("details").forEach((details) => { details.open = false; })');
    expect(await isVisible('screen')).toBe(false);
    expect(await isVisible('print')).toBe(true);
  });
});

inBrowser('the preview of many SLOs in a browser', () => {
  let browser: Browser;
  let folder: string;

  beforeAll(async () => {
    const report = new Report();
    const texts = Array.from({ length: 20 }, (_, at) => manySlos(`service-${at}`));
    const specs = texts.map((text, at) => ({ path: `slos/service-${at}.slo.yaml`, text }));
    ({ browser, folder } = await open(await previewPage(compile({ specs }, readSettings(undefined, report), report))));
  }, 120_000);

  afterAll(async () => {
    await browser?.close();
    await rm(folder, { recursive: true, force: true });
  });

  const shown = '[...document.querySelectorAll(".slo")].filter((entry) => entry.checkVisibility()).length';
  const search = (words: string) =>
    browser.evaluate(`(() => {
      const field = document.querySelector('.filter input');
      field.value = ${JSON.stringify(words)};
      field.dispatchEvent(new Event('input'));
    })()`);

  it('shows the SLOs that have all words, and no service without any', async () => {
    expect(await browser.evaluate(shown)).toBe(60);
    await search('SERVICE-7 latency');
    expect(await browser.evaluate(shown)).toBe(1);
    const headings = '[...document.querySelectorAll("h2")].filter((one) => one.checkVisibility()).length';
    expect(await browser.evaluate(headings)).toBe(1);
    await search('');
    expect(await browser.evaluate(shown)).toBe(60);
    const complaints = browser.events.filter(
      ({ method }) => method === 'Runtime.exceptionThrown' || method === 'Log.entryAdded',
    );
    expect(complaints).toEqual([]);
  });

  it('fits a phone with everything unfolded, and shows the drawings that it refers to', async () => {
    const metrics = { width: 390, height: 900, deviceScaleFactor: 1, mobile: true };
    await browser.send('Emulation.setDeviceMetricsOverride', metrics);
    await browser.evaluate('document.querySelectorAll("details").forEach((details) => { details.open = true; })');
    expect(await browser.evaluate('document.documentElement.scrollWidth')).toBe(390);
    const drawn =
      '[...document.querySelectorAll("svg.chart use")].filter((use) => use.getBoundingClientRect().width > 200).length';
    expect(await browser.evaluate(drawn)).toBe(120);
  });
});

function manySlos(service: string): string {
  const slo = (name: string, objective: string) => `  - name: ${name}
    objective: ${objective}
    indicator: { ratio: { total: 'requests_total', bad: 'requests_total{code="500"}' } }
`;
  return `service: ${service}\nslos:\n${slo('success', '99.9%')}${slo('latency', '99%')}${slo('quality', '99.5%')}`;
}
