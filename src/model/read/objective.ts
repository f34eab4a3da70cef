// The objective of an SLO: that of the target for which it is built, where the target has one of its own, else the spec's.
import type { Path } from '../../spec/locate.ts';
import type { SloSpec } from '../../spec/schema.ts';
import { addProblem, projectScope, type Scope } from '../scope.ts';
import type { Settings } from '../settings.ts';
import type { Identity } from '../slo.ts';
import { targetObjective } from '../targets.ts';
import { percentToRatio } from '../units.ts';

interface Context {
  readonly scope: Scope;
  readonly settings: Settings;
}

/** An objective as a percentage, with the place where it is written. */
interface Written {
  readonly text: string | undefined;
  readonly path: Path;
  readonly scope: Scope;
}

function writtenObjective(spec: SloSpec, identity: Identity, path: Path, { scope, settings }: Context): Written {
  const ofTarget = targetObjective(identity, settings);
  return ofTarget
    ? { ...ofTarget, scope: projectScope(settings, scope) }
    : { text: spec.objective, path: [...path, 'objective'], scope };
}

/** The objective as a ratio; undefined, and reported, when there is none between 0 and 1. `path` is that of the SLO. */
export function readObjective(spec: SloSpec, identity: Identity, path: Path, context: Context): number | undefined {
  const written = writtenObjective(spec, identity, path, context);
  const objective = written.text === undefined ? undefined : percentToRatio(written.text);
  if (objective !== undefined && objective > 0 && objective < 1) return objective;
  const isAll = objective === 1;
  addProblem(written.scope, {
    code: objective === undefined ? 'missing-field' : 'objective-out-of-range',
    path: written.path,
    message:
      objective === undefined
        ? `the SLO "${spec.name}" has no "objective"`
        : `an objective of ${written.text} ${isAll ? 'leaves no error budget to spend' : 'is not between 0% and 100%'}`,
    help: isAll
      ? 'what must never happen is a zeroTolerance indicator, which needs no objective; otherwise choose less than 100%'
      : 'write the share of good events, such as objective: 99.9%',
  });
  return undefined;
}

/** Reports the objective of an SLO that tolerates no event at all. */
export function checkNoObjective(spec: SloSpec, identity: Identity, path: Path, context: Context): undefined {
  const { text, path: place, scope } = writtenObjective(spec, identity, path, context);
  if (text === undefined || percentToRatio(text) === 1) return;
  addProblem(scope, {
    code: 'objective-out-of-range',
    path: place,
    message: 'zero tolerance has no objective: one event is a breach',
    help: 'remove "objective", or count the events with a ratio indicator',
  });
}
