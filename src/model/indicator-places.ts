// Where the parts of an indicator are written, for messages about what was found of them in the world.
import type { IndicatorSpec } from '../spec/indicator-schema.ts';
import type { Place } from './place.ts';
import type { IndicatorPlaces } from './slo.ts';

export function indicatorPlaces(spec: IndicatorSpec, place: Place): IndicatorPlaces {
  const { by, ...kinds } = spec;
  const ofKinds = Object.entries(kinds).flatMap(([kind, fields]) =>
    Object.keys(fields ?? {}).map((field) => [field, place.at(kind, field).span] as const),
  );
  return {
    whole: place.keySpan,
    fields: new Map([...ofKinds, ...(by === undefined ? [] : [['by', place.at('by').span] as const])]),
  };
}
