// Types of run-command.mjs, which stays plain JavaScript because it runs before anything is compiled.

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** Whether a command of that name can be started. */
export function canRun(command: string, args?: readonly string[]): boolean;

/** Runs to the end without input; its standard output. Throws an Error that a user can act on. */
export function run(command: string, args: readonly string[], options?: RunOptions): string;
