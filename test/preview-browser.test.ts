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
const inBrowser = chromium === undefined ? describe.skip : describe;

inBrowser(chromium === undefined ? 'the preview (SKIPPED: there is no Chromium)' : 'the preview in a browser', () => {
  let browser: Browser;
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'slo-preview-'));
    const report = new Report();
    const settings = readSettings(undefined, report);
    const sources = { specs: [source('slos/mesh.slo.yaml')], scenarios: [source('slos/mesh.slo-test.yaml')] };
    const compiled = compile(sources, settings, report);
    await writeFile(join(folder, 'page.html'), await previewPage(compiled));
    browser = await Browser.open(chromium ?? '');
    await browser.load(pathToFileURL(join(folder, 'page.html')).href);
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
