// An SLO while it is read.
import type { SloSpec } from '../../spec/schema.ts';
import type { Place } from '../place.ts';
import type { Settings } from '../settings.ts';
import type { Identity } from '../slo.ts';
import type { AlertContext } from './alerts.ts';

/** What is written of an SLO, where it stands, and what surrounds it. */
export interface WrittenSlo {
  readonly spec: SloSpec;
  readonly place: Place;
  readonly identity: Identity;
  readonly settings: Settings;
  readonly around: AlertContext;
}
