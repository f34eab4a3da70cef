// `slo build --watch`: builds again whenever a spec, a scenario or the project file changes, until it is told to stop. What
// did not change is not compiled again.
import { join, relative, sep } from 'node:path';
import process from 'node:process';
import { type FSWatcher, watch as watchFiles } from 'chokidar';
import { Report } from '../../diagnostics/report.ts';
import { isBelow } from '../../output/locate.ts';
import { CONFIG_FILE, DEFAULT_SPEC_FOLDER } from '../../spec/file-names.ts';
import { isProjectFile, readProject } from '../project/project.ts';
import { EXIT, type Exit, type Terminal, usageError } from '../terminal.ts';
import { type BuildOptions, build } from './build.ts';
import { BuildCache } from './cache.ts';

/** Editors write a file in several steps, and tools write several files: what comes within this time is one change. */
const BURST_MS = 80;

export async function watch(root: string, options: BuildOptions, terminal: Terminal): Promise<Exit> {
  if (options.check || options.stdout) {
    return usageError('--watch writes files', 'leave --check and --stdout out', terminal);
  }
  const cache = new BuildCache();
  const changes = new Changes();
  let watched = watchedOf(root);
  const watcher = await startWatcher(root, () => watched, changes);
  const stop = () => changes.stop();
  for (const signal of SIGNALS) process.on(signal, stop);
  terminal.note(`watching ${watched.folder}/ and ${CONFIG_FILE}; Ctrl-C ends it`);
  try {
    do {
      await build(root, options, terminal, cache);
      const now = watchedOf(root);
      if (now.folder !== watched.folder) watcher.add(join(root, now.folder));
      if (now.metrics !== watched.metrics) watcher.add(join(root, now.metrics));
      watched = now;
    } while (await changes.next());
  } finally {
    for (const signal of SIGNALS) process.off(signal, stop);
    await watcher.close();
  }
  return EXIT.fine;
}

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/** What of a project is watched besides the project file. */
interface Watched {
  readonly folder: string;
  readonly metrics: string;
}

/** As far as the project file can be read; what is wrong with it is told by the build. */
function watchedOf(root: string): Watched {
  const [first] = readProject(root, new Report(), true).targets;
  return { folder: first?.specFolder ?? DEFAULT_SPEC_FOLDER, metrics: first?.metricsFile.path ?? '' };
}

/** Resolves when every file is known, so that no change after it is missed. */
async function startWatcher(root: string, watched: () => Watched, changes: Changes): Promise<FSWatcher> {
  const pathOf = (path: string) => relative(root, path).split(sep).join('/');
  const isOutside = (path: string): boolean => {
    const { folder: specs, metrics } = watched();
    const changed = pathOf(path);
    const isOnTheWay = ['', CONFIG_FILE].includes(changed) || [specs, metrics].some((path) => isBelow(path, changed));
    return !isOnTheWay && (!isBelow(changed, specs) || /\/(\.|node_modules\/)/.test(`/${changed}/`));
  };
  // The folder above may not have the folder of the specs yet.
  const watcher = watchFiles(root, { ignoreInitial: true, ignored: isOutside });
  watcher.on('all', (event, path) => {
    if (event.endsWith('Dir') || isProjectFile(pathOf(path)) || pathOf(path) === watched().metrics) changes.add();
  });
  // What cannot be watched cannot be read either, and the build tells of that.
  watcher.on('error', () => changes.add());
  await new Promise<void>((resolve) => watcher.once('ready', () => resolve()));
  return watcher;
}

/** Changes since the last build, a burst of them as one. */
class Changes {
  #timer: NodeJS.Timeout | undefined;
  #isPending = false;
  #isStopped = false;
  #wake: (() => void) | undefined;

  add(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#isPending = true;
      this.#wake?.();
    }, BURST_MS);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#isStopped = true;
    this.#wake?.();
  }

  /** Waits for a change; false when there is to be none any more. */
  async next(): Promise<boolean> {
    if (!this.#isPending && !this.#isStopped) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    this.#isPending = false;
    return !this.#isStopped;
  }
}
