// Where the parts of an indicator are written, for messages about what was found of them in the world.
import type { IndicatorSpec } from '../spec/indicator-schema.ts';
import type { Located, Path } from '../spec/locate.ts';
import type { IndicatorPlaces } from './slo.ts';

export function indicatorPlaces(spec: IndicatorSpec, path: Path, document: Located<unknown>): IndicatorPlaces {
  const { by, ...kinds } = spec;
  const ofKinds = Object.entries(kinds).flatMap(([kind, fields]) =>
    Object.keys(fields ?? {}).map((field) => [field, document.spanOf([...path, kind, field])] as const),
  );
  return {
    whole: document.spanOf(path, 'key'),
    fields: new Map([...ofKinds, ...(by === undefined ? [] : [['by', document.spanOf([...path, 'by'])] as const])]),
  };
}
