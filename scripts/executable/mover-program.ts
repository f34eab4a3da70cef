// Stands for src/output/mover-program.ts in the single executable, which has no files beside it.

export const MOVER_PROGRAM: readonly string[] = ['--move-files-for-slo'];
