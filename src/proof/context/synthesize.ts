// Label values that selectors accept, and others that they reject: the raw series of a scenario.
import { branches, samplesOf } from '../../patterns/samples.ts';
import type { Matcher, Selector } from '../../promql/ast.ts';
import { accepts, OPPOSITE } from '../../promql/matches.ts';
import type { Labels } from './label-set.ts';

/** Values to try for a label, besides those that its matchers name. */
const USUAL_VALUES: readonly string[] = ['', 'a', 'other', '200', '0', 'x-1'];

/** Whether every matcher accepts its label; one that is not there has the empty value. */
export function acceptsAll(matchers: readonly Matcher[], labels: Labels): boolean {
  return matchers.every((matcher) => accepts(matcher, labels[matcher.label] ?? ''));
}

/**
 * Labels that every matcher accepts and, if wished, that none of `rejecting` selectors accepts as a whole. `preferred` are
 * values to prefer, first those of the groups. Undefined when none is found.
 */
export function chooseLabels(
  matchers: readonly Matcher[],
  preferred: Labels = {},
  rejecting: readonly (readonly Matcher[])[] = [],
): Labels | undefined {
  const constraints = [...matchers];
  for (const rejected of rejecting) {
    const base = chooseAccepted(constraints, preferred);
    if (base && !acceptsAll(rejected, base)) continue;
    const way = rejected.find((matcher) => chooseAccepted([...constraints, negated(matcher)], preferred));
    if (!way) return undefined;
    constraints.push(negated(way));
  }
  return chooseAccepted(constraints, preferred);
}

/** The matcher that accepts what the given one does not. */
export function negated(matcher: Matcher): Matcher {
  return { ...matcher, op: OPPOSITE[matcher.op] };
}

function chooseAccepted(matchers: readonly Matcher[], preferred: Labels): Labels | undefined {
  const names = new Set([...Object.keys(preferred), ...matchers.map(({ label }) => label)]);
  const chosen: Record<string, string> = {};
  for (const label of names) {
    const ofLabel = matchers.filter((matcher) => matcher.label === label);
    const value = candidates(ofLabel, preferred[label]).find((text) =>
      ofLabel.every((matcher) => accepts(matcher, text)),
    );
    if (value === undefined) return undefined;
    chosen[label] = value;
  }
  return chosen;
}

function candidates(matchers: readonly Matcher[], preferred: string | undefined): string[] {
  const named = matchers.flatMap(({ op, value }) => (op === '=' || op === '!=' ? [value] : samplesOf(value)));
  return [...(preferred === undefined ? [] : [preferred]), ...named, ...USUAL_VALUES];
}

/**
 * Series that look like those of `selector` but must not count: for each matcher, one that every other matcher accepts and
 * this one does not, and one for each alternative that it rules out. They make a rule that has lost a matcher, or a part of
 * one, give another number. Labels in `fixed` stay as they are.
 */
export function distractorLabels({ matchers }: Selector, preferred: Labels, fixed: readonly string[] = []): Labels[] {
  const free = matchers.filter(({ label }) => !fixed.includes(label));
  return free.flatMap((matcher) => {
    const others = matchers.filter((other) => other !== matcher);
    return refusedBy(matcher).flatMap((refusal) => {
      const distractor = chooseLabels([...others, refusal], preferred);
      return distractor ? [distractor] : [];
    });
  });
}

/** Matchers of values that this one refuses. */
function refusedBy(matcher: Matcher): Matcher[] {
  const opposite = negated(matcher);
  if (matcher.op !== '!~') return [opposite];
  const values = branches(matcher.value).flatMap((branch) => samplesOf(branch)[0] ?? []);
  const refused = values.filter((value) => !accepts(matcher, value));
  return refused.length === 0 ? [opposite] : refused.map((value) => ({ label: matcher.label, op: '=', value }));
}
