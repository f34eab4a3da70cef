// What `slo test --mutate` tells: each mutant that no test noticed, a table by operator, and the verdict.
import { ruleValue } from '../../backends/rule-groups.ts';
import type { Format, Paint } from '../../diagnostics/paint.ts';
import { linePrefix } from '../../diagnostics/position.ts';
import type { Span } from '../../diagnostics/report.ts';
import type { Mutant } from '../../mutation/mutant.ts';
import { OPERATORS } from '../../mutation/operators.ts';
import type { Trial } from '../../mutation/trial.ts';
import { lineEdits } from '../../output/line-diff.ts';
import { printYaml } from '../../output/yaml/yaml.ts';
import type { Rule } from '../../rules/rule.ts';
import { printable } from '../../text/printable.ts';
import { EXIT, type Exit, type Terminal } from '../terminal.ts';

/** Whose rules were edited: an SLO, or the alerts that stand on their own in a document. */
export interface MutantSubject {
  /** As its proof is called, such as `istio-mesh.request-success`. */
  readonly name: string;
  readonly origin: Span | undefined;
}

export interface TriedMutant {
  readonly subject: MutantSubject;
  readonly mutant: Mutant;
  readonly trial: Trial;
  /** Whether the list of equivalent mutants holds it. */
  readonly isReviewed: boolean;
}

export interface MutationContext {
  /** How many mutants there are in all. */
  readonly total: number;
  /** Whether the list of equivalent mutants is out of date. */
  readonly isListWrong: boolean;
  readonly verbose: boolean;
}

type Outcome = 'killed' | 'survived' | 'equivalent' | 'rejected' | 'broken';

const HEADINGS: Readonly<Record<Exclude<Outcome, 'broken'>, string>> = {
  killed: 'killed',
  survived: 'survived',
  equivalent: 'equivalent',
  rejected: 'not loadable',
};

/** Why tests prove nothing is the same for hundreds of mutants. */
const MOST_REASONS = 3;

export function reportMutants(
  tried: readonly TriedMutant[],
  { total, isListWrong, verbose }: MutationContext,
  terminal: Terminal,
): Exit {
  const count = (outcome: Outcome) => tried.filter((mutant) => outcomeOf(mutant) === outcome).length;
  const isFine = count('killed') > 0 && count('survived') + count('broken') === 0 && !isListWrong;
  const lines: readonly Line[] = [
    ...(verbose ? tried.flatMap(quietLine) : []),
    ...tried.filter((mutant) => outcomeOf(mutant) === 'survived').flatMap(survivorLines),
    ...brokenLines(tried),
    ...tableOf(tried),
    ...(tried.length < total ? [`${tried.length} of ${total} mutants were tried`] : []),
  ];
  terminal.out(lines.map((line) => `${painted(line, terminal.paint)}\n`).join(''));
  terminal.out(`${terminal.paint(['bold', isFine ? 'green' : 'red'], verdictLine(tried))}\n`);
  return isFine ? EXIT.fine : EXIT.wrong;
}

/** A line of the report; the first line on a mutant begins with a mark. */
type Line = string | { readonly mark: keyof typeof FORMAT_OF_MARK; readonly text: string };

const FORMAT_OF_MARK = {
  KILLED: 'green',
  'THE SAME': 'green',
  SURVIVED: 'red',
  BROKEN: 'red',
} as const satisfies Readonly<Record<string, Format>>;

const MARK_WIDTH = 'SURVIVED '.length;

function painted(line: Line, paint: Paint): string {
  if (typeof line === 'string') return printable(line);
  const { mark, text } = line;
  return `${paint(FORMAT_OF_MARK[mark], mark)}${' '.repeat(MARK_WIDTH - mark.length)}${printable(text)}`;
}

function outcomeOf({ trial: { verdict }, isReviewed }: TriedMutant): Outcome {
  return verdict === 'survived' && isReviewed ? 'equivalent' : verdict;
}

/** Of a mutant that asks for nothing to be done. */
function quietLine({ mutant, trial }: TriedMutant): Line[] {
  const { place, operator, description } = mutant;
  if (trial.verdict === 'equivalent') {
    return [{ mark: 'THE SAME', text: `${place} ${operator}: ${description}` }, `         because ${trial.why}`];
  }
  return trial.verdict === 'killed'
    ? [
        { mark: 'KILLED', text: `${place} ${operator}: ${description}` },
        `         by ${trial.by.suite}: ${trial.by.scenario}`,
      ]
    : [];
}

/** Where it comes from, how the list of reviewed mutants calls it, and the lines of the rule before and after. */
function survivorLines({ subject, mutant, trial }: TriedMutant): Line[] {
  const { place, operator, description, original, rule } = mutant;
  const edits = lineEdits(textOf(original), textOf(rule));
  const tried = trial.verdict === 'survived' ? trial.tried : 0;
  return [
    { mark: 'SURVIVED', text: `${linePrefix(subject.origin)}${subject.name.replaceAll('.', '/')}: ${place}` },
    `         ${operator}: ${description}`,
    ...(rule === undefined
      ? []
      : edits.map(({ kind, text }) => `         ${kind === 'deleted' ? '-' : '+'} ${text.trim()}`)),
    `         ${tried === 0 ? 'no scenario depends on this rule' : `not noticed by ${tried} scenarios`}`,
  ];
}

function textOf(rule: Rule | undefined): string {
  return rule ? printYaml(ruleValue(rule)) : '';
}

function brokenLines(tried: readonly TriedMutant[]): Line[] {
  const reasons = new Set(tried.flatMap(({ trial }) => (trial.verdict === 'broken' ? [trial.why.trim()] : [])));
  const shown = [...reasons].slice(0, MOST_REASONS);
  return [
    ...shown.map((why): Line => ({ mark: 'BROKEN', text: why })),
    ...(reasons.size > shown.length ? [`         … and ${reasons.size - shown.length} more`] : []),
  ];
}

function tableOf(tried: readonly TriedMutant[]): string[] {
  const row = (name: string, ofOperator: readonly TriedMutant[]): string[] => [
    name,
    String(ofOperator.length),
    ...Object.keys(HEADINGS).map((outcome) =>
      String(ofOperator.filter((mutant) => outcomeOf(mutant) === outcome).length),
    ),
  ];
  const rows = OPERATORS.flatMap(({ name }) => {
    const ofOperator = tried.filter(({ mutant }) => mutant.operator === name);
    return ofOperator.length > 0 ? [row(name, ofOperator)] : [];
  });
  const table = [['operator', 'mutants', ...Object.values(HEADINGS)], ...rows, row('all', tried)];
  const widths = (table[0] ?? []).map((_, column) => Math.max(...table.map((cells) => cells[column]?.length ?? 0)));
  return table.map((cells) =>
    cells
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  '),
  );
}

/** `4003 killed, 0 survived`, and what else there was. */
function verdictLine(tried: readonly TriedMutant[]): string {
  const count = (outcome: Outcome) => tried.filter((mutant) => outcomeOf(mutant) === outcome).length;
  const others = [
    [count('equivalent'), 'equivalent'],
    [count('rejected'), 'not loadable'],
    [count('broken'), 'not tested'],
  ] as const;
  const more = others.filter(([number]) => number > 0).map(([number, word]) => `, ${number} ${word}`);
  return `${count('killed')} killed, ${count('survived')} survived${more.join('')}`;
}
