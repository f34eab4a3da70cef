// What `slo status` prints for people: a line for each SLO, its worst groups below it.
import type { Format, Paint } from '../../diagnostics/paint.ts';
import { ratioToPercent } from '../../model/units.ts';
import { printDuration } from '../../promql/duration.ts';
import type { GroupStatus, SloStatus, State } from '../../status/status.ts';
import { columns, countWords, durationWords } from '../../text/numbers.ts';
import { printable } from '../../text/printable.ts';
import { nameOfSlo } from '../project/slo-names.ts';
import type { TargetStatus } from './status-json.ts';

const FORMATS: Readonly<Record<State, Format>> = {
  firing: ['bold', 'red'],
  overspent: 'red',
  'no data': 'magenta',
  burning: 'yellow',
  fine: 'green',
};

const HEADER = ['SLO', 'state', 'objective', 'budget left', 'burn rate', 'gone in', 'firing'];

const STATE_COLUMN = HEADER.indexOf('state');

/** `mostGroups` of each SLO are shown. */
export function statusText(found: readonly TargetStatus[], mostGroups: number, paint: Paint): string {
  return found
    .map(({ target, slos }) => {
      const rows = slos.flatMap((status) => rowsOf(status, mostGroups));
      const [title = '', ...lines] = columns(
        [HEADER, ...rows.map(({ cells }) => cells)],
        'left',
        (cell, row, column) => {
          const state = column === STATE_COLUMN ? rows[row - 1]?.state : undefined;
          return state === undefined ? cell : paint(FORMATS[state], cell);
        },
      );
      return [...(target === undefined ? [] : [`Target ${target}`]), paint('bold', title), ...lines].join('\n');
    })
    .join('\n\n')
    .concat('\n');
}

interface Row {
  readonly state?: State;
  readonly cells: readonly string[];
}

function rowsOf({ slo, state, burnWindowMs, groups }: SloStatus, mostGroups: number): Row[] {
  const objective =
    slo.kind === 'budget'
      ? `${ratioToPercent(slo.objective)} over ${printDuration(slo.periodMs)}`
      : `no bad event in ${printDuration(slo.windowMs)}`;
  const [worst] = groups;
  const head: Row = {
    state,
    cells: [nameOfSlo(slo), state, objective, ...cellsOf(worst, burnWindowMs)],
  };
  if (slo.by.length === 0) return [head];
  const shown = groups.slice(0, mostGroups);
  const rest = groups.length - shown.length;
  return [
    head,
    ...shown.map((group): Row => ({ cells: [`  ${labelsOf(group)}`, '', '', ...cellsOf(group, burnWindowMs)] })),
    ...(rest > 0 ? [{ cells: [`  and ${countWords(rest)} more`, '', '', '', '', '', ''] }] : []),
  ];
}

function cellsOf(group: GroupStatus | undefined, burnWindowMs: number | undefined): string[] {
  const { budgetLeft, burnRate, goneInMs, breaches, firing = [] } = group ?? {};
  const window = burnWindowMs === undefined ? '' : ` (${printDuration(burnWindowMs)})`;
  return [
    breaches === undefined ? leftWords(budgetLeft) : `${countWords(breaches)} bad`,
    burnRate === undefined ? '' : `${factorWords(burnRate)}${window}`,
    goneInMs === undefined ? '' : durationWords(goneInMs),
    firing.map(printable).join(', '),
  ];
}

/** `73%`; what is less than nothing is said in words. */
function leftWords(left: number | undefined): string {
  if (left === undefined) return '';
  if (!Number.isFinite(left)) return 'unknown';
  return left < 0 ? `overspent by ${percentWords(-left)}` : percentWords(left);
}

function percentWords(ratio: number): string {
  return `${Number((ratio * 100).toPrecision(3))}%`;
}

function factorWords(factor: number): string {
  return factor < 0.05 ? '0' : `${Number(factor.toPrecision(2))}×`;
}

function labelsOf({ labels }: GroupStatus): string {
  const values = Object.values(labels).map(printable);
  return values.length === 0 ? '(without the label)' : values.join(' / ');
}
