// Mistakes in a document, and what is told of two of them beside what is told of each alone.
import { expect } from '@jest/globals';
import { stringify } from 'yaml';
import type { Diagnostic } from '../../src/diagnostics/report.ts';
import { diagnose } from '../support/compile-text.ts';

export type Fields = Readonly<Record<string, unknown>>;

/** A mistake in a part of an SLO: mistakes in the same part are not independent. */
export interface Mistake {
  readonly part: string;
  readonly fields: Fields;
  /** It can only be told where the kind of the indicator is known. */
  readonly isOfKind?: boolean;
  /** The kind of the indicator is not known. */
  readonly isKindless?: boolean;
}

export function problemsOf(document: Fields): string[] {
  const text = stringify({ service: 'shop', ...document }, { keepUndefined: false });
  return [...new Set(diagnose(text, '').map(inWords))].sort();
}

/** What is told, and not where: a place moves with what is written before it. */
function inWords({ code, message }: Diagnostic): string {
  return `${code}: ${message.replace(/the (SLO|alert) "[^"]*"/, 'the $1')}`;
}

const isIndependent = (mistake: Mistake, other: Mistake) =>
  mistake.part !== other.part && !(mistake.isKindless && other.isOfKind);

/** What is told of pairs of mistakes and not of each alone, and the other way round. */
export function differences(all: readonly Mistake[], tell: (fields: Fields) => readonly string[]) {
  const alone = new Map(all.map((mistake) => [mistake, tell(mistake.fields)]));
  expect(all.filter((mistake) => alone.get(mistake)?.length === 0)).toEqual([]);
  return all.flatMap((mistake, at) =>
    all
      .slice(at + 1)
      .filter((other) => isIndependent(mistake, other))
      .flatMap((other) => {
        const expected = [...new Set([...(alone.get(mistake) ?? []), ...(alone.get(other) ?? [])])].sort();
        const fields = { ...mistake.fields, ...other.fields };
        const both = tell(fields);
        const hidden = expected.filter((problem) => !both.includes(problem));
        const untrue = both.filter((problem) => !expected.includes(problem));
        return hidden.length + untrue.length === 0 ? [] : [{ fields: JSON.stringify(fields), hidden, untrue }];
      }),
  );
}
