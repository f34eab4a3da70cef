// What a report of a fault should name: the versions of everything that takes part.
import process from 'node:process';
import { isSea } from 'node:sea';
import { findPromtool } from '../promtool/find.ts';
import { EXIT, type Exit, type Terminal } from './terminal.ts';
import { VERSION } from './version.ts';

/** Prints one line for each. */
export function versions(terminal: Terminal): Exit {
  const promtool = findPromtool(process.cwd(), undefined);
  terminal.out(
    `${[
      `slo ${VERSION} (${isSea() ? 'executable' : 'package'})`,
      `Node ${process.versions.node}`,
      `platform ${process.platform} ${process.arch}`,
      'version' in promtool ? `promtool ${promtool.version} (${promtool.path})` : `promtool: ${promtool.reason}`,
    ].join('\n')}\n`,
  );
  return EXIT.fine;
}
