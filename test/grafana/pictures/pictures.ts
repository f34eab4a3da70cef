// Every board as a picture, in a healthy mesh, in one with incidents, and without any data.
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execPath } from 'node:process';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { BOARD_UIDS } from '../../../src/rules/boards.ts';
import { type BoardJson, ownBoards } from '../../support/boards.ts';
import { Browser } from '../../support/chromium.ts';
import type { Prometheus } from '../../support/prometheus.ts';
import { EPOCH, MOMENTS } from './history.ts';
import { startEmpty, startWithHistory } from './server.ts';

export const STATES = ['healthy', 'incident', 'no-data'] as const;
export type State = (typeof STATES)[number];

/** A panel that has nothing to show, and what it shows instead. */
export interface EmptyPanel {
  readonly id: number;
  readonly title: string;
  readonly noValue?: string;
}

/** What came of a board in a state. */
export interface Picture {
  readonly uid: string;
  readonly state: State;
  readonly page: string;
  readonly width: number;
  readonly height: number;
  readonly empty: readonly EmptyPanel[];
}

/** The SLO that a board is about, where it is about one. */
const CHOSEN: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  [BOARD_UIDS.detail]: { service: 'istio-mesh', slo: 'request-success' },
  [BOARD_UIDS.zeroTolerance]: { service: 'istiod', slo: 'xds-rejects' },
};

const RENDER = fileURLToPath(new URL('render.mjs', import.meta.url));
const LOOK_BACK_SECONDS = 3 * 3_600;

/** Hands the pictures to `work` as pages, in a folder that is gone afterwards. */
export async function withPictures<T>(work: (pictures: readonly Picture[]) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'slo-pictures-'));
  const { boards } = await ownBoards();
  const servers: Prometheus[] = [];
  try {
    const full = await startWithHistory(boards.values());
    servers.push(full);
    const empty = await startEmpty();
    servers.push(empty);
    const pictures: Picture[] = [];
    for (const board of boards.values()) {
      for (const state of STATES) {
        const { url } = state === 'no-data' ? empty : full;
        const to = EPOCH + MOMENTS[state === 'no-data' ? 'healthy' : state];
        pictures.push(await pictureOf(board, state, { url, to, folder }));
      }
    }
    return await work(pictures);
  } finally {
    for (const server of servers) await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function pictureOf(
  board: BoardJson,
  state: State,
  { url, to, folder }: { readonly url: string; readonly to: number; readonly folder: string },
): Promise<Picture> {
  const [file, page] = [join(folder, `${board.uid}.json`), join(folder, `${board.uid}-${state}.html`)];
  await writeFile(file, JSON.stringify(board));
  const all = Object.fromEntries(board.templating.list.map(({ name }) => [name, '.*']));
  const variables = JSON.stringify({ ...all, ...CHOSEN[board.uid] });
  const args = [RENDER, file, url, to - LOOK_BACK_SECONDS, to, variables, page].map(String);
  const { stdout } = await promisify(execFile)(execPath, args);
  return { uid: board.uid, state, page, ...JSON.parse(stdout) };
}

/** The picture as PNG. */
async function photograph(browser: Browser, { page, width, height }: Picture): Promise<Buffer> {
  const size = { width, height, deviceScaleFactor: 1, mobile: false };
  await browser.send('Emulation.setDeviceMetricsOverride', size);
  await browser.load(pathToFileURL(page).href);
  const { data } = await browser.send('Page.captureScreenshot', { format: 'png' });
  return Buffer.from(String(data), 'base64');
}

/** Writes the pictures that are wanted into a folder, each as BOARD-STATE.png. */
export async function writePictures(
  folder: string,
  chromium: string,
  isWanted: (picture: Picture) => boolean,
): Promise<string[]> {
  return await withPictures(async (pictures) => {
    const browser = await Browser.open(chromium);
    try {
      const written: string[] = [];
      for (const picture of pictures.filter(isWanted)) {
        const path = join(folder, `${picture.uid}-${picture.state}.png`);
        await writeFile(path, await photograph(browser, picture));
        written.push(path);
      }
      return written;
    } finally {
      await browser.close();
    }
  });
}
