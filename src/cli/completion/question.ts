// What of a project `slo complete` knows the names of. A file of its own, since the command line reads it at every start.

/** `subjects` are what `slo explain` explains. */
export const QUESTIONS = ['slos', 'subjects', 'targets', 'revisions'] as const;

export type Question = (typeof QUESTIONS)[number];
