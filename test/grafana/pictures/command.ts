// Pictures of the boards, for the docs or to be looked at.
import { fileURLToPath } from 'node:url';
import { BOARD_UIDS } from '../../../src/rules/boards.ts';
import { findChromium } from '../../support/chromium.ts';
import { type Picture, writePictures } from './pictures.ts';

const DOCS = fileURLToPath(new URL('../../../docs/images/', import.meta.url));

const isInDocs = ({ uid, state }: Picture) => state === 'incident' && uid !== BOARD_UIDS.controlPlane;

export async function main([folder]: readonly string[]): Promise<void> {
  const chromium = findChromium();
  if (chromium === undefined) throw new Error('there is no Chromium: set $CHROMIUM');
  const written = await writePictures(folder ?? DOCS, chromium, folder === undefined ? isInDocs : () => true);
  for (const path of written) console.log(path);
}
