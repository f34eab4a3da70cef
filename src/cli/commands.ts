// What loads the code of each command when it runs. In the package all of that is one file, which `kept-code.ts` loads.

export const LOADERS = {
  backfill: () => import('./backfill/backfill.ts'),
  backtest: () => import('./backtest/backtest.ts'),
  build: () => import('./build/build.ts'),
  complete: () => import('./completion/complete.ts'),
  completion: () => import('./completion/completion.ts'),
  diff: () => import('./diff.ts'),
  doctor: () => import('./doctor/doctor.ts'),
  explain: () => import('./explain.ts'),
  init: () => import('./init/init.ts'),
  lint: () => import('./lint.ts'),
  list: () => import('./list.ts'),
  mutate: () => import('./mutate/mutate.ts'),
  preview: () => import('./preview.ts'),
  report: () => import('./report/report.ts'),
  schema: () => import('./schema.ts'),
  status: () => import('./status/status.ts'),
  test: () => import('./test/test.ts'),
  watch: () => import('./build/watch.ts'),
} as const;

/** A function for each command, which resolves to its module. */
export type CommandLoaders = typeof LOADERS;

/** Finds the loaders for one command, by its name, in a project, by its folder. */
export type FindLoaders = (root: string, command: string) => CommandLoaders;
