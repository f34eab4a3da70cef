// Which alerts go with which kind of indicator.
import type { SloSpec } from '../../spec/schema.ts';
import type { Place } from '../place.ts';

const HELP_FOR_FOREIGN: Readonly<Partial<Record<string, string>>> = {
  breach: 'only zeroTolerance has a breach: what has an error budget alerts by "burnRate" and "threshold"',
  outage: 'only uptime and threshold indicators know what is down at this moment',
};

/** Reports alerts that an indicator of this kind cannot have. */
export function checkAlertKinds(
  spec: SloSpec,
  foreign: readonly (keyof NonNullable<SloSpec['alerts']>)[],
  place: Place,
): void {
  for (const kind of foreign) {
    const written = spec.alerts?.[kind];
    if (written === undefined || written === 'off') continue;
    place.at(kind).report({
      code: 'alert-not-for-kind',
      part: 'key',
      message: `"${kind}" does not go with this kind of indicator`,
      help: HELP_FOR_FOREIGN[kind] ?? 'zero tolerance has no budget to burn: its alert is "breach"',
    });
  }
}
