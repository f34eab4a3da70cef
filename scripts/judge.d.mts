/** A judge of test/worlds/ that is built. */
export interface FoundJudge {
  /** Of Prometheus: three numbers. */
  readonly version: string;
  readonly path: string;
}

export function findJudges(): readonly FoundJudge[];
