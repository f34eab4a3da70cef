// The types of find-promtool.mjs, for tests and benchmarks: the script itself has to run before anything is compiled.

/** One promtool that runs here, and the prometheus of the same version if there is one. */
export interface FoundTool {
  readonly source: '$PROMTOOL' | 'PATH' | '.tools';
  /** Three numbers, such as 2.42.0. */
  readonly version: string;
  readonly promtool: string;
  readonly prometheus?: string;
}

/** Where this project keeps tools that it brought itself. */
export const TOOLS_DIR: string;

/** The versions (major.minor) that the compiler's rules are tried with, from the oldest to the newest. */
export const WANTED_VERSIONS: readonly string[];

export function covers(version: string, wanted: string): boolean;
export function isSupported(version: string): boolean;
export function findTools(): FoundTool[];
