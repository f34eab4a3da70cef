// In: the list of mutants that a person found equivalent, and all mutants. Out: which those are. An entry that speaks of no
// mutant, or of one that a test notices, is out of date: it would hide the next survivor of that name.
import type { Report, Span } from '../diagnostics/report.ts';
import type { Located, Path } from '../spec/locate.ts';
import type { MutantsFile } from '../spec/mutants-schema.ts';
import { didYouMean } from '../text/suggest.ts';
import type { Mutant } from './mutant.ts';
import { OPERATORS } from './operators.ts';

/** An entry of the list, with where it says which mutants it means. */
export interface Reviewed {
  readonly span: Span;
  readonly reason: string;
  readonly mutants: ReadonlySet<Mutant>;
}

/** What the entries of the list stand for; whatever of them stands for nothing is reported. */
export function readReviewed(
  documents: readonly Located<MutantsFile>[],
  mutants: readonly Mutant[],
  report: Report,
): Reviewed[] {
  return documents.flatMap((document) =>
    document.value.equivalent.flatMap((entry, at) => {
      const place = (...path: Path) => document.spanOf(['equivalent', at, ...path]);
      return readEntry(entry, place, mutants, report);
    }),
  );
}

function readEntry(
  { rules, operator, edits, reason }: MutantsFile['equivalent'][number],
  place: (...path: Path) => Span,
  mutants: readonly Mutant[],
  report: Report,
): Reviewed[] {
  if (!OPERATORS.some(({ name }) => name === operator)) {
    addProblem(report, place('operator'), `there is no operator ${JSON.stringify(operator)}`, operatorHelp(operator));
    return [];
  }
  const found = mutants.filter(
    (mutant) =>
      mutant.operator === operator &&
      rules.some((rule) => matches(rule, mutant.place)) &&
      edits.some((edit) => matches(edit, mutant.description)),
  );
  const unused = (field: 'rules' | 'edits', patterns: readonly string[], textOf: (mutant: Mutant) => string) => {
    for (const [index, pattern] of patterns.entries()) {
      if (found.some((mutant) => matches(pattern, textOf(mutant)))) continue;
      const what = field === 'rules' ? `of a rule ${JSON.stringify(pattern)}` : JSON.stringify(pattern);
      addProblem(report, place(field, index), `there is no ${operator} mutant ${what}`, GONE);
    }
  };
  unused('rules', rules, (mutant) => mutant.place);
  unused('edits', edits, ({ description }) => description);
  return [{ span: place('operator'), reason, mutants: new Set(found) }];
}

/** What to write instead of an operator that does not exist. */
export function operatorHelp(name: string): string {
  const names = OPERATORS.map((operator) => operator.name);
  const guess = didYouMean(name, names);
  return guess ? `did you mean "${guess}"?` : `operators: ${names.join(', ')}`;
}

const GONE = 'the rules have changed: look at the mutant again, and correct or remove the entry';

/** Reports that a mutant which was found equivalent is killed. */
export function reportKilled({ span }: Reviewed, { place, description }: Mutant, by: string, report: Report): void {
  addProblem(
    report,
    span,
    `${place}: ${description} is killed by "${by}"`,
    'it is not equivalent: correct or remove the entry',
  );
}

function addProblem(report: Report, span: Span, message: string, help: string): void {
  report.add({ code: 'stale-equivalence', severity: 'error', message, span, help });
}

/** Whether a text is what a pattern says, in which a star stands for any text. */
function matches(pattern: string, text: string): boolean {
  const [first = '', ...others] = pattern.split('*');
  const last = others.pop();
  if (last === undefined) return text === pattern;
  if (!text.startsWith(first) || !text.endsWith(last) || text.length < first.length + last.length) return false;
  let rest = text.slice(first.length, text.length - last.length);
  return others.every((part) => {
    const found = rest.indexOf(part);
    rest = rest.slice(found + part.length);
    return found >= 0;
  });
}
