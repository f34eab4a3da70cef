// Where a user wrote what a scenario says, for what is wrong with it; and what its parts hand to one another.
import type { Span } from '../diagnostics/report.ts';
import { addProblem, type PlacedProblem, type Scope } from '../model/scope.ts';
import type { Scenario } from '../proof/context/scenario.ts';
import type { PartialIdentity } from '../rules/names.ts';
import type { CompiledSlo, RuleGroup } from '../rules/rule.ts';
import type { Path } from '../spec/locate.ts';

/** A place in a file of scenarios. */
export interface Place {
  readonly scope: Scope;
  readonly path: Path;
}

/** What a scenario may speak of: an SLO, or the alerts of a service that stand on their own. */
export interface UserTarget {
  /** Names its files, such as `istio-mesh.request-success`. */
  readonly name: string;
  /** Path of its spec file. */
  readonly spec: string;
  readonly origin: Span | undefined;
  readonly identity: PartialIdentity;
  readonly groups: readonly RuleGroup[];
  /** Absent for alerts that stand on their own. */
  readonly compiled?: CompiledSlo;
}

/** What is fed in, and how. */
export interface UserInput extends Pick<Scenario, 'rules' | 'stepMs' | 'evaluationMs' | 'series'> {
  /** How long the input lasts, where that is known. */
  readonly endMs: number | undefined;
}

/** A place below another. */
export function below({ scope, path }: Place, ...inside: Path): Place {
  return { scope, path: [...path, ...inside] };
}

/** Reports what is wrong at `place`; undefined stands for what cannot be made of it. */
export function reject({ scope, path }: Place, problem: Omit<PlacedProblem, 'path'>): undefined {
  addProblem(scope, { ...problem, path });
  return undefined;
}
