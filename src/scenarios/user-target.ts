// What the parts of a scenario hand to one another while it is read.
import type { Span } from '../diagnostics/report.ts';
import type { Scenario } from '../proof/context/scenario.ts';
import type { PartialIdentity } from '../rules/names.ts';
import type { CompiledSlo, RuleGroup } from '../rules/rule.ts';

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
