// A project as it is for one target: the value that every command, artifact and page is made of. The rules are there from the
// start. What proves them is made when it is first asked for, and once: most commands need none of it.
import { memoized } from './memoized.ts';
import type { Settings } from './model/settings.ts';
import type { Proof } from './proof/context/scenario.ts';
import { prove, provePlaced } from './proof/prove.ts';
import { proveStandalone } from './proof/standalone/standalone.ts';
import type { CompiledFile, RuleGroup } from './rules/rule.ts';
import type { UserScenario } from './scenarios/scenario.ts';

/** Rule groups that are tested together, with their proof: those of an SLO, or of the alerts that stand on their own in a document. */
export interface ProvenPart {
  readonly proof: Proof;
  readonly groups: readonly RuleGroup[];
  /** The spec file of what is tested. */
  readonly spec: string;
  /** The files that say what is expected: the spec, or files of scenarios. */
  readonly sources: readonly string[];
  /** Whether this part loads the rules of leaves and those above them together, each of which have parts of their own. */
  readonly isTogether?: boolean;
}

/** What a compiled project is made of. */
export interface CompiledParts {
  readonly settings: Settings;
  readonly files: readonly CompiledFile[];
  /** The scenarios that users wrote. */
  readonly scenarios: readonly UserScenario[];
}

export class Compiled implements CompiledParts {
  readonly settings: Settings;
  readonly files: readonly CompiledFile[];
  readonly scenarios: readonly UserScenario[];
  #proven: readonly ProvenPart[] | undefined;
  #tested: readonly ProvenPart[] | undefined;

  constructor({ settings, files, scenarios }: CompiledParts) {
    this.settings = settings;
    this.files = files;
    this.scenarios = scenarios;
  }

  /** What follows from the specs alone: one part for each SLO and for each document with alerts that stand on their own. */
  get proven(): readonly ProvenPart[] {
    this.#proven ??= this.files.flatMap(provenParts);
    return this.#proven;
  }

  /** All that promtool runs: what follows from the specs, and the scenarios that users wrote. */
  get tested(): readonly ProvenPart[] {
    this.#tested ??= [...this.proven, ...userParts(this.scenarios)];
    return this.#tested;
  }

  /** The same with other settings, files or scenarios. What is proven of the same files is not proven again. */
  with(changed: Partial<CompiledParts>): Compiled {
    const { settings, files, scenarios } = this;
    return new Compiled({ settings, files, scenarios, ...changed });
  }
}

const provenParts = memoized(({ path, services }: CompiledFile): readonly ProvenPart[] =>
  services.flatMap((service) => {
    const part = (proof: Proof, groups: readonly RuleGroup[]) => ({ proof, groups, spec: path, sources: [path] });
    return [
      ...service.slos.map((compiled) => part(prove(compiled), compiled.groups)),
      ...service.slos.flatMap((compiled) => {
        const placed = provePlaced(compiled);
        return placed ? [{ ...part(placed.proof, placed.groups), isTogether: true }] : [];
      }),
      ...(service.alertGroups.length > 0 ? [part(proveStandalone(service), service.alertGroups)] : []),
    ];
  }),
);

/** One part for each SLO for which a user wrote scenarios. */
function userParts(scenarios: readonly UserScenario[]): ProvenPart[] {
  return [...new Set(scenarios.map(({ target }) => target))].map((target) => {
    const written = scenarios.filter((scenario) => scenario.target === target);
    const { name, origin, groups, spec } = target;
    return {
      proof: { name, origin, scenarios: written.map(({ scenario }) => scenario), gaps: [] },
      groups,
      spec,
      sources: [...new Set(written.map(({ source }) => source))],
    };
  });
}
