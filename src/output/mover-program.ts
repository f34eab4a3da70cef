// What Node is started with to move files: the program beside this one. In a single executable that is the executable itself.
import { fileURLToPath } from 'node:url';

/** From here and from a bundle, which lies in another folder of the same depth. */
export const MOVER_PROGRAM: readonly string[] = [fileURLToPath(new URL('../output/mover-process.js', import.meta.url))];
