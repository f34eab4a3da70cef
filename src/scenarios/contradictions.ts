// Expectations of one moment that cannot all be met: an alert that must fire there, and must be silent.
import type { Place } from '../model/place.ts';
import { durationToMs } from '../model/units.ts';
import type { ExpectationSpec } from '../spec/scenario-schema.ts';
import { includes, readNamedAlert } from './named-alert.ts';

/** Reports each alert that must be silent where it must fire, at the place of its silence. */
export function checkContradictions(expectations: readonly ExpectationSpec[], place: Place): void {
  for (const [at, silence] of expectations.entries()) {
    const fires = expectations
      .filter((expectation) => isWithin(expectation, silence))
      .flatMap((expectation) => expectation.fires ?? []);
    const { silent = [] } = silence;
    const entries = silent === 'all' ? [] : silent.entries();
    if (silent === 'all' && fires[0] !== undefined) contradicts(fires[0], place.at('expect', at, 'silent'));
    for (const [index, name] of entries) {
      const firing = fires.find((other) => standsFor(name, other));
      if (firing !== undefined) contradicts(firing, place.at('expect', at, 'silent', index));
    }
  }
}

function contradicts(alert: string, place: Place): void {
  place.report({
    code: 'scenario-contradiction',
    message: `${alert} must fire at this moment, and must be silent`,
    help: 'keep one of the two, or move one to another moment',
  });
}

/** Whether one expectation speaks of the moment of the other, and of no group that the other leaves out. */
function isWithin(expectation: ExpectationSpec, other: ExpectationSpec): boolean {
  const isSameMoment = durationToMs(expectation.at) === durationToMs(other.at);
  return (
    isSameMoment && Object.entries(other.group ?? {}).every(([label, value]) => expectation.group?.[label] === value)
  );
}

/** A name that cannot be read is reported where alerts are looked up. */
function standsFor(name: string, other: string): boolean {
  const [wide, narrow] = [readNamedAlert(name), readNamedAlert(other)];
  return 'alert' in wide && 'alert' in narrow && includes(wide, narrow);
}
