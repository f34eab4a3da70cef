// The objective of an SLO: that of the target for which it is built, where the target has one of its own, else the spec's.
import type { Place } from '../place.ts';
import { targetObjective } from '../targets.ts';
import { percentToRatio } from '../units.ts';
import type { WrittenSlo } from './written-slo.ts';

/** An objective as a percentage, with the place where it is written. */
interface Written {
  readonly text: string | undefined;
  readonly place: Place;
}

function writtenObjective({ spec, place, identity, settings }: WrittenSlo): Written {
  const ofTarget = targetObjective(identity, settings);
  return ofTarget
    ? { text: ofTarget.text, place: place.inProject(settings).at(...ofTarget.path) }
    : { text: spec.objective, place: place.at('objective') };
}

/** The objective as a ratio; undefined, and reported, when there is none between 0 and 1. */
export function readObjective(slo: WrittenSlo): number | undefined {
  const { text, place } = writtenObjective(slo);
  const objective = text === undefined ? undefined : percentToRatio(text);
  if (objective !== undefined && objective > 0 && objective < 1) return objective;
  const isAll = objective === 1;
  place.report({
    code: objective === undefined ? 'missing-field' : 'objective-out-of-range',
    message:
      objective === undefined
        ? `the SLO "${slo.spec.name}" has no "objective"`
        : `an objective of ${text} ${isAll ? 'leaves no error budget to spend' : 'is not between 0% and 100%'}`,
    help: isAll
      ? 'what must never happen is a zeroTolerance indicator, which needs no objective; otherwise choose less than 100%'
      : 'write the share of good events, such as objective: 99.9%',
  });
  return undefined;
}

/** Reports the objective of an SLO that tolerates no event at all. */
export function checkNoObjective(slo: WrittenSlo): undefined {
  const { text, place } = writtenObjective(slo);
  if (text === undefined || percentToRatio(text) === 1) return;
  place.report({
    code: 'objective-out-of-range',
    message: 'zero tolerance has no objective: one event is a breach',
    help: 'remove "objective", or count the events with a ratio indicator',
  });
}
